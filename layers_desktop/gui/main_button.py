"""The button for what a person most likely wants next."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from layers_desktop.gui.overriding import override
from layers_desktop.gui.tones import application_tones

_LOOK = "primary"
_INSET = 4


class MainButton(QPushButton):
    """Stands out, also while it has the keyboard: a ring in the colour of its words shows on every ground."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", _LOOK)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("look") == _LOOK:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(application_tones().on_fill, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET), 4, 4)
