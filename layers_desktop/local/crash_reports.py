"""What is written when the program falls: without secrets, and without the memory that holds them."""

import contextlib
import faulthandler
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TextIO

from layers_desktop.domain.redaction import redact
from layers_desktop.local.private_files import private_opener

CRASH_NAME = "crash.log"


def install_crash_reports() -> None:
    """Redact what the interpreter says of errors that nobody caught, and leave no core file behind.

    A core file holds the key as it lies in memory, and lands wherever the system puts it.
    """
    sys.excepthook = _tell
    threading.excepthook = _tell_of_thread
    sys.unraisablehook = _tell_of_unraisable
    _forbid_core_files()


@contextlib.contextmanager
def crashes_in(folder: Path) -> Iterator[None]:
    """Have a crash of the interpreter itself write where each thread was: names of functions, no values.

    Raises:
        OSError: The file cannot be opened.
    """
    with open(folder / CRASH_NAME, "a", encoding="utf-8", opener=private_opener) as file:
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()


def _tell(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _write(sys.stderr, "".join(traceback.format_exception(error)))


def _tell_of_thread(happened: threading.ExceptHookArgs) -> None:
    if happened.exc_value and not isinstance(happened.exc_value, SystemExit):
        _tell(happened.exc_type, happened.exc_value, happened.exc_traceback)


def _tell_of_unraisable(happened: "sys.UnraisableHookArgs") -> None:
    # Its object is left out: a repr may show anything.
    if happened.exc_value:
        _tell(type(happened.exc_value), happened.exc_value, happened.exc_traceback)


def _write(stream: TextIO | None, text: str) -> None:
    if stream:  # a window of Windows has none
        stream.write(redact(text))


def _forbid_core_files() -> None:
    try:
        import resource
    except ImportError:  # Windows writes none unless it was told to
        return
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
