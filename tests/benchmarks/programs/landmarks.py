"""Writes down when something that a person waits for is painted."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

# A table lays itself out in one turn of the event loop and is painted in the next.
_TURNS = 3


class NextPaint(QObject):
    """Waits for a widget's next paint and for the event loop to come round after it, and calls `done`."""

    def __init__(self, widget: QWidget, done: Callable[[], object]) -> None:
        super().__init__(widget)
        self._done = done
        widget.installEventFilter(self)

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            widget.removeEventFilter(self)
            self.deleteLater()
            QTimer.singleShot(0, self._done)
        return False


class Landmarks:
    """Appends a line for each: the seconds by the clock that all processes share, and what it is.

    Args:
        path: Gets the lines.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1, encoding="utf-8")

    def watch(self, widget: QWidget, what: str) -> None:
        """Note when this is painted the next time."""
        NextPaint(widget, lambda: self._note(what))

    def watch_rows(self, model: QAbstractItemModel) -> None:
        """Note how many rows there are whenever more have come, and what is in sight of them is painted."""
        model.rowsInserted.connect(lambda *_: self._note_after(_TURNS, f"{model.rowCount()} rows"))

    def _note_after(self, turns: int, what: str) -> None:
        """Note this when the event loop has come round so often."""
        if turns:
            QTimer.singleShot(0, lambda: self._note_after(turns - 1, what))
        else:
            self._note(what)

    def _note(self, what: str) -> None:
        self._file.write(f"{time.perf_counter()} {what}\n")
