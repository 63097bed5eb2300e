"""`layers-desktop upload`: the same queue as the window's, without a window."""

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from layers_desktop.cli.arguments import upload_parser
from layers_desktop.cli.console import Console
from layers_desktop.cli.project_choice import NoSuchProjectError
from layers_desktop.cli.upload_run import NoKeyError, Place, UploadRun
from layers_desktop.domain.errors import ConfigurationError, KeyringError, UploaderError
from layers_desktop.domain.language import tr
from layers_desktop.domain.remote_errors import ApiError
from layers_desktop.local.log import start_logging
from layers_desktop.local.paths import Directories


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
        with _place(sandbox=options.sandbox) as place:
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
    about_key = isinstance(error, ApiError) and (error.is_key_refused or error.is_key_limited)
    if about_key or isinstance(error, NoKeyError | KeyringError):
        return ExitCode.NO_KEY
    return ExitCode.NOTHING_TRIED


@contextlib.contextmanager
def _place(*, sandbox: bool) -> Iterator[Place]:
    """Give the environment and the folders to work in; with a sandbox of its own, those of that one."""
    directories = Directories.of_user()
    try:
        directories.ensure()
    except OSError as error:
        raise ConfigurationError(
            tr("The program's own folders cannot be made ({reason}).", reason=error.strerror),
            tr("Check that {folder} is yours and the disk is not full.", folder=directories.state),
        ) from error
    with contextlib.closing(start_logging(directories.log)), contextlib.ExitStack() as stack:
        if not sandbox:
            yield Place(os.environ, directories, directories.state)
            return
        # Imported late: most runs need neither the web framework nor the time that it takes to load.
        from layers_desktop.sandbox.process import SandboxProcess

        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="layers-sandbox-")))
        local = stack.enter_context(SandboxProcess.start(folder))
        environ = {**os.environ, "LAYERS_BASE_URL": local.url, "LAYERS_API_KEY": local.api_key}
        yield Place(environ, directories, folder / "state")


async def _interruptible(work: Coroutine[Any, Any, bool]) -> bool:
    """Run the work; a TERM ends it in as good order as an interrupt from the keyboard."""
    task = asyncio.ensure_future(work)
    with contextlib.suppress(NotImplementedError):  # Windows has no handlers for signals in a loop
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task
