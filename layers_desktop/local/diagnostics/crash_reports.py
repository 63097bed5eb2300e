"""Reports of uncaught errors and crashes: without secrets, and without core dumps, which contain them."""

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
    """Redact the reports of uncaught errors on stderr, and disable core dumps.

    A core dump holds the key as it is in memory, and the system chooses where to write it.
    """
    sys.excepthook = _report
    threading.excepthook = _report_thread_error
    sys.unraisablehook = _report_unraisable
    _disable_core_dumps()


@contextlib.contextmanager
def crash_log(folder: Path) -> Iterator[None]:
    """Write the stacks of all threads to a log in this folder if the interpreter crashes.

    They hold names of functions and no values. A log that cannot be opened is done without.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            file = stack.enter_context(
                open(folder / CRASH_NAME, "a", encoding="utf-8", opener=private_opener)
            )
            faulthandler.enable(file)
            stack.callback(faulthandler.disable)
        yield


def _report(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _write(sys.stderr, "".join(traceback.format_exception(error)))


def _report_thread_error(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value and not isinstance(failure.exc_value, SystemExit):
        _report(failure.exc_type, failure.exc_value, failure.exc_traceback)


def _report_unraisable(failure: "sys.UnraisableHookArgs") -> None:
    # The object is left out: its repr may show a secret.
    if failure.exc_value:
        _report(type(failure.exc_value), failure.exc_value, failure.exc_traceback)


def _write(stream: TextIO | None, text: str) -> None:
    if stream:  # a windowed program on Windows has none
        stream.write(redact(text))


def _disable_core_dumps() -> None:
    try:
        import resource
    except ImportError:  # Windows writes none by default
        return
    _, hard_limit = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard_limit))
