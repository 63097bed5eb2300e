"""One event loop for Qt and asyncio."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

# After the import of PySide6: qasync takes the binding that is there already.
import qasync  # isort: skip

_log = logging.getLogger(__name__)

# Reads of files, hashing and the walk through folders; six PUTs read ahead at the most.
_THREADS = 16
_LOOK_FOR_SIGNALS_MS = 200


def run(application: QApplication, work: Coroutine[Any, Any, int]) -> int:
    """Run the work to its end on Qt's event loop; return what it returns."""
    with asyncio.Runner(loop_factory=lambda: _new_loop(application)) as runner:
        return runner.run(work)


def on_interrupt(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Call `stop` when the terminal or the system asks the program to end; the second time, end it."""
    asked = False

    def ask_or_end(number: int) -> None:
        nonlocal asked
        if asked:
            os._exit(128 + number)  # whatever holds it up; what is unfinished is in the journal
        asked = True
        stop()

    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
                loop.add_signal_handler(number, ask_or_end, number)
    except (NotImplementedError, AttributeError):
        # Windows: Python sees a signal only while it runs, so it is made to run now and then.
        signal.signal(signal.SIGINT, lambda *_: stop())
        timer = QTimer(QApplication.instance())
        timer.timeout.connect(lambda: None)
        timer.start(_LOOK_FOR_SIGNALS_MS)


def _new_loop(application: QApplication) -> asyncio.AbstractEventLoop:
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(application)
    # Its own executor has ten threads and hangs at the end if a job raises SystemExit.
    loop.set_default_executor(ThreadPoolExecutor(_THREADS, thread_name_prefix="work"))
    return loop


class ErrorReporter:
    """Logs every error of the program itself, and reports that there was one.

    Attributes:
        tell: Called after each error; set by whoever can show it.
    """

    def __init__(self) -> None:
        self.on_error: Callable[[], None] = lambda: None

    def report(self, error: BaseException) -> None:
        """Log one error, and report it."""
        _log.error("A fault of the program", exc_info=error)
        self.on_error()

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Handle uncaught exceptions of Qt slots (`sys.excepthook`) and of the event loop."""
        sys.excepthook = self._from_interpreter
        loop.set_exception_handler(self._from_loop)

    def _from_interpreter(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self.report(error)

    def _from_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.report(error if error is not None else RuntimeError(str(context.get("message"))))
