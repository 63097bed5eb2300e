"""The arrow of what opens or turns, in the palette's colours, which a style sheet could not give it."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from layers_desktop.gui.tones import application_tones

_FROM_EDGE = 16.0
_REACH = 4.0


def paint_arrow(widget: QWidget, *, height: float = 0.5, is_up: bool = False) -> None:
    """Paint an arrow where reading ends, at this share of the widget's height."""
    is_mirrored = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
    x = _FROM_EDGE if is_mirrored else widget.width() - _FROM_EDGE
    middle, reach = widget.height() * height, -_REACH if is_up else _REACH
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(application_tones().muted, 1.5))
    tip, ends = middle + reach / 2, middle - reach / 2
    painter.drawPolyline([QPointF(x - _REACH, ends), QPointF(x, tip), QPointF(x + _REACH, ends)])
