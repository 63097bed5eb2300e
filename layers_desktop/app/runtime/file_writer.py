"""Writing files in a thread of its own: a slow disk never holds up the window."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, QTimer, Signal

from layers_desktop.domain.errors import UploaderError


class FileWriter(QObject):
    """Writes one after the other; of what comes in quick succession, only the last.

    Signals:
        failed: The Problem that kept something from being written; emitted on Qt's thread.
        written: Something was written; emitted on Qt's thread.

    Args:
        name: What the thread is called.
        delay_ms: How long `write_soon` waits for something newer, in milliseconds.
    """

    failed = Signal(object)
    written = Signal()
    _written_in_thread = Signal()
    _failed_in_thread = Signal(object)

    def __init__(self, name: str, delay_ms: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._pending: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=delay_ms)
        self._timer.timeout.connect(self.flush)
        self._failed_in_thread.connect(self._emit_failed)
        self._written_in_thread.connect(self._emit_written)

    def write_soon(self, write: Callable[[], object]) -> None:
        """Call `write` in the thread after the delay, unless something newer takes its place."""
        self._pending = write
        self._timer.start()

    def flush(self) -> "Future[None]":
        """Write what is pending now; the future is done once everything is written or has failed."""
        self._timer.stop()
        write, self._pending = self._pending, None
        return self._thread.submit(self._write, write)

    def _write(self, write: Callable[[], object] | None) -> None:
        try:
            if write:
                write()
                self._written_in_thread.emit()
        except UploaderError as error:
            self._failed_in_thread.emit(error.problem)

    def _emit_failed(self, problem: object) -> None:
        # A slot of this object runs on its own thread, whichever thread has emitted.
        self.failed.emit(problem)

    def _emit_written(self) -> None:
        self.written.emit()
