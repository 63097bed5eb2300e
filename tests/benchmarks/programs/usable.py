"""Says `usable` on standard output when a window is painted and takes events."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


def say(word: str) -> None:
    """Say it to whoever started this."""
    print(word, flush=True)


def say_usable() -> None:
    """Say that it is usable."""
    say("usable")


class FirstPaint(QObject):
    """Waits for a window's first paint, and for the event loop to come round after it."""

    def __init__(self, window: QWidget, done: Callable[[], object] = say_usable) -> None:
        super().__init__(window)
        self._done = done
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, self._done)
        return False
