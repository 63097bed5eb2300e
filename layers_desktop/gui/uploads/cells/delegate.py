"""Paints the rows of the table of uploads, without a widget in any of them."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QLocale, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from layers_desktop.domain.upload import Upload
from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import Colours, application_colours
from layers_desktop.gui.style.icons import Icons
from layers_desktop.gui.style.theme import fixed_width_font, tabular_font
from layers_desktop.gui.uploads.cells.name_cell import PICTURE_SIZE, NamePainter
from layers_desktop.gui.uploads.cells.state_text import StateText, StateTone, state_text
from layers_desktop.gui.uploads.columns import (
    COLUMNS,
    FOLDER_ROLE,
    FRACTION_ROLE,
    UPLOAD_ROLE,
    Column,
    sample_texts,
)
from layers_desktop.gui.uploads.row_actions import CellButton, cell_buttons
from layers_desktop.gui.widgets.row_painting import (
    MARGIN,
    content_rect,
    end_alignment,
    leading_part,
    leading_square,
    paint_background,
    paint_lines,
    start_alignment,
    without_leading,
    without_trailing,
)
from layers_desktop.gui.widgets.table import Index
from layers_desktop.gui.widgets.thumbnails import Thumbnails

_MIN_ICON_SIZE = 16
_LINE_GAP = 4
_BAR_HEIGHT = 6
# The length of a progress bar, in average characters.
_SHORTEST_BAR, _LONGEST_BAR = 8, 24
_BUTTON_COLUMNS = (Column.KIND, Column.ASSET_ID)


class _ColumnPlace(NamedTuple):
    """Where a column stands: pixels from the start of Status, and its width."""

    column: Column
    offset: int
    width: int


class StatusColumns(QObject):
    """The columns from Status to the end of the row: kept, to not ask the header for every cell painted."""

    def __init__(self, header: QHeaderView) -> None:
        super().__init__(header)
        self._header = header
        self._places: tuple[_ColumnPlace, ...] = ()
        for change in (header.sectionResized, header.sectionMoved, header.sectionCountChanged):
            change.connect(self._forget)

    def free(self, index: Index) -> tuple[_ColumnPlace, ...]:
        """Return Status and the columns after it that are empty in this row: its state is written across."""
        first, *others = self._places or self._find()
        free = [first]
        for place in others:
            if index.sibling(index.row(), place.column).data():
                break
            free.append(place)
        return tuple(free)

    def _forget(self, *_: int) -> None:
        self._places = ()

    def _find(self) -> tuple[_ColumnPlace, ...]:
        header, start = self._header, self._header.visualIndex(Column.STATUS)
        offset, places = 0, []
        for section in map(header.logicalIndex, range(start, header.count())):
            if not header.isSectionHidden(section):
                places.append(_ColumnPlace(COLUMNS[section], offset, header.sectionSize(section)))
                offset += header.sectionSize(section)
        self._places = tuple(places) or (_ColumnPlace(Column.STATUS, 0, 0),)
        return self._places


class _RowContent(NamedTuple):
    """What the cells of a row are painted from, computed once per row; `text` is that of Status."""

    number: int
    upload: Upload
    buttons: tuple[CellButton, ...]
    state: StateText
    text: str
    free: tuple[_ColumnPlace, ...]

    def place(self, column: Column) -> _ColumnPlace | None:
        """Where this column stands in what the state is written across; None outside of it."""
        return next((place for place in self.free if place.column is column), None)

    @property
    def free_width(self) -> int:
        return self.free[-1].offset + self.free[-1].width


class UploadDelegate(QStyledItemDelegate):
    """Paints the cells of the table of uploads.

    Args:
        icons: Drawn in the colours of the palette.
        thumbnails: None to show icons instead.
        head_height: Returns how many pixels at the top of a row are not for its cells.
        table: Whose cells these are.

    Attributes:
        button_size: The size of a button with an icon, in pixels.
    """

    def __init__(
        self,
        icons: Icons,
        thumbnails: Thumbnails | None,
        head_height: Callable[[int], int],
        table: QTableView,
    ) -> None:
        super().__init__(table)
        self._head_height = head_height
        self._icons = icons
        self._name_painter = NamePainter(icons, thumbnails)
        self._table = table
        self._status_columns = StatusColumns(table.horizontalHeader())
        self._row_content: _RowContent | None = None
        self._focused_row = -1
        self.update_style()

    def update_style(self) -> None:
        """Update colours, fonts and sizes after the palette or the table's font changed."""
        self._colours: Colours = application_colours()
        self._tabular_font: QFont = tabular_font(self._table.font())
        self._fixed_font: QFont = fixed_width_font(self._table.font())
        self._italic_font = QFont(self._table.font())
        # Neither Arabic nor the scripts of East Asia have italics, nor need their fonts.
        self._italic_font.setItalic(QLocale().script() is QLocale.Script.LatinScript)
        self._icon_size = max(_MIN_ICON_SIZE, QFontMetrics(self._table.font()).ascent())
        self.button_size = self._icon_size + MARGIN

    def begin_painting(self) -> None:
        """Forget the row that was painted last: its upload may have changed."""
        self._row_content = None
        self._focused_row = self._table.currentIndex().row() if self._table.hasFocus() else -1

    def row_height(self, lines: int) -> int:
        """Return the height in pixels of a row with room for so many lines of text."""
        line = self._table.fontMetrics().height()
        return max(PICTURE_SIZE + _LINE_GAP, lines * line + _LINE_GAP, line + 2 * MARGIN)

    # -------------------------------------------------------------------- the buttons
    def buttons_of(self, index: Index) -> list[tuple[CellButton, QRect]]:
        """Return the buttons in the row of this index, and where they are in the viewport."""
        if self._cell(index).height() <= 1:
            return []
        upload: Upload = index.data(UPLOAD_ROLE)
        last = self._status_columns.free(index)[-1].column
        places = [(last, cell_buttons(upload, Column.STATUS))]
        places += [(column, cell_buttons(upload, column)) for column in _BUTTON_COLUMNS if column is not last]
        return [
            found
            for column, buttons in places
            if not self._table.isColumnHidden(column)
            for found in self._placed(self._cell(index.sibling(index.row(), column)), buttons)
        ]

    def _cell(self, index: Index) -> QRect:
        """Return the rectangle of a cell, below the head that its row may have."""
        return self._table.visualRect(index).adjusted(0, self._head_height(index.row()), 0, 0)

    def _placed(self, cell: QRect, buttons: tuple[CellButton, ...]) -> list[tuple[CellButton, QRect]]:
        """Return the buttons with their rectangles, side by side at the end of the cell."""
        direction, right, placed = self._table.layoutDirection(), cell.right() - 3, []
        for button in reversed(buttons):
            width, height = self._button_width(button), self.button_size
            rect = QRect(right - width, cell.center().y() - height // 2, width, height)
            placed.append((button, QStyle.visualRect(direction, cell, rect)))
            right -= width + _LINE_GAP
        return placed

    def _button_width(self, button: CellButton) -> int:
        if button.text:
            return self._table.fontMetrics().horizontalAdvance(button.text) + 2 * MARGIN
        return self.button_size

    def _width_of(self, buttons: tuple[CellButton, ...]) -> int:
        return sum(self._button_width(button) + _LINE_GAP for button in buttons)

    # ----------------------------------------------------------------------- painting
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(self._table.font())
        width = max(metrics.horizontalAdvance(text) for text in sample_texts()[Column(index.column())])
        return QSize(width, self.row_height(lines=1))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        option.rect = option.rect.adjusted(0, self._head_height(index.row()), 0, 0)
        if option.rect.height() <= 1:
            return
        row, column = self._content_of(index), COLUMNS[index.column()]
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        focus_width = self._table.viewport().width() if index.row() == self._focused_row else 0
        paint_background(painter, option, self._colours, focus_width)
        self._paint_cell(painter, option, index, row)
        buttons = row.buttons if column is row.free[-1].column else ()
        if column in _BUTTON_COLUMNS and not buttons:
            buttons = cell_buttons(row.upload, column)
        for button, rect in self._placed(option.rect, buttons):
            self._paint_button(painter, option, button, rect)
        painter.restore()

    def _content_of(self, index: Index) -> _RowContent:
        if self._row_content is None or self._row_content.number != index.row():
            upload: Upload = index.data(UPLOAD_ROLE)
            self._row_content = _RowContent(
                index.row(),
                upload,
                cell_buttons(upload, Column.STATUS),
                state_text(upload),
                index.sibling(index.row(), Column.STATUS).data(),
                self._status_columns.free(index),
            )
        return self._row_content

    def _paint_cell(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, row: _RowContent
    ) -> None:
        column = COLUMNS[index.column()]
        painter.setPen(option.palette.text().color())
        if column is Column.NAME:
            short = index.data(FOLDER_ROLE)
            self._name_painter.paint(painter, option, row.upload, short, self._colours, self._icon_size)
        elif place := row.place(column):
            self._paint_status(painter, option, place, row)
        else:
            self._paint_text(painter, option, index)

    def _paint_status(
        self, painter: QPainter, option: QStyleOptionViewItem, place: _ColumnPlace, row: _RowContent
    ) -> None:
        """Paint the state across all free columns; the painter is clipped to the part of this cell."""
        cell, width = option.rect, row.free_width
        left = cell.left() - place.offset
        if option.direction is Qt.LayoutDirection.RightToLeft:
            left = cell.right() + place.offset - width + 1
        rect = content_rect(QRect(left, cell.top(), width, cell.height()))
        rect = without_trailing(rect, self._width_of(row.buttons), option.direction)
        if row.upload.shows_progress:
            fraction = self._table.model().index(row.number, Column.STATUS).data(FRACTION_ROLE)
            self._paint_progress(painter, rect, row.text, fraction, option.direction)
            return
        colour = self._colour(row.state.tone, option)
        icon_rect = leading_square(rect, self._icon_size, option.direction)
        if icon_rect.intersects(cell):
            self._icons.paint(painter, icon_rect, row.state.glyph, colour)
        painter.setPen(colour)
        words = without_leading(rect, self._icon_size + 6, option.direction)
        paint_lines(painter, words, row.text, option.direction)

    def _paint_progress(
        self, painter: QPainter, rect: QRect, text: str, fraction: float, direction: Qt.LayoutDirection
    ) -> None:
        painter.setFont(self._tabular_font)
        metrics = painter.fontMetrics()
        bar, words = _progress_rects(rect, metrics, metrics.horizontalAdvance(text), direction)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, start_alignment(direction), shown)
        self._paint_bar(painter, bar, fraction, direction)

    def _paint_bar(
        self, painter: QPainter, track: QRect, fraction: float, direction: Qt.LayoutDirection
    ) -> None:
        filled = leading_part(track, max(_BAR_HEIGHT, int(track.width() * fraction)), direction)
        painter.setPen(Qt.PenStyle.NoPen)
        for part, colour in ((track, self._colours.divider), (filled, self._colours.primary)):
            painter.setBrush(colour)
            painter.drawRoundedRect(part, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column, text = COLUMNS[index.column()], index.data()
        room = self.button_size - MARGIN // 2 if column in _BUTTON_COLUMNS else 0
        rect = without_trailing(content_rect(option.rect), room, option.direction)
        if column.is_number:
            painter.setFont(self._tabular_font)
            elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, end_alignment(option.direction), elided)
            return
        if column is Column.ASSET_ID:
            painter.setFont(self._fixed_font)
        elif column is Column.KIND and index.data(UPLOAD_ROLE).kind_is_guessed:
            painter.setFont(self._italic_font)
        is_id = column is Column.ASSET_ID
        mode = Qt.TextElideMode.ElideMiddle if is_id else Qt.TextElideMode.ElideRight
        paint_lines(painter, rect, text, option.direction, mode)

    def _paint_button(
        self, painter: QPainter, option: QStyleOptionViewItem, button: CellButton, rect: QRect
    ) -> None:
        is_under_mouse = QStyle.StateFlag.State_MouseOver in option.state
        colour = option.palette.text().color() if is_under_mouse else self._colours.muted
        if button.icon:
            self._icons.paint(painter, rect.adjusted(4, 4, -4, -4), button.icon, colour)
        else:
            self._paint_text_button(painter, rect, button.text, option)

    def _paint_text_button(
        self, painter: QPainter, rect: QRect, text: str, option: QStyleOptionViewItem
    ) -> None:
        """Paint a button with text, as an outline."""
        painter.setFont(self._table.font())
        painter.setPen(self._colours.outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(option.palette.text().color())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _colour(self, tone: StateTone, option: QStyleOptionViewItem) -> QColor:
        if tone is StateTone.DEFAULT:
            return option.palette.text().color()
        colour: QColor = getattr(self._colours, tone)
        return colour


def _progress_rects(
    rect: QRect, metrics: QFontMetrics, text_width: int, direction: Qt.LayoutDirection
) -> tuple[QRect, QRect]:
    """Return where bar and text are: beside each other where there is room, else the bar above the text."""
    letter, line = metrics.averageCharWidth(), metrics.height()
    room = rect.width() - text_width - 2 * MARGIN
    is_stacked = room < _SHORTEST_BAR * letter and rect.height() >= line + 2 * _BAR_HEIGHT
    length = max(0, min(rect.width() if is_stacked else room, _LONGEST_BAR * letter))
    bar = leading_part(rect, length, direction)
    if not is_stacked:
        bar = QRect(bar.left(), rect.center().y() - _BAR_HEIGHT // 2, length, _BAR_HEIGHT)
        return bar, without_leading(rect, length + MARGIN, direction)
    top = rect.center().y() - (line + 2 * _BAR_HEIGHT) // 2
    words = QRect(rect.left(), top + 2 * _BAR_HEIGHT, rect.width(), line)
    return QRect(bar.left(), top + _BAR_HEIGHT // 2, length, _BAR_HEIGHT), words
