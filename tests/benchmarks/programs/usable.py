"""Says `usable` on standard output when a window is painted and takes events."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Waits for a window's first paint, and for the event loop to come round after it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, say_usable)
        return False


def say_usable() -> None:
    """Say it to whoever started this."""
    print("usable", flush=True)
