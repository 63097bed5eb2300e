"""The moment from which a person sees the window."""

import asyncio
import contextlib

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from layers_desktop.gui.overriding import override

# Seconds after which nobody waits any more: a window may begin where nobody sees it.
_PATIENCE = 1.0


class _Paint(QObject):
    """Sets its event once the window is painted and the event loop has come round."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.done = asyncio.Event()
        window.installEventFilter(self)

    @override
    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, self.done.set)
        return False


async def until_painted(window: QWidget, patience: float = _PATIENCE) -> None:
    """Return when the window was painted for the first time from now on, or was not for so many seconds."""
    paint = _Paint(window)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(paint.done.wait(), patience)
    window.removeEventFilter(paint)
    paint.deleteLater()
