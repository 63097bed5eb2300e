"""How rows are painted: calm, aligned, and without a widget in any of them."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from layers_desktop.domain.upload import Upload
from layers_desktop.gui.file_lookups import Thumbnails
from layers_desktop.gui.fonts import fixed_width_font, tabular_font
from layers_desktop.gui.icons import Icons
from layers_desktop.gui.overriding import override
from layers_desktop.gui.tones import Tones, application_tones
from layers_desktop.gui.uploads.affordances import Affordance, Words, affordance
from layers_desktop.gui.uploads.cell_geometry import (
    MARGIN,
    after,
    at_end,
    at_start,
    before,
    end_alignment,
    inner,
    square_at_start,
    start_alignment,
)
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.elision import elided_id
from layers_desktop.gui.uploads.model import FRACTION_ROLE, UPLOAD_ROLE
from layers_desktop.gui.uploads.name_painter import PICTURE, NamePainter
from layers_desktop.gui.uploads.state_words import Tone, state_words

_LEAST_GLYPH = 16
_BAR_HEIGHT = 6
_LIVE_COLUMNS = (Column.SPEED, Column.LEFT)
# An idle row says its state across these, since it has no speed and no time left.
_STATE_COLUMNS = (Column.PROGRESS, Column.SPEED, Column.LEFT)


class UploadDelegate(QStyledItemDelegate):
    """Paints the cells of the table it is made for."""

    def __init__(self, icons: Icons, thumbnails: Thumbnails | None, table: QTableView) -> None:
        super().__init__(table)
        self._icons = icons
        self._names = NamePainter(icons, thumbnails)
        self._least_height = PICTURE + MARGIN if thumbnails else PICTURE
        self._table = table
        self.follow_palette()

    def follow_palette(self) -> None:
        """Take colours and fonts from the table as they are now."""
        self._tones: Tones = application_tones()
        self._digits: QFont = tabular_font(self._table.font())
        self._fixed: QFont = fixed_width_font(self._table.font())
        self._italic = QFont(self._table.font())
        self._italic.setItalic(True)
        self._glyph = max(_LEAST_GLYPH, QFontMetrics(self._table.font()).ascent())
        self.button_size = self._glyph + MARGIN

    @property
    def row_height(self) -> int:
        """The height of a row in pixels, by font and pictures."""
        return max(self._least_height, self._table.fontMetrics().height() + 2 * MARGIN)

    def button_rect(self, cell: QRect, direction: Qt.LayoutDirection, button: Affordance) -> QRect:
        """Return where the small button of a cell is."""
        width, height = self._button_width(button), self.button_size
        place = QRect(cell.right() - width - 3, cell.center().y() - height // 2, width, height)
        return QStyle.visualRect(direction, cell, place)

    def _button_width(self, button: Affordance | None) -> int:
        if button and isinstance(button.face, Words):
            return self._table.fontMetrics().horizontalAdvance(button.face.text) + 2 * MARGIN
        return self.button_size

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = QFontMetrics(self._table.font())
        width = max(metrics.horizontalAdvance(text) for text in Column(index.column()).samples)
        return QSize(width, self.row_height)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        upload: Upload = index.data(UPLOAD_ROLE)
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._paint_ground(painter, option, index)
        self._paint_cell(painter, option, index, upload)
        self._paint_button(painter, option, index)
        painter.restore()

    # ------------------------------------------------------------------- grounds
    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._tones.selection)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._tones.hover)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), self._tones.line)
        if self._table.hasFocus() and self._table.currentIndex().row() == index.row():
            self._paint_focus(painter, rect)

    def _paint_focus(self, painter: QPainter, cell: QRect) -> None:
        """Paint this cell's part of a ring around the whole row."""
        row = QRectF(0, cell.top(), self._table.viewport().width(), cell.height() - 1)
        painter.setPen(QPen(self._tones.accent, 2))
        painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 3, 3)

    # --------------------------------------------------------------------- cells
    def _paint_cell(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        upload: Upload,
    ) -> None:
        column = Column(index.column())
        painter.setPen(option.palette.text().color())
        if column is Column.NAME:
            self._names.paint(painter, option, upload, self._tones, self._glyph)
        elif column in _STATE_COLUMNS and not upload.shows_progress:
            self._paint_state(painter, option, index, upload)
        elif column is Column.PROGRESS:
            self._paint_progress(painter, option, index)
        else:
            self._paint_text(painter, option, index)

    def _paint_state(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        upload: Upload,
    ) -> None:
        """Paint sign and words over all columns that the row does not need; each cell paints its part."""
        button = self._button_width(affordance(upload, Column.PROGRESS))
        rect = before(inner(self._state_rect(option.rect, index)), button, option.direction)
        words = state_words(upload)
        colour = self._colour(words.tone, option)
        self._icons.paint(painter, square_at_start(rect, self._glyph, option.direction), words.glyph, colour)
        rect = after(rect, self._glyph + 6, option.direction)
        painter.setPen(colour)
        text = index.sibling(index.row(), Column.PROGRESS).data()
        painter.drawText(
            rect,
            start_alignment(option.direction),
            painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width()),
        )

    def _paint_progress(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.setFont(self._digits)
        rect = self._room(option, index)
        width = painter.fontMetrics().horizontalAdvance("100 %")
        painter.drawText(at_end(rect, width, option.direction), end_alignment(option.direction), index.data())
        bar = before(rect, width + MARGIN, option.direction)
        self._paint_bar(painter, bar, index.data(FRACTION_ROLE), option.direction)

    def _paint_bar(
        self, painter: QPainter, rect: QRect, fraction: float, direction: Qt.LayoutDirection
    ) -> None:
        track = QRect(rect.left(), rect.center().y() - _BAR_HEIGHT // 2, rect.width(), _BAR_HEIGHT)
        filled = at_start(track, max(_BAR_HEIGHT, int(track.width() * fraction)), direction)
        painter.setPen(Qt.PenStyle.NoPen)
        for part, colour in ((track, self._tones.line), (filled, self._tones.fill)):
            painter.setBrush(colour)
            painter.drawRoundedRect(part, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        column, rect, text = Column(index.column()), self._room(option, index), index.data()
        if column in _LIVE_COLUMNS:
            rect, text = self._live_text(rect, index)
        if column is Column.ASSET_ID:
            painter.setFont(self._fixed)
            text = elided_id(text, painter.fontMetrics(), rect.width())
        elif column.is_number:
            painter.setFont(self._digits)
        elif column is Column.KIND and index.data(UPLOAD_ROLE).kind_is_guessed:
            painter.setFont(self._italic)
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(
            rect,
            end_alignment(option.direction) if column.is_number else start_alignment(option.direction),
            elided,
        )

    def _live_text(self, room: QRect, index: QModelIndex | QPersistentModelIndex) -> tuple[QRect, str]:
        """Return place and text of speed or time left: a long word on speed runs on into free room."""
        speed, left = (index.sibling(index.row(), column) for column in _LIVE_COLUMNS)
        header = self._table.horizontalHeader()
        are_neighbours = header.visualIndex(Column.LEFT) - header.visualIndex(Column.SPEED) == 1
        needed = self._table.fontMetrics().horizontalAdvance(speed.data()) + 2 * MARGIN
        if left.data() or not are_neighbours or needed <= header.sectionSize(Column.SPEED):
            return room, index.data()
        both = self._table.visualRect(speed).united(self._table.visualRect(left))
        return before(inner(both), self.button_size, self._table.layoutDirection()), speed.data()

    def _paint_button(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        button = self.button_of(index)
        if button is None:
            return
        is_under_mouse = bool(option.state & QStyle.StateFlag.State_MouseOver)
        colour = option.palette.text().color() if is_under_mouse else self._tones.muted
        rect = self.button_rect(option.rect, option.direction, button)
        if isinstance(button.face, Words):
            self._paint_words(painter, rect, button.face.text, option)
        else:
            self._icons.paint(painter, rect.adjusted(4, 4, -4, -4), button.face, colour)

    def _paint_words(self, painter: QPainter, rect: QRect, text: str, option: QStyleOptionViewItem) -> None:
        """Paint a button that reads as one: an edge, and words in the colour of what can be pressed."""
        painter.setPen(self._tones.outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(option.palette.text().color())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    # ------------------------------------------------------------------ measures
    def button_of(self, index: QModelIndex | QPersistentModelIndex) -> Affordance | None:
        """Return the small button of this cell; that of the row stands in its last state column."""
        column = Column(index.column())
        if column in _STATE_COLUMNS:
            is_last = column is self._last_state_column()
            return affordance(index.data(UPLOAD_ROLE), Column.PROGRESS) if is_last else None
        return affordance(index.data(UPLOAD_ROLE), column)

    def _last_state_column(self) -> Column:
        shown = [column for column in _STATE_COLUMNS if not self._table.isColumnHidden(column)]
        return shown[-1] if shown else Column.PROGRESS

    def _room(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Return the part of the cell that is for text: columns with buttons keep their place free."""
        column = Column(index.column())
        has_button = column in {Column.KIND, Column.ASSET_ID, self._last_state_column()}
        return before(
            inner(option.rect), self.button_size - MARGIN // 2 if has_button else 0, option.direction
        )

    def _state_rect(self, cell: QRect, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Return the rectangle of all state columns of this row that stand side by side."""
        header = self._table.horizontalHeader()
        places = [header.visualIndex(column) for column in _STATE_COLUMNS]
        if places != list(range(places[0], places[0] + len(places))):
            return cell
        whole = QRect()
        for column in _STATE_COLUMNS:
            whole = whole.united(self._table.visualRect(index.sibling(index.row(), column)))
        return whole

    def _colour(self, tone: Tone, option: QStyleOptionViewItem) -> QColor:
        if tone is Tone.PLAIN:
            return option.palette.text().color()
        colour: QColor = getattr(self._tones, tone)
        return colour
