"""Long work on Qt's thread, done in chunks of a few milliseconds so that the window keeps answering."""

import time
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

Result = TypeVar("Result")
Work = Generator[None, None, Result]

# Less than the 16 ms between two refreshes of the screen.
_CHUNK_SECONDS = 0.005


class ChunkedTask(QObject, Generic[Result]):
    """Runs a generator on the event loop, chunk by chunk.

    Work that ends within the first chunk is done before `start` returns.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Work[Result] | None = None
        self._callback: Callable[[Result], None] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._continue)

    @property
    def is_busy(self) -> bool:
        """Whether work is running."""
        return self._work is not None

    def start(self, work: Work[Result], callback: Callable[[Result], None]) -> None:
        """Run this work and pass its result to the callback; work that is still running is abandoned."""
        self._work, self._callback = work, callback
        self._timer.start()
        self._continue()

    def _continue(self) -> None:
        pause_at = time.monotonic() + _CHUNK_SECONDS
        while self._step() and time.monotonic() < pause_at:
            pass

    def _step(self) -> bool:
        """Run the generator to its next yield; return whether there is more."""
        if self._work is None:
            return False
        try:
            next(self._work)
        except StopIteration as end:
            self._finish(end.value)
            return False
        return True

    def _finish(self, result: Result) -> None:
        done, self._callback, self._work = self._callback, None, None
        self._timer.stop()
        if done:
            done(result)
