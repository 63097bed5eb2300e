"""A large quiet sign above words that say why nothing is there."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from layers_desktop.gui.icons import Glyph, Icons
from layers_desktop.gui.overriding import override
from layers_desktop.gui.tones import application_tones

_SIZE = 40


class Sign(QWidget):
    """Paints one of the window's signs, in the colour of what is said quietly."""

    def __init__(self, icons: Icons, glyph: Glyph, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._glyph = glyph
        self.setFixedSize(_SIZE, _SIZE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._icons.paint(QPainter(self), self.rect(), self._glyph, application_tones().muted)
