"""A field for a number, with arrows in the palette's colours."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from layers_desktop.gui.arrow import paint_arrow
from layers_desktop.gui.overriding import override

_TEXT_MARGIN = 6


class Spin(QSpinBox):
    """Like every field for a number, but the arrows."""

    def __init__(self, least: int, most: int, value: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setValue(value)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, _TEXT_MARGIN, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_arrow(self, height=0.34, is_up=True)
        paint_arrow(self, height=0.66)
