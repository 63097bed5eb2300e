"""The bands of the window, from top to bottom, and the way from one to the next."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
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


class Band(NamedTuple):
    """A part of the window, and its controls by how likely they are wanted."""

    whole: QWidget
    controls: Sequence[QWidget]

    @property
    def target(self) -> QWidget | None:
        """The first of its controls that can be used."""
        return next((each for each in self.controls if each.isVisible() and each.isEnabled()), None)

    def holds(self, focused: QWidget | None) -> bool:
        """Whether this one is within it."""
        return focused is not None and self.whole.isAncestorOf(focused)


def go_on(bands: Sequence[Band], focused: QWidget | None, step: int) -> None:
    """Move the focus so many bands on from the one that holds it; those with nothing to use are left out."""
    usable = [band for band in bands if band.target]
    here = next((place for place, band in enumerate(usable) if band.holds(focused)), -1 if step > 0 else 0)
    target = usable[(here + step) % len(usable)].target if usable else None
    if target:
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
