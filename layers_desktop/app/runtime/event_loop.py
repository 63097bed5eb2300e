"""One event loop for Qt and asyncio."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

import qasync  # isort: skip
import logging
import sys
from types import TracebackType

# After the import of PySide6: qasync takes the binding that is there already.

# Reads of files, hashing and the walk through folders; six PUTs read ahead at the most.
_THREADS = 16
_LOOK_FOR_SIGNALS_MS = 200


def run(
    application: QApplication, work: Callable[[asyncio.AbstractEventLoop], Coroutine[Any, Any, int]]
) -> int:
    """Run the work to its end on Qt's loop; return what it returns."""
    with asyncio.Runner(loop_factory=lambda: _new_loop(application)) as runner:
        return runner.run(work(runner.get_loop()))


def on_interrupt(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Call `stop` when the terminal or the system asks the program to end."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
                loop.add_signal_handler(number, stop)
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


_log = logging.getLogger(__name__)


class FaultReporter:
    """Writes every fault to the log and tells of it.

    Attributes:
        tell: Called once for each fault; the window sets it when it is there.
    """

    def __init__(self) -> None:
        self.tell: Callable[[], None] = lambda: None

    def report(self, error: BaseException) -> None:
        """Take note of one fault."""
        _log.error("A fault of the program", exc_info=error)
        self.tell()

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take over what would otherwise go to stderr or nowhere: slots by way of the interpreter, tasks."""
        sys.excepthook = self._from_interpreter
        loop.set_exception_handler(self._from_loop)

    def _from_interpreter(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self.report(error)

    def _from_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.report(error if error is not None else RuntimeError(str(context.get("message"))))
