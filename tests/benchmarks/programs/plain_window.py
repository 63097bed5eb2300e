"""The program itself; says when its frame is painted, and when its window is usable.

It is usable once it is painted with what an earlier run left in its list.
"""

import sys
from typing import Any

from layers_desktop.__main__ import load_qt, main

load_qt()  # before anything else does, as the program has it

from PySide6.QtCore import QEvent, QObject, QTimer
from usable import FirstPaint, say, say_usable

from layers_desktop.gui.main_window.window import MainWindow

show, build = MainWindow.show, MainWindow.build


class ListPaint(QObject):
    """Waits until rows are painted, and for the event loop to come round after it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._model = window.model
        window.upload_list.view.viewport().installEventFilter(self)

    def eventFilter(self, viewport: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._model.rowCount():
            viewport.removeEventFilter(self)
            QTimer.singleShot(0, say_usable)
        return False


def watched_frame(window: MainWindow) -> None:
    """Show the frame as ever, and say when it is there."""
    FirstPaint(window, lambda: say("frame"))
    show(window)


def watched(window: MainWindow, *arguments: Any) -> None:
    """Build the window as ever, and say when it is there."""
    build(window, *arguments)
    ListPaint(window)


# Nothing else of the program is touched.
MainWindow.show = watched_frame  # type: ignore[method-assign]
MainWindow.build = watched  # type: ignore[method-assign]
sys.exit(main([]))
