"""`layers-desktop upload`: the same queue as the window's, without a window."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine, Iterator, Sequence
from enum import IntEnum
from typing import Any

from layers_desktop.cli.arguments import upload_parser
from layers_desktop.cli.console import Console
from layers_desktop.cli.key_choice import NoKeyError
from layers_desktop.cli.output import OutputError
from layers_desktop.cli.place import open_place
from layers_desktop.cli.project_choice import NoSuchProjectError
from layers_desktop.cli.upload_run import UploadRun
from layers_desktop.domain.api_errors import ApiError
from layers_desktop.domain.errors import KeyringError, UploaderError
from layers_desktop.domain.language import tr


class ExitCode(IntEnum):
    """What a script learns from the end of the program."""

    ALL_THERE = 0
    NOTHING_TRIED = 1
    SOME_FAILED = 2
    NO_KEY = 3
    NO_PROJECT = 4
    INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Upload what the arguments name; return the exit code."""
    options = upload_parser().parse_args(arguments)
    console = Console()
    try:
        with open_place(sandbox=options.sandbox) as place:
            all_there = asyncio.run(_interruptible(UploadRun(options, place, console).run()))
    except UploaderError as error:
        console.close()
        console.tell_problem(error.problem)
        return _exit_code_of(error)
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.close()
        console.tell(tr("Interrupted. The same command goes on where this one stopped."))
        return ExitCode.INTERRUPTED
    return ExitCode.ALL_THERE if all_there else ExitCode.SOME_FAILED


def _exit_code_of(error: UploaderError) -> ExitCode:
    if isinstance(error, NoSuchProjectError):
        return ExitCode.NO_PROJECT
    if isinstance(error, OutputError):
        return ExitCode.SOME_FAILED
    about_key = isinstance(error, ApiError) and error.is_about_key
    if about_key or isinstance(error, NoKeyError | KeyringError):
        return ExitCode.NO_KEY
    return ExitCode.NOTHING_TRIED


async def _interruptible(work: Coroutine[Any, Any, bool]) -> bool:
    """Run the work; a TERM or the end of its terminal ends it in as good order as a key there."""
    task = asyncio.ensure_future(work)
    with contextlib.suppress(NotImplementedError):  # Windows has no handlers for signals in a loop
        for number in _ending_signals():
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return await task


def _ending_signals() -> Iterator[signal.Signals]:
    yield signal.SIGTERM
    # Windows has none; and who starts us with `nohup` wants us to outlive the terminal.
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up and signal.getsignal(hang_up) is not signal.SIG_IGN:
        yield hang_up
