"""The program itself; says when its window is usable: painted, with what an earlier run left in its list."""

import sys
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QMainWindow
from usable import say_usable

from layers_desktop.__main__ import main

show = QMainWindow.show


class ListPaint(QObject):
    """Waits until rows are painted, and for the event loop to come round after it."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._model = window.model
        window.upload_list.view.viewport().installEventFilter(self)

    def eventFilter(self, viewport: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._model.rowCount():
            viewport.removeEventFilter(self)
            QTimer.singleShot(0, say_usable)
        return False


def watched(window: QMainWindow, *arguments: Any) -> None:
    """Show the window as ever, and say when it is there."""
    ListPaint(window)
    show(window, *arguments)


QMainWindow.show = watched  # type: ignore[method-assign]  # nothing else of the program is touched
sys.exit(main([]))
