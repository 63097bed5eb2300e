"""The entry point: one program, in a window or on the command line."""

import builtins
import gc
import sys
from collections.abc import Sequence

from layers_desktop.local.crash_reports import install_crash_reports
from layers_desktop.local.log import discard_unwritten, open_missing_streams


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
    # Each is imported when it is asked for: the command line must not wait for Qt.
    match given:
        case ["upload", *rest]:
            from layers_desktop.cli import upload_command

            return upload_command.main(rest)
        case ["sandbox", *rest]:
            from layers_desktop.cli import commands

            return commands.run_sandbox(rest)
        case ["--selftest", *rest]:
            from layers_desktop.app import self_test

            return self_test.main(rest)
        case ["--thumbnails"]:  # started by the window itself
            from layers_desktop.gui.widgets import picture_reader

            return picture_reader.main()
        case ["--licenses" | "--forget-everything" as wish, *rest]:
            from layers_desktop.cli import commands

            run = commands.list_licences if wish == "--licenses" else commands.forget_everything
            return run(rest)
        case _:
            from layers_desktop.cli.arguments import reject_unknown_word

            reject_unknown_word(given)
            gc.disable()  # nothing of what is loaded becomes garbage; later the window sees to it

            load_qt()
            from layers_desktop.app import main

            return main.main(given)


if __name__ == "__main__":
    sys.exit(main())
