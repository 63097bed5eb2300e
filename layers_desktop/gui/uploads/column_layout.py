"""The columns of the table of uploads: choice, order, sorting and widths, and how these are saved."""

import json
from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QActionGroup, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.uploads.cells.name_cell import PICTURE_SIZE
from layers_desktop.gui.uploads.columns import HIDE_ORDER, Column, sample_texts
from layers_desktop.gui.widgets.row_painting import MARGIN
from layers_desktop.gui.widgets.table import columns_that_fit

# These cannot be hidden: without them a row cannot be recognised or understood.
REQUIRED_COLUMNS = frozenset({Column.NAME, Column.PROGRESS})
DEFAULT_COLUMNS = frozenset(column for column in Column if column < Column.PROJECT)
# The numbers of columns of earlier versions, which did not save it.
_LEGACY_COUNTS = (len(Column), 8)
_MIN_NAME_WIDTH = 160
_BUTTON_COLUMNS = frozenset({Column.KIND, Column.LEFT, Column.ASSET_ID, Column.PROGRESS})
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


def serialize_columns(header: QHeaderView, chosen: frozenset[Column]) -> str:
    """Return widths, order, sorting and choice of the columns as text."""
    state = header.saveState().toBase64().toStdString()
    names = sorted(column.name for column in chosen)
    return json.dumps({"header": state, "count": header.count(), "columns": names})


def restore_columns(header: QHeaderView, text: str) -> frozenset[Column] | None:
    """Restore the header from the text of `serialize_columns` and return the choice; None for other text."""
    try:
        saved = json.loads(text)
        state, names = QByteArray.fromBase64(saved["header"].encode()), saved["columns"]
        counts = (int(saved["count"]),) if "count" in saved else _LEGACY_COUNTS
        chosen = frozenset(column for column in Column if column.name in names)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    saved = _saved_header(state, counts)
    if saved is None:
        return None
    _copy_header(header, saved)
    return REQUIRED_COLUMNS | chosen


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


def _copy_header(header: QHeaderView, saved: QHeaderView) -> None:
    """Copy order, widths and sorting; columns that were not saved stay as they are, at the end."""
    order = [saved.logicalIndex(index) for index in range(min(saved.count(), header.count()))]
    for index, column in enumerate(order):
        header.moveSection(header.visualIndex(column), index)
        saved.setSectionHidden(column, False)  # noqa: FBT003  # Qt takes no keyword; a hidden one has no width
        header.resizeSection(column, saved.sectionSize(column))
    header.setSortIndicator(saved.sortIndicatorSection(), saved.sortIndicatorOrder())


class ColumnWidths:
    """Sets the widths of the table's columns; `fit_to_font` is to be called first.

    Args:
        button_size: Returns the current width of a button in a cell, in pixels.
    """

    def __init__(self, table: QTableView, button_size: Callable[[], int]) -> None:
        self._table = table
        self._header = table.horizontalHeader()
        self._button_size = button_size
        self._is_progress_wide = False
        self._default_widths: dict[Column, int] = {}
        self._default_name_width = _MIN_NAME_WIDTH

    def fit_to_font(self) -> None:
        """Give each column the width of its sample texts in the table's font."""
        samples = sample_texts()
        self._default_widths = {column: self._default_width(column, samples[column]) for column in Column}
        self._default_name_width = max(
            _MIN_NAME_WIDTH, self._widest(samples[Column.NAME]) + PICTURE_SIZE + 4 * MARGIN
        )
        for column, width in self._default_widths.items():
            self._table.setColumnWidth(column, width)

    def apply(self, chosen: frozenset[Column]) -> None:
        """Show the chosen columns, except those that there is no room for, and share out the free width."""
        widths = {column: self._current_width(column) for column in Column}
        width = self._table.viewport().width()
        fitting = columns_that_fit(width, widths, chosen, HIDE_ORDER)
        is_tight = sum(widths[column] for column in fitting) > width
        self._header.setSectionResizeMode(Column.NAME, _MODE.Interactive if is_tight else _MODE.Stretch)
        if is_tight:
            name = max(_MIN_NAME_WIDTH, self._table.columnWidth(Column.NAME))
            self._table.setColumnWidth(Column.NAME, name)
        for column in Column:
            if self._table.isColumnHidden(column) == (column in fitting):
                self._table.setColumnHidden(column, column not in fitting)
        free = width - sum(widths[column] for column in fitting - {Column.NAME}) - self._default_name_width
        self._widen_progress(free // 2 if not fitting & {Column.SPEED, Column.LEFT} else None)

    def _widen_progress(self, share: int | None) -> None:
        """Widen Progress by this many pixels; None, while Speed or Left are visible, undoes that."""
        if share is not None:
            width = self._default_widths[Column.PROGRESS] + max(0, share)
            self._table.setColumnWidth(Column.PROGRESS, width)
        elif self._is_progress_wide:
            self._table.setColumnWidth(Column.PROGRESS, self._default_widths[Column.PROGRESS])
        self._is_progress_wide = share is not None

    def _default_width(self, column: Column, samples: tuple[str, ...]) -> int:
        if column is Column.NAME:
            return _MIN_NAME_WIDTH
        width = self._widest((*samples, f"{column.title}{'':4}")) + 2 * MARGIN
        return width + (self._button_size() if column in _BUTTON_COLUMNS else 0)

    def _widest(self, texts: tuple[str, ...]) -> int:
        metrics = self._table.fontMetrics()
        return max(metrics.horizontalAdvance(text) for text in texts)

    def _current_width(self, column: Column) -> int:
        """Return the width that a person gave the column, or its default."""
        is_widened = column is Column.PROGRESS and self._is_progress_wide
        is_free = column is Column.NAME or is_widened or self._table.isColumnHidden(column)
        return self._default_widths[column] if is_free else self._table.columnWidth(column)
