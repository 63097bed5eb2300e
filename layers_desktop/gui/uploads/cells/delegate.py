"""Paints the rows of the table of uploads, without a widget in any of them."""

from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from layers_desktop.domain.upload import Upload
from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import Colours, application_colours
from layers_desktop.gui.style.icons import Icons
from layers_desktop.gui.style.theme import fixed_width_font, tabular_font
from layers_desktop.gui.uploads.cells.name_cell import PICTURE_SIZE, NamePainter
from layers_desktop.gui.uploads.cells.state_text import StateText, StateTone, state_text
from layers_desktop.gui.uploads.columns import COLUMNS, FRACTION_ROLE, UPLOAD_ROLE, Column, sample_texts
from layers_desktop.gui.uploads.row_actions import CellButton, cell_button
from layers_desktop.gui.widgets.row_painting import (
    MARGIN,
    content_rect,
    end_alignment,
    leading_part,
    leading_square,
    paint_background,
    start_alignment,
    trailing_part,
    without_leading,
    without_trailing,
)
from layers_desktop.gui.widgets.table import Index
from layers_desktop.gui.widgets.thumbnails import Thumbnails

STATE_COLUMNS = (Column.PROGRESS, Column.SPEED, Column.LEFT)
_MIN_ICON_SIZE = 16
_BAR_HEIGHT = 6
_LIVE_COLUMNS = (Column.SPEED, Column.LEFT)


class _StateLayout(NamedTuple):
    """The layout of the state columns: the last visible one, offsets from the first, and the whole width.

    Widths are in pixels; `offsets` is empty if other columns stand between them.
    """

    last: Column
    offsets: dict[Column, int]
    width: int


class StateColumns(QObject):
    """Where the columns Progress, Speed and Left are: kept, to not ask the header for every cell painted.

    A row that is not being sent has its state across all three.
    """

    def __init__(self, header: QHeaderView) -> None:
        super().__init__(header)
        self._header = header
        self._layout: _StateLayout | None = None
        for change in (header.sectionResized, header.sectionMoved, header.sectionCountChanged):
            change.connect(self._forget)

    @property
    def last(self) -> Column:
        """The last of them that is visible: it holds the button of the row."""
        return self._current().last

    def rect(self, cell: QRect, column: Column, direction: Qt.LayoutDirection) -> QRect:
        """Return the rectangle of all of them in the row of this cell, or the cell if others are between."""
        layout = self._current()
        if not layout.offsets:
            return cell
        offset = layout.offsets[column]
        left = cell.left() - offset
        if direction is Qt.LayoutDirection.RightToLeft:
            left = cell.right() + offset - layout.width + 1
        return QRect(left, cell.top(), layout.width, cell.height())

    def _forget(self, *_: int) -> None:
        self._layout = None

    def _current(self) -> _StateLayout:
        if self._layout is None:
            self._layout = _state_layout(self._header)
        return self._layout


def _state_layout(header: QHeaderView) -> _StateLayout:
    visible = [column for column in STATE_COLUMNS if not header.isSectionHidden(column)]
    last = visible[-1] if visible else Column.PROGRESS
    order = [header.visualIndex(column) for column in STATE_COLUMNS]
    if order != list(range(order[0], order[0] + len(order))):
        return _StateLayout(last, {}, 0)
    offsets, width = {}, 0
    for column in STATE_COLUMNS:
        offsets[column] = width
        width += header.sectionSize(column)
    return _StateLayout(last, offsets, width)


class _RowContent(NamedTuple):
    """What the cells of a row are painted from, computed once per row; `text` is that of Progress."""

    number: int
    upload: Upload
    button: CellButton | None
    state: StateText
    text: str
    width: int


