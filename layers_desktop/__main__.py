"""The entry point: one program, in a window or on the command line."""

import builtins
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from layers_desktop.local.diagnostics.crash_reports import install_crash_reports
from layers_desktop.local.diagnostics.log import discard_unwritten, open_missing_streams
from layers_desktop.local.language import choose_language, system_languages, use_language

if TYPE_CHECKING:  # most starts need neither
    from layers_desktop.cli.run_environment import RunEnvironment
    from layers_desktop.domain.media_kind import MediaKind


def load_qt() -> None:
    """Load Qt, and take its own way of importing out again.

    PySide puts itself before every import, and reads the source of each module that is loaded after it, in
    search of `from __feature__ import`, which nobody here writes. That takes a tenth of the window's start,
    and keeps all that source in memory.
    """
    import PySide6.QtCore  # noqa: F401  # for what it does to the import

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for; return the exit code."""
    open_missing_streams()
    install_crash_reports()
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    finally:
        discard_unwritten(sys.stderr)


def _run(given: list[str]) -> int:
    use_language(choose_language(os.environ, system=system_languages()))
    # Each is imported when it is asked for: the command line must not wait for Qt.
    match given:
        case ["--thumbnails"]:  # started by the window itself
            from layers_desktop.gui.widgets import picture_reader

            return picture_reader.main()
        case ["--selftest", *rest]:
            from layers_desktop.app import self_test

            return self_test.main(rest)
        case [word, *rest] if command := _command(word):
            return command(rest)
    if given:
        from layers_desktop.cli.arguments import reject_unknown_word

        reject_unknown_word(given)
    gc.disable()  # nothing of what is loaded becomes garbage; later the window sees to it

    load_qt()
    from layers_desktop.app import main

    return main.main(given)


def _hand_over(
    environment: "RunEnvironment", files: tuple[Path, ...], project: str | None, kind: "MediaKind | None"
) -> None:
    """Give files to the window that is open; only where that is asked for, Qt is loaded."""
    from layers_desktop.app import main
    from layers_desktop.app.runtime.single_instance import LaunchRequest

    main.hand_over(environment, LaunchRequest(files, start=True, project=project, kind=kind))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Collect no garbage meanwhile, and set aside what is there then: nothing that is loaded becomes any."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


@_without_collector()
def _command(word: str) -> Callable[[Sequence[str]], int] | None:
    """Return the command of this name, which needs no window; None where it is none."""
    command: Callable[[Sequence[str]], int] | None = None
    match word:
        case "upload":
            from layers_desktop.cli import upload_command

            command = partial(upload_command.main, hand_over=_hand_over)
        case "watch":
            from layers_desktop.cli.watch_command import main as command
        case "projects":
            from layers_desktop.cli.queries import projects as command
        case "accounts":
            from layers_desktop.cli.queries import accounts as command
        case "whoami":
            from layers_desktop.cli.queries import whoami as command
        case "history":
            from layers_desktop.cli.queries import history as command
        case "sandbox":
            from layers_desktop.cli.commands import run_sandbox as command
        case "--licenses":
            from layers_desktop.cli.commands import list_licences as command
        case "--forget-everything":
            from layers_desktop.cli.commands import forget_everything as command
    return command


if __name__ == "__main__":
    sys.exit(main())
