"""Takes pictures of what is on the screen, as it is there."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QCursor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

# The window gathers for a tenth of a second what it tells.
GATHERED_MS = 130
_PAINTED_MS = 30
_ROUNDS = 4


def settle(milliseconds: int = _PAINTED_MS) -> None:
    """Let the windows lay themselves out and paint."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QTest.qWait(milliseconds)
    # What is laid out anew asks those around it to do the same: a busy computer gets to that later.
    for _ in range(_ROUNDS):
        QApplication.sendPostedEvents()


def picture(windows: Sequence[QWidget]) -> QImage:
    """Return the part of the screen that holds these windows and any menu that is open."""
    place = QRect()
    for window in [*windows, *_menus()]:
        if window.isVisible():
            place = place.united(window.geometry())
    screen = windows[0].screen()
    QCursor.setPos(screen.geometry().bottomRight())
    image = screen.grabWindow(0, place.x(), place.y(), place.width(), place.height()).toImage()
    _frame(image, [window.geometry().translated(-place.topLeft()) for window in windows[1:]])
    return image


def _frame(image: QImage, places: Sequence[QRect]) -> None:
    """Draw the hairline around dialogs that a window manager would."""
    painter = QPainter(image)
    painter.setPen(Qt.GlobalColor.gray)
    for place in places:
        painter.drawRect(place.adjusted(0, 0, -1, -1))
    painter.end()


def _menus() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu) and each.isVisible()]
