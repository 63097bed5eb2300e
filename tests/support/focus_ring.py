"""What changes on the screen when something gets the keyboard."""

from array import array
from collections import Counter

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from layers_desktop.gui.style.colours import contrast

# A ring may reach this far beyond what it surrounds.
_BEYOND = 4
_THICK = 2
# So well must something stand out to be seen (WCAG 2.2, 1.4.11).
_VISIBLE = 3.0

Pixels = dict[tuple[int, int], int]


def controls(window: QWidget) -> list[QWidget]:
    """Return everything of the window that the Tab key stops at, once the window is the active one."""
    QApplication.processEvents()
    found = [each for each in window.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return [
        each for each in found if each.isVisibleTo(window) and each.isEnabled() and each.focusProxy() is None
    ]


def share_of_ring(control: QWidget) -> float:
    """Give the control the keyboard, and return how much comes with it of a ring of two pixels that is seen.

    Round corners take a little from 1; what does not stand out from the control's own ground counts nothing.
    """
    window = control.window()
    place = QRect(control.mapTo(window, QPoint()), control.size())
    room = place.adjusted(-_BEYOND, -_BEYOND, _BEYOND, _BEYOND).intersected(window.rect())
    control.setFocus()
    control.clearFocus()
    before = _picture(window, room)
    control.setFocus()
    assert QApplication.focusWidget() is control
    return _share(before, _picture(window, room))


def _picture(window: QWidget, room: QRect) -> list[array]:
    """Return the rows of pixels, each pixel as a number."""
    QApplication.processEvents()
    image = window.grab(room).toImage().convertToFormat(QImage.Format.Format_RGB32)
    whole = array("I", bytes(image.constBits()))
    return [whole[row * image.width() : (row + 1) * image.width()] for row in range(image.height())]


def _share(before: list[array], after: list[array]) -> float:
    changed: Pixels = {
        (x, y): new
        for y, (old_row, new_row) in enumerate(zip(before, after, strict=True))
        if old_row != new_row
        for x, (old, new) in enumerate(zip(old_row, new_row, strict=True))
        if old != new
    }
    if not changed:
        return 0.0
    ground = QColor.fromRgb(Counter(pixel for row in before for pixel in row).most_common(1)[0][0])
    colours = Counter(changed.values()).items()
    strong = sum(count for pixel, count in colours if contrast(QColor.fromRgb(pixel), ground) >= _VISIBLE)
    return strong / _area_of_ring(changed)


def _area_of_ring(changed: Pixels) -> int:
    """Return how many pixels a ring around all that changed has."""
    columns, rows = [x for x, _ in changed], [y for _, y in changed]
    width, height = max(columns) - min(columns) + 1, max(rows) - min(rows) + 1
    return width * height - max(0, width - 2 * _THICK) * max(0, height - 2 * _THICK)
