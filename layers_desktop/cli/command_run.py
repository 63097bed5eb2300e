"""How a command is run to its end: what interrupts it, what is said of that, and the exit code."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Callable, Coroutine, Iterator
from enum import IntEnum
from typing import Any

from layers_desktop.cli.output import Console, OutputError
from layers_desktop.cli.selection import NoKeyError, NoSuchProjectError
from layers_desktop.domain.errors import KeyringError, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.server_errors import ApiError

_log = logging.getLogger(__name__)


class ExitCode(IntEnum):
    """The exit codes of all commands, as the help of `upload` lists them."""

    ALL_DONE = 0
    NOTHING_TRIED = 1
    SOME_FAILED = 2
    NO_KEY = 3
    NO_PROJECT = 4
    TIMED_OUT = 124  # as that of timeout(1)
    INTERRUPTED = 130


def run_command(
    work: Coroutine[Any, Any, bool],
    console: Console,
    has_begun: Callable[[], bool] = lambda: False,
    timeout: float | None = None,
) -> ExitCode:
    """Run the work to its end, and return the exit code, which tells what became of it.

    Args:
        work: Returns whether all went well.
        console: Told what ended it.
        has_begun: Tells whether files may have been uploaded.
        timeout: Seconds after which it ends; None for no limit.
    """
    try:
        all_done = asyncio.run(_interruptible(work, timeout))
    except UploaderError as error:
        console.close()
        console.write_problem(error.problem)
        return exit_code_of(error)
    except TimeoutError:
        console.close()
        console.write(tr("Time is up. Run the same command to continue where this run stopped."))
        return ExitCode.TIMED_OUT
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.close()
        console.write(tr("Interrupted. Run the same command to continue where this run stopped."))
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a fault of the program; the code must not deny what was sent
        console.close()
        log_error(error)
        console.write(
            tr("Something went wrong in this program ({name}). The log has the details.", name=repr(error))
        )
        return ExitCode.SOME_FAILED if has_begun() else ExitCode.NOTHING_TRIED
    return ExitCode.ALL_DONE if all_done else ExitCode.SOME_FAILED


def log_error(error: BaseException) -> None:
    """Write a fault of the program to the log."""
    _log.error("A fault of the program", exc_info=error)


def exit_code_of(error: UploaderError) -> ExitCode:
    """Return the exit code of a command that this error has ended."""
    if isinstance(error, NoSuchProjectError):
        return ExitCode.NO_PROJECT
    if isinstance(error, OutputError):
        return ExitCode.SOME_FAILED
    about_key = isinstance(error, ApiError) and error.is_about_key
    if about_key or isinstance(error, NoKeyError | KeyringError):
        return ExitCode.NO_KEY
    return ExitCode.NOTHING_TRIED


async def _interruptible(work: Coroutine[Any, Any, bool], most_seconds: float | None) -> bool:
    """Run the work; the first of Ctrl+C, SIGTERM and SIGHUP cancels it, and the second ends the program."""
    task = asyncio.ensure_future(work)

    def stop() -> None:
        if task.cancelling():
            os._exit(ExitCode.INTERRUPTED)  # whatever holds it up; what is unfinished is in the journal
        task.cancel()

    with contextlib.suppress(NotImplementedError):  # on Windows, where a loop has no signal handlers
        for number in _termination_signals():
            asyncio.get_running_loop().add_signal_handler(number, stop)
    async with asyncio.timeout(most_seconds):
        return await task


def _termination_signals() -> Iterator[signal.Signals]:
    # Windows has no SIGHUP; what is ignored, as by `nohup`, must stay so.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:
            yield number
