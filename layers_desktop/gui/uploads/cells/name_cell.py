"""How the first cell of a row is painted: a picture or a sign, the folder, the name."""

from pathlib import PurePath

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionViewItem

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.formatting import display_name, display_text
from layers_desktop.gui.style.colours import Colours
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.widgets.row_painting import (
    MARGIN,
    content_rect,
    leading_square,
    start_alignment,
    without_leading,
)
from layers_desktop.gui.widgets.thumbnails import Thumbnails

_MAX_SUFFIX = 10
_ISOLATE, _POP = "\u2068", "\u2069"


def elided_name(name: str, metrics: QFontMetrics, width: int) -> str:
    """Return the name within this width in pixels, shortened in the middle with its extension kept.

    Wrapped in Unicode's isolates, so that a right-to-left name leaves its surroundings alone.
    """
    one_line = " ".join(name.splitlines())
    suffix = PurePath(one_line).suffix
    if len(suffix) > _MAX_SUFFIX or metrics.horizontalAdvance(one_line) <= width:
        suffix = ""
    stem = one_line[: len(one_line) - len(suffix)]
    room = width - metrics.horizontalAdvance(suffix)
    return f"{_ISOLATE}{metrics.elidedText(stem, Qt.TextElideMode.ElideMiddle, room)}{suffix}{_POP}"


def elided_folder(folder: str, metrics: QFontMetrics, width: int) -> str:
    """Return the folder with its last slash within this width in pixels, shortened at its end."""
    slash = metrics.horizontalAdvance("/")
    elided = metrics.elidedText(folder, Qt.TextElideMode.ElideRight, max(width - slash, 0)) or "…"
    return f"{_ISOLATE}{elided}/{_POP}"


def elided_path(folder: str, name: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """Return folder and name side by side within this width in pixels: the folder gives way to the name."""
    if not folder:
        return "", elided_name(name, metrics, width)
    least = metrics.horizontalAdvance(elided_folder(folder, metrics, 0))
    room = max(least, width - metrics.horizontalAdvance(name))
    shortened = elided_folder(folder, metrics, room)
    return shortened, elided_name(name, metrics, width - metrics.horizontalAdvance(shortened))


PICTURE_SIZE = 32
_CORNER_RADIUS = 4
_KIND_GLYPHS = {
    MediaKind.IMAGE: Glyph.IMAGE,
    MediaKind.VIDEO: Glyph.VIDEO,
    MediaKind.AUDIO: Glyph.AUDIO,
    MediaKind.LOGO: Glyph.LOGO,
    MediaKind.REFERENCE_IMAGE: Glyph.REFERENCE,
}
# Of the others no picture can be made.
_PICTURE_KINDS = frozenset({MediaKind.IMAGE, MediaKind.LOGO, MediaKind.REFERENCE_IMAGE})


class NamePainter:
    """Paints the name cell of the rows that are in sight, and asks for the pictures of no others."""

    def __init__(self, icons: Icons, thumbnails: Thumbnails | None) -> None:
        self._icons = icons
        self._thumbnails = thumbnails

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        upload: Upload,
        colours: Colours,
        icon_size: int,
    ) -> None:
        """Paint the cell; `glyph` is the size of signs in pixels."""
        rect = without_leading(content_rect(option.rect), MARGIN, option.direction)
        picture_rect = leading_square(rect, self._picture_size(icon_size), option.direction)
        self._paint_picture(painter, picture_rect, upload, colours, icon_size)
        rect = without_leading(rect, picture_rect.width() + MARGIN, option.direction)
        metrics = painter.fontMetrics()
        folder, name = elided_path(
            display_text(upload.subfolder), display_name(upload), metrics, rect.width()
        )
        parts = [(folder, colours.muted), (name, option.palette.text().color())]
        # A path runs from left to right in every language, so a mirrored cell begins with its end.
        is_mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        for text, colour in reversed(parts) if is_mirrored else parts:
            painter.setPen(colour)
            painter.drawText(rect, start_alignment(option.direction), text)
            rect = without_leading(rect, metrics.horizontalAdvance(text), option.direction)

    def _picture_size(self, icon_size: int) -> int:
        return PICTURE_SIZE if self._thumbnails else icon_size

    def _paint_picture(
        self, painter: QPainter, rect: QRect, upload: Upload, colours: Colours, icon_size: int
    ) -> None:
        picture = None
        if self._thumbnails and upload.kind in _PICTURE_KINDS:
            picture = self._thumbnails.get(upload.path)
        if picture is not None:
            _paint_rounded(painter, rect, picture)
            return
        icon_rect = QRect(0, 0, icon_size, icon_size)
        icon_rect.moveCenter(rect.center())
        self._icons.paint(
            painter, icon_rect, _KIND_GLYPHS[upload.kind] if upload.kind else Glyph.FILE, colours.muted
        )


def _paint_rounded(painter: QPainter, rect: QRect, picture: QImage) -> None:
    """Paint the picture as large as fits, never larger than it is."""
    size = picture.size()
    if size.width() > rect.width() or size.height() > rect.height():
        size.scale(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRectF(QRect(rect.topLeft(), size.expandedTo(QSize(1, 1))))
    target.moveCenter(QRectF(rect).center())
    shape = QPainterPath()
    shape.addRoundedRect(target, _CORNER_RADIUS, _CORNER_RADIUS)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.drawImage(target, picture)
    painter.restore()
