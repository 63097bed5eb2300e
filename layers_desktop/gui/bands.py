"""The bands of the window, from top to bottom, and the way from one to the next."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


def stacked(parts: Sequence[QWidget], growing: QWidget) -> QWidget:
    """Return a widget that holds these from top to bottom; one of them takes the room that is left."""
    centre = QWidget()
    layout = QVBoxLayout(centre)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part, 1 if part is growing else 0)
    return centre


def line() -> QFrame:
    """Return a hairline that parts two bands."""
    hairline = QFrame()
    hairline.setProperty("look", "line")
    return hairline


def go_to_next(bands: Sequence[QWidget], focused: QObject | None) -> None:
    """Move the focus to the first control of the band after the one that holds it; each is named by that."""
    here = next((place for place, band in enumerate(bands) if _is_within(focused, band.parentWidget())), -1)
    bands[(here + 1) % len(bands)].setFocus()


def _is_within(widget: QObject | None, ancestor: QObject | None) -> bool:
    while widget is not None:
        if widget is ancestor:
            return True
        widget = widget.parent()
    return False
