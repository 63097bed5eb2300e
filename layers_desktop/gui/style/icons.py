"""Icons from one-coloured SVG files, tinted with colours of the palette when they are painted."""

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer

from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import application_colours


class Glyph(StrEnum):
    """The icons; each value is the name of an SVG file without its suffix."""

    ADD = "add"
    AUDIO = "audio"
    CANCEL = "cancel"
    CAUTION = "caution"
    CHECK = "check"
    CHEVRON = "chevron"
    CLOCK = "clock"
    COPY = "copy"
    DOTS = "dots"
    DROP = "drop"
    FILE = "file"
    FOLDER = "folder"
    IMAGE = "image"
    INFO = "info"
    LOGO = "logo"
    PAUSE = "pause"
    PROBLEM = "problem"
    REFERENCE = "reference"
    RETRY = "retry"
    UPLOAD = "upload"
    VIDEO = "video"


class Icons:
    """Loads the icons from a folder of SVG files, each when it is first used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._renderers: dict[Glyph, QSvgRenderer] = {}

    def icon(self, glyph: Glyph, *, is_on_primary: bool = False) -> QIcon:
        """Return a QIcon that follows the palette, for a plain or for a primary button."""
        return QIcon(_TintedIconEngine(self._renderer(glyph), is_on_primary=is_on_primary))

    def paint(self, painter: QPainter, rect: QRect, glyph: Glyph, colour: QColor) -> None:
        """Paint the icon in this colour into the rectangle."""
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, _tinted_pixmap(self._renderer(glyph), rect.size(), colour, ratio))

    def _renderer(self, glyph: Glyph) -> QSvgRenderer:
        if glyph not in self._renderers:
            path = str(self._folder / f"{glyph}.svg")
            self._renderers[glyph] = QSvgRenderer(path)
            self._renderers[glyph].setObjectName(path)
        return self._renderers[glyph]


class _TintedIconEngine(QIconEngine):
    """Paints one icon in the text colour of its button."""

    def __init__(self, renderer: QSvgRenderer, *, is_on_primary: bool) -> None:
        super().__init__()
        self._renderer = renderer
        self._is_on_primary = is_on_primary

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, _tinted_pixmap(self._renderer, rect.size(), self._colour(mode), ratio))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _tinted_pixmap(self._renderer, size, self._colour(mode), 1.0)

    @override
    def clone(self) -> QIconEngine:
        return _TintedIconEngine(self._renderer, is_on_primary=self._is_on_primary)

    def _colour(self, mode: QIcon.Mode) -> QColor:
        disabled = mode is QIcon.Mode.Disabled
        if self._is_on_primary and not disabled:
            return application_colours().on_primary
        group = QPalette.ColorGroup.Disabled if disabled else QPalette.ColorGroup.Active
        return QGuiApplication.palette().color(group, QPalette.ColorRole.ButtonText)


def _tinted_pixmap(renderer: QSvgRenderer, size: QSize, colour: QColor, ratio: float) -> QPixmap:
    """Return the tinted icon from the pixmap cache: a table paints the same icons over and over."""
    key = f"{renderer.objectName()} {size.width()}x{size.height()} {colour.rgba():08x} {ratio}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = _render_tinted(renderer, size, colour, ratio)
        QPixmapCache.insert(key, pixmap)
    return pixmap


def _render_tinted(renderer: QSvgRenderer, size: QSize, colour: QColor, ratio: float) -> QPixmap:
    pixmap = QPixmap(size * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRect(QPoint(0, 0), pixmap.size()), colour)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
