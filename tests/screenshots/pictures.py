"""Small pictures for the rows: drawn, each a little different, the same in every run."""

from pathlib import Path

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from tests.screenshots.cast import hash_of

_WIDTH, _HEIGHT = 64, 48


class StillPictures(QObject):
    """Has a picture of every file."""

    ready = Signal(object)

    def get(self, path: Path) -> QImage:
        """Return a landscape: sky, sun and two hills, in hues that the name decides."""
        number = hash_of(path.name)
        image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        hue = number % 360
        sky = QLinearGradient(0, 0, 0, _HEIGHT)
        sky.setColorAt(0, QColor.fromHsl(hue, 150, 150))
        sky.setColorAt(1, QColor.fromHsl((hue + 40) % 360, 190, 205))
        painter.fillRect(image.rect(), sky)
        painter.setBrush(QColor.fromHsl((hue + 60) % 360, 220, 225))
        painter.drawEllipse(QPointF(14 + number % 37, 15), 7, 7)
        for place, lightness in ((16, 110), (46, 80)):
            painter.setBrush(QColor.fromHsl((hue + 20) % 360, 90, lightness))
            painter.drawEllipse(QPointF(place, _HEIGHT + 8), 44, 26)
        painter.end()
        return image
