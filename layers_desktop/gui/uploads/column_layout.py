"""The columns of the table of uploads: choice, order, sorting and widths, and how these are saved."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QActionGroup, QFontMetrics, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.style.theme import fixed_width_font
from layers_desktop.gui.uploads.cells.name_cell import PICTURE_SIZE
from layers_desktop.gui.uploads.columns import HIDE_ORDER, Column, sample_texts
from layers_desktop.gui.widgets.row_painting import MARGIN
from layers_desktop.gui.widgets.table import columns_that_fit

# These cannot be hidden: without them a row cannot be recognised or understood.
REQUIRED_COLUMNS = frozenset({Column.NAME, Column.STATUS})
DEFAULT_COLUMNS = frozenset({Column.NAME, Column.KIND, Column.SIZE, Column.STATUS, Column.ASSET_ID})
# Columns that earlier versions showed unless a person hid them; Status says the same now.
_IN_STATUS_NOW = frozenset({Column.SPEED.name, Column.LEFT.name})
# The numbers of columns of earlier versions, which did not save it.
_LEGACY_COUNTS = (len(Column), 8)
# In average characters: what a name and a project need at least, and how long the sentence of a problem gets.
_LEAST_NAME_CHARS, _LEAST_PROJECT_CHARS, _SENTENCE_CHARS = 16, 12, 70
_BUTTON_COLUMNS = frozenset({Column.KIND, Column.STATUS})
# Digits of equal width may take a little more than others, and an ellipsis more than that.
_SLACK = 4
# The order in which columns get room beyond the least.
_GROWING = (Column.ASSET_ID, Column.STATUS, Column.PROJECT)
_MODE = QHeaderView.ResizeMode


def fill_columns_menu(menu: QMenu, chosen: frozenset[Column], toggle: Callable[[Column], None]) -> None:
    """Add a checkable entry for each column that can be hidden; it calls `toggle` with the column."""
    for column in Column:
        if column not in REQUIRED_COLUMNS:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column in chosen)
            action.triggered.connect(lambda _checked, column=column: toggle(column))


def fill_order_menu(menu: QMenu, header: QHeaderView) -> None:
    """Add an entry for each visible column to sort by; the current one reverses the order."""
    current = header.sortIndicatorSection()
    visible = [column for column in Column if not header.isSectionHidden(column)]
    group = QActionGroup(menu)
    # Translators: An entry of the menu "Sort by": in the order in which the files were added.
    for section, title in [(-1, tr("Order added")), *((column, column.title) for column in visible)]:
        action = menu.addAction(title)
        action.setCheckable(True)
        action.setChecked(section == current)
        group.addAction(action)
        action.triggered.connect(lambda _checked, section=section: _sort_or_reverse(header, section))


def _sort_or_reverse(header: QHeaderView, section: int) -> None:
    up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    is_reversing = header.sortIndicatorSection() == section and header.sortIndicatorOrder() is up
    header.setSortIndicator(section, down if is_reversing and section >= 0 else up)


class ColumnLayout(NamedTuple):
    """What a person chose about columns.

    Attributes:
        chosen: The columns to show.
        widths: The widths in pixels of those that a person widened or narrowed.
    """

    chosen: frozenset[Column]
    widths: dict[Column, int]


def serialize_columns(table: QTableView, layout: ColumnLayout) -> str:
    """Return the layout with order and sorting as text."""
    header = table.horizontalHeader()
    return json.dumps(
        {
            "header": header.saveState().toBase64().toStdString(),
            "count": header.count(),
            "columns": sorted(column.name for column in layout.chosen),
            "widths": {column.name: width for column, width in sorted(layout.widths.items())},
            "line": table.fontMetrics().height(),
        }
    )


def restore_columns(table: QTableView, text: str, least: Mapping[Column, int]) -> ColumnLayout | None:
    """Restore order and sorting from what `serialize_columns` returned, and return the layout.

    Args:
        table: The table whose header is arranged.
        text: Of this version or an earlier one; widths that were saved with another font are left out.
        least: Of the widths that earlier versions saved, only those above these count as given by a person.

    Returns:
        None for any other text, which changes nothing.
    """
    try:
        saved = json.loads(text)
        state, names = QByteArray.fromBase64(saved["header"].encode()), frozenset(saved["columns"])
        counts = (int(saved["count"]),) if "count" in saved else _LEGACY_COUNTS
        widths = {
            column: max(1, int(saved["widths"][column.name]))
            for column in Column
            if column.name in saved.get("widths", {})
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    header = _saved_header(state, counts)
    if header is None:
        return None
    is_current = "widths" in saved
    if not is_current:
        names -= _IN_STATUS_NOW
        widths = _widths_by_hand(header, least)
    elif saved.get("line") != table.fontMetrics().height():
        widths = {}
    _copy_order(table.horizontalHeader(), header, has_own_order=is_current)
    chosen = frozenset(column for column in Column if column.name in names)
    return ColumnLayout(REQUIRED_COLUMNS | chosen, widths)


def _saved_header(state: QByteArray, counts: Sequence[int]) -> QHeaderView | None:
    """Return a header restored from the state, with as many columns as were saved; None for a broken state.

    A header with more columns accepts the state too, but then (Qt 6.11) takes itself to be as narrow as the
    saved one was: nothing further right can be clicked.
    """
    for count in filter(lambda count: count > 0, counts):
        header = QHeaderView(Qt.Orientation.Horizontal)
        header.setModel(QStandardItemModel(0, count, header))
        if header.restoreState(state) and header.length() == sum(map(header.sectionSize, range(count))):
            return header
    return None


def _widths_by_hand(saved: QHeaderView, least: Mapping[Column, int]) -> dict[Column, int]:
    """Return the widths that an earlier version saved because a person had widened the column.

    It widened Name and Status by itself.
    """
    saved_columns = [column for column in Column if column < saved.count()]
    widths = {column: saved.sectionSize(column) for column in saved_columns}
    return {
        column: width
        for column, width in widths.items()
        if column not in {Column.NAME, Column.STATUS} and width > least[column]
    }


def _copy_order(header: QHeaderView, saved: QHeaderView, *, has_own_order: bool) -> None:
    """Copy sorting and order; the order of an earlier version only where a person had changed it.

    Columns that were not saved stay at the end.
    """
    order = [saved.logicalIndex(index) for index in range(min(saved.count(), header.count()))]
    if has_own_order or order != sorted(order):
        for index, column in enumerate(order):
            header.moveSection(header.visualIndex(column), index)
    header.setSortIndicator(saved.sortIndicatorSection(), saved.sortIndicatorOrder())


def set_default_order(header: QHeaderView) -> None:
    """Put Project before Status, so that the sentence of a problem has the rest of the row."""
    header.moveSection(header.visualIndex(Column.PROJECT), header.visualIndex(Column.STATUS))


class ColumnWidths:
    """Sets the widths of the table's columns; `fit_to_font` is to be called first.

    Each column has the least width that it can do with. Room beyond goes to the asset ID until it stands
    whole, then to Status and Project, and the rest to Status and Name alike. What a person set stays.

    Args:
        button_size: Returns the current width of a button in a cell, in pixels.

    Attributes:
        by_hand: The widths in pixels that a person gave.
        needs_two_lines: Whether some text has no room in one line.
    """

    def __init__(self, table: QTableView, button_size: Callable[[], int]) -> None:
        self._table = table
        self._header = table.horizontalHeader()
        self._button_size = button_size
        self.by_hand: dict[Column, int] = {}
        self.needs_two_lines = False
        self._least: dict[Column, int] = {}
        self._full: dict[Column, int] = {}
        self._is_applying = False
        self._header.sectionResized.connect(self._note_width)

    @property
    def full(self) -> Mapping[Column, int]:
        """The width in pixels with which each column shows all that it usually holds."""
        return self._full

    def fit_to_font(self) -> None:
        """Measure the columns' sample texts in the table's font; widths given before are forgotten."""
        self.by_hand = {}
        samples = sample_texts()
        self._full = {column: self._full_width(column, samples[column]) for column in Column}
        letter = self._table.fontMetrics().averageCharWidth()
        half_id = self._full[Column.ASSET_ID] - self._id_width() // 2
        self._least = {
            **self._full,
            Column.NAME: PICTURE_SIZE + 4 * MARGIN + _LEAST_NAME_CHARS * letter,
            Column.ASSET_ID: half_id,
            Column.PROJECT: max(
                _LEAST_PROJECT_CHARS * letter + 2 * MARGIN, self._full_width(Column.PROJECT, ())
            ),
        }
        sentence = _SENTENCE_CHARS * letter - self._full[Column.ASSET_ID]
        self._full[Column.STATUS] = max(self._least[Column.STATUS], sentence)

    def apply(self, chosen: frozenset[Column]) -> None:
        """Show the chosen columns, except those that there is no room for, and share out the free width."""
        self._is_applying = True
        width, least = self._table.viewport().width(), {**self._least, **self.by_hand}
        fitting = columns_that_fit(width, least, chosen, HIDE_ORDER)
        widths = {column: least[column] for column in fitting}
        free = width - sum(widths.values())
        is_tight = free < 0
        for column in _GROWING:
            if column in fitting and column not in self.by_hand:
                more = min(max(0, free), self._full[column] - widths[column])
                widths[column] += more
                free -= more
        if free > 0 and Column.STATUS not in self.by_hand:
            widths[Column.STATUS] += max(0, free - self._missing(widths)) // 2
        self._header.setSectionResizeMode(Column.NAME, _MODE.Interactive if is_tight else _MODE.Stretch)
        for column in Column:
            if self._table.isColumnHidden(column) == (column in fitting):
                self._table.setColumnHidden(column, column not in fitting)
            if column in fitting and (column is not Column.NAME or is_tight):
                self._table.setColumnWidth(column, widths[column])
        self.needs_two_lines = fitting != chosen or sum(self._full[each] for each in fitting) > width
        self._is_applying = False

    def _missing(self, widths: Mapping[Column, int]) -> int:
        """Return the pixels that Name lacks to show what it usually holds."""
        return self._full[Column.NAME] - widths[Column.NAME]

    def _note_width(self, section: int, before: int, now: int) -> None:
        """Keep the width that a person gave a column; those of Name are what the others leave."""
        if not self._is_applying and before and now and section != Column.NAME:
            self.by_hand[Column(section)] = now

    def _full_width(self, column: Column, samples: tuple[str, ...]) -> int:
        if column is Column.ASSET_ID:
            return self._id_width() + self._button_size() + 2 * MARGIN
        width = self._widest((*samples, f"{column.title}{'':4}")) + 2 * MARGIN + _SLACK
        if column is Column.NAME:
            return width + PICTURE_SIZE + 2 * MARGIN
        return width + (self._button_size() if column in _BUTTON_COLUMNS else 0)

    def _id_width(self) -> int:
        metrics = QFontMetrics(fixed_width_font(self._table.font()))
        return max(map(metrics.horizontalAdvance, sample_texts()[Column.ASSET_ID])) + 1

    def _widest(self, texts: tuple[str, ...]) -> int:
        metrics = self._table.fontMetrics()
        return max(metrics.horizontalAdvance(text) for text in texts)
