"""Writing what the window keeps: in a thread of its own, for a disk may take its time."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from layers_desktop.domain.errors import UploaderError


class BackgroundWriter(QObject):
    """Writes one after the other, in the order asked.

    Signals:
        failed: The Problem that kept something from being written; on Qt's thread.

    Args:
        name: What the thread is called.
    """

    failed = Signal(object)
    _failed_there = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._failed_there.connect(self._tell)

    def write(self, writing: Callable[[], object]) -> "Future[None]":
        """Write this after all else; the future is done once it is written, or has failed and is told."""
        return self._thread.submit(self._try, writing)

    def _try(self, writing: Callable[[], object]) -> None:
        try:
            writing()
        except UploaderError as error:
            self._failed_there.emit(error.problem)

    def _tell(self, problem: object) -> None:
        """Pass on what went wrong there, on Qt's thread."""
        self.failed.emit(problem)