class UploadDelegate(QStyledItemDelegate):
    """Paints the cells of the table of uploads.

    Attributes:
        button_size: The size of a button with an icon, in pixels.
    """

    def __init__(self, icons: Icons, thumbnails: Thumbnails | None, table: QTableView) -> None:
        super().__init__(table)
        self._icons = icons
        self._name_painter = NamePainter(icons, thumbnails)
        self._min_height = PICTURE_SIZE + MARGIN if thumbnails else PICTURE_SIZE
        self._table = table
        self._state_columns = StateColumns(table.horizontalHeader())
        self._row_content: _RowContent | None = None
        self._focused_row = -1
        self.update_style()

    def update_style(self) -> None:
        """Update colours, fonts and sizes after the palette or the table's font changed."""
        self._colours: Colours = application_colours()
        self._tabular_font: QFont = tabular_font(self._table.font())
        self._fixed_font: QFont = fixed_width_font(self._table.font())
        self._italic_font = QFont(self._table.font())
        self._italic_font.setItalic(True)
        self._icon_size = max(_MIN_ICON_SIZE, QFontMetrics(self._table.font()).ascent())
        self.button_size = self._icon_size + MARGIN

    def begin_painting(self) -> None:
        """Forget the row that was painted last: its upload may have changed."""
        self._row_content = None
        self._focused_row = self._table.currentIndex().row() if self._table.hasFocus() else -1

    @property
    def row_height(self) -> int:
        """The height of a row in pixels."""
        return max(self._min_height, self._table.fontMetrics().height() + 2 * MARGIN)

    def button_rect(self, cell: QRect, direction: Qt.LayoutDirection, button: CellButton) -> QRect:
        """Return the rectangle of a button in this cell."""
        width, height = self._button_width(button), self.button_size
        rect = QRect(cell.right() - width - 3, cell.center().y() - height // 2, width, height)
        return QStyle.visualRect(direction, cell, rect)

    def _button_width(self, button: CellButton | None) -> int:
        if button and button.text:
            return self._table.fontMetrics().horizontalAdvance(button.text) + 2 * MARGIN
        return self.button_size

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(self._table.font())
        width = max(metrics.horizontalAdvance(text) for text in sample_texts()[Column(index.column())])
        return QSize(width, self.row_height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, column = self._content_of(index), COLUMNS[index.column()]
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        focus_width = self._table.viewport().width() if index.row() == self._focused_row else 0
        paint_background(painter, option, self._colours, focus_width)
        self._paint_cell(painter, option, index, row)
        self._paint_button(painter, option, self._button(row.upload, column, row.button))
        painter.restore()

    def _content_of(self, index: Index) -> _RowContent:
        if self._row_content is None or self._row_content.number != index.row():
            upload: Upload = index.data(UPLOAD_ROLE)
            button = cell_button(upload, Column.PROGRESS)
            text = index.sibling(index.row(), Column.PROGRESS).data()
            width = self._table.fontMetrics().horizontalAdvance(text)
            self._row_content = _RowContent(index.row(), upload, button, state_text(upload), text, width)
        return self._row_content

    def _paint_cell(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        row: _RowContent,
    ) -> None:
        upload, column = row.upload, COLUMNS[index.column()]
        painter.setPen(option.palette.text().color())
        if column is Column.NAME:
            self._name_painter.paint(painter, option, upload, self._colours, self._icon_size)
        elif column in STATE_COLUMNS and not upload.shows_progress:
            self._paint_state(painter, option, column, row)
        elif column is Column.PROGRESS:
            self._paint_progress(painter, option, index)
        else:
            self._paint_text(painter, option, index)

    def _paint_state(
        self, painter: QPainter, option: QStyleOptionViewItem, column: Column, row: _RowContent
    ) -> None:
        """Paint icon and text across all state columns; each cell paints its part of them."""
        whole = self._state_columns.rect(option.rect, column, option.direction)
        rect = without_trailing(content_rect(whole), self._button_width(row.button), option.direction)
        colour = self._colour(row.state.tone, option)
        icon_rect = leading_square(rect, self._icon_size, option.direction)
        if icon_rect.intersects(option.rect):
            self._icons.paint(painter, icon_rect, row.state.glyph, colour)
        rect = without_leading(rect, self._icon_size + 6, option.direction)
        if leading_part(rect, row.width + MARGIN, option.direction).intersects(option.rect):
            painter.setPen(colour)
            text = row.text
            if row.width > rect.width():
                text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, start_alignment(option.direction), text)

    def _paint_progress(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.setFont(self._tabular_font)
        rect = self._text_rect(option, index)
        width = painter.fontMetrics().horizontalAdvance("100 %")
        painter.drawText(
            trailing_part(rect, width, option.direction), end_alignment(option.direction), index.data()
        )
        bar = without_trailing(rect, width + MARGIN, option.direction)
        self._paint_bar(painter, bar, index.data(FRACTION_ROLE), option.direction)

    def _paint_bar(
        self, painter: QPainter, rect: QRect, fraction: float, direction: Qt.LayoutDirection
    ) -> None:
        track = QRect(rect.left(), rect.center().y() - _BAR_HEIGHT // 2, rect.width(), _BAR_HEIGHT)
        filled = leading_part(track, max(_BAR_HEIGHT, int(track.width() * fraction)), direction)
        painter.setPen(Qt.PenStyle.NoPen)
        for part, colour in ((track, self._colours.divider), (filled, self._colours.primary)):
            painter.setBrush(colour)
            painter.drawRoundedRect(part, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column, rect, text = COLUMNS[index.column()], self._text_rect(option, index), index.data()
        if column in _LIVE_COLUMNS:
            rect, text = self._live_text(rect, index)
        if column is Column.ASSET_ID:
            painter.setFont(self._fixed_font)
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
        elif column.is_number:
            painter.setFont(self._tabular_font)
        elif column is Column.KIND and index.data(UPLOAD_ROLE).kind_is_guessed:
            painter.setFont(self._italic_font)
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(
            rect,
            end_alignment(option.direction) if column.is_number else start_alignment(option.direction),
            elided,
        )

    def _live_text(self, rect: QRect, index: Index) -> tuple[QRect, str]:
        """Return rectangle and text of speed or time left; a long speed runs into an empty Left."""
        speed, left = (index.sibling(index.row(), column) for column in _LIVE_COLUMNS)
        header = self._table.horizontalHeader()
        are_neighbours = header.visualIndex(Column.LEFT) - header.visualIndex(Column.SPEED) == 1
        needed = self._table.fontMetrics().horizontalAdvance(speed.data()) + 2 * MARGIN
        if left.data() or not are_neighbours or needed <= header.sectionSize(Column.SPEED):
            return rect, index.data()
        both = self._table.visualRect(speed).united(self._table.visualRect(left))
        return without_trailing(
            content_rect(both), self.button_size, self._table.layoutDirection()
        ), speed.data()

    def _paint_button(
        self, painter: QPainter, option: QStyleOptionViewItem, button: CellButton | None
    ) -> None:
        if button is None:
            return
        is_under_mouse = QStyle.StateFlag.State_MouseOver in option.state
        colour = option.palette.text().color() if is_under_mouse else self._colours.muted
        rect = self.button_rect(option.rect, option.direction, button)
        if button.icon:
            self._icons.paint(painter, rect.adjusted(4, 4, -4, -4), button.icon, colour)
        else:
            self._paint_text_button(painter, rect, button.text, option)

    def _paint_text_button(
        self, painter: QPainter, rect: QRect, text: str, option: QStyleOptionViewItem
    ) -> None:
        """Paint a button with text, as an outline."""
        painter.setPen(self._colours.outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(option.palette.text().color())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def button_of(self, index: Index) -> CellButton | None:
        """Return the button of this cell, None without one; the row's button is in the last state column."""
        upload: Upload = index.data(UPLOAD_ROLE)
        return self._button(upload, COLUMNS[index.column()], cell_button(upload, Column.PROGRESS))

    def _button(self, upload: Upload, column: Column, row_button: CellButton | None) -> CellButton | None:
        if column in STATE_COLUMNS:
            return row_button if column is self._state_columns.last else None
        return cell_button(upload, column)

    def _text_rect(self, option: QStyleOptionViewItem, index: Index) -> QRect:
        """Return the part of the cell for its text, beside its button."""
        column = COLUMNS[index.column()]
        has_button = column in {Column.KIND, Column.ASSET_ID, self._state_columns.last}
        return without_trailing(
            content_rect(option.rect), self.button_size - MARGIN // 2 if has_button else 0, option.direction
        )

    def _colour(self, tone: StateTone, option: QStyleOptionViewItem) -> QColor:
        if tone is StateTone.DEFAULT:
            return option.palette.text().color()
        colour: QColor = getattr(self._colours, tone)
        return colour
