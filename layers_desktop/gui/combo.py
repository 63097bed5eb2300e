"""A combo box with an arrow in the palette's colours."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from layers_desktop.gui.overriding import override
from layers_desktop.gui.tones import application_tones

_FROM_EDGE = 16.0
_REACH = 4.0


class Combo(QComboBox):
    """Like every combo box, but the arrow: a style sheet could only take that from a file of one colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The delegate of its own knows nothing of the style sheet's roomier rows.
        self.setItemDelegate(QStyledItemDelegate(self))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = _FROM_EDGE if is_mirrored else self.width() - _FROM_EDGE
        y = self.height() / 2 - _REACH / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(application_tones().muted, 1.5))
        painter.drawPolyline([QPointF(x - _REACH, y), QPointF(x, y + _REACH), QPointF(x + _REACH, y)])
