"""Paints the name cell of a row: thumbnail or icon, folder, and file name, shortened to fit."""

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
    first_line,
    leading_square,
    line_rects,
    start_alignment,
    without_leading,
)
from layers_desktop.gui.widgets.thumbnails import Thumbnails

_MAX_SUFFIX = 10
_ISOLATE, _POP = "\u2068", "\u2069"
PICTURE_SIZE = 32
_CORNER_RADIUS = 4
_KIND_GLYPHS = {
    MediaKind.IMAGE: Glyph.IMAGE,
    MediaKind.VIDEO: Glyph.VIDEO,
    MediaKind.AUDIO: Glyph.AUDIO,
    MediaKind.LOGO: Glyph.LOGO,
    MediaKind.REFERENCE_IMAGE: Glyph.REFERENCE,
}
# The kinds that Qt can make thumbnails of.
_PICTURE_KINDS = frozenset({MediaKind.IMAGE, MediaKind.LOGO, MediaKind.REFERENCE_IMAGE})


def elided_name(name: str, metrics: QFontMetrics, width: int) -> str:
    """Return the name shortened in the middle to this width in pixels, keeping its extension.

    It is enclosed in Unicode isolates, so that a right-to-left name does not reorder what is beside it.
    """
    one_line = " ".join(name.splitlines())
    suffix = PurePath(one_line).suffix
    if len(suffix) > _MAX_SUFFIX or metrics.horizontalAdvance(one_line) <= width:
        suffix = ""
    stem = one_line[: len(one_line) - len(suffix)]
    stem_width = width - metrics.horizontalAdvance(suffix)
    return f"{_ISOLATE}{metrics.elidedText(stem, Qt.TextElideMode.ElideMiddle, stem_width)}{suffix}{_POP}"


def elided_folder(folder: str, short: str, metrics: QFontMetrics, width: int) -> str:
    """Return the folder with a slash, or else its short form, shortened to this width in pixels."""
    for text in (folder, short):
        if metrics.horizontalAdvance(f"{text}/") <= width:
            return f"{_ISOLATE}{text}/{_POP}"
    room = max(width - metrics.horizontalAdvance("/"), 0)
    elided = metrics.elidedText(short, Qt.TextElideMode.ElideMiddle, room) or "…"
    return f"{_ISOLATE}{elided}/{_POP}"


def elided_path(folder: str, short: str, name: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """Return folder and name shortened to this width in pixels together, the folder first."""
    if not folder:
        return "", elided_name(name, metrics, width)
    min_width = metrics.horizontalAdvance(elided_folder("…", "…", metrics, 0))
    folder_width = max(min_width, width - metrics.horizontalAdvance(name))
    shortened = elided_folder(folder, short, metrics, folder_width)
    return shortened, elided_name(name, metrics, width - metrics.horizontalAdvance(shortened))


class NamePainter:
    """Paints name cells; asks for thumbnails only of rows that are painted."""

    def __init__(self, icons: Icons, thumbnails: Thumbnails | None) -> None:
        self._icons = icons
        self._thumbnails = thumbnails

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        upload: Upload,
        short_folder: str,
        colours: Colours,
        icon_size: int,
    ) -> None:
        """Paint the cell; `short_folder` is where the upload's folder differs, `icon_size` is in pixels."""
        rect = without_leading(content_rect(option.rect), MARGIN, option.direction)
        picture_rect = leading_square(rect, PICTURE_SIZE if self._thumbnails else icon_size, option.direction)
        self._paint_picture(painter, picture_rect, upload, colours, icon_size)
        rect = without_leading(rect, picture_rect.width() + MARGIN, option.direction)
        metrics, text_colour = painter.fontMetrics(), option.palette.text().color()
        folder, name = display_text(upload.subfolder), display_name(upload)
        width = metrics.horizontalAdvance(f"{folder}/{name}" if folder else name)
        if width > rect.width() and rect.height() >= 2 * metrics.height():
            upper, lower = line_rects(rect, metrics.height())
            lines = _two_lines(folder, display_text(short_folder), name, painter, rect.width())
            colour = colours.muted if folder else text_colour
            for line, text, pen in zip((upper, lower), lines, (text_colour, colour), strict=True):
                painter.setPen(pen)
                painter.drawText(line, start_alignment(option.direction), text)
            return
        path = elided_path(folder, display_text(short_folder), name, metrics, rect.width())
        parts = list(zip(path, (colours.muted, text_colour), strict=True))
        # A path reads from left to right in every language, so a mirrored cell is filled from its end.
        is_mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        for text, colour in reversed(parts) if is_mirrored else parts:
            painter.setPen(colour)
            painter.drawText(rect, start_alignment(option.direction), text)
            rect = without_leading(rect, metrics.horizontalAdvance(text), option.direction)

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
    """Paint the picture as large as fits, but not enlarged, with rounded corners."""
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


def _two_lines(folder: str, short: str, name: str, painter: QPainter, width: int) -> tuple[str, str]:
    """Return the name above its folder; without a folder, the name in two lines."""
    metrics = painter.fontMetrics()
    if folder:
        return elided_name(name, metrics, width), elided_folder(folder, short, metrics, width)
    stem = name.removesuffix(PurePath(name).suffix)
    beginning = first_line(name, painter.font(), width)[: len(stem) or None]
    return f"{_ISOLATE}{beginning}{_POP}", elided_name(name.removeprefix(beginning), metrics, width)
