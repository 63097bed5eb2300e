"""Which columns a person wants to see, and how the table remembers its header."""

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

# Without these a row could not be told from another, or not be understood.
REQUIRED_COLUMNS = frozenset({Column.NAME, Column.PROGRESS})
DEFAULT_COLUMNS = frozenset(column for column in Column if column < Column.PROJECT)
# So many columns there were before versions noted their number.
_LEGACY_COUNTS = (len(Column), 8)


def fill_columns_menu(menu: QMenu, chosen: frozenset[Column], toggle: Callable[[Column], None]) -> None:
    """Put the columns that can be shown or not into the menu; it calls `choose`."""
    for column in Column:
        if column not in REQUIRED_COLUMNS:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column in chosen)
            action.triggered.connect(lambda _checked, column=column: toggle(column))


def fill_order_menu(menu: QMenu, header: QHeaderView) -> None:
    """Put what the rows can be sorted by into the menu: what they are sorted by already, turns round."""
    current = header.sortIndicatorSection()
    shown = [column for column in Column if not header.isSectionHidden(column)]
    group = QActionGroup(menu)
    for section, title in [(-1, tr("Order added")), *((column, column.title) for column in shown)]:
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
    """Give the header what `header_text` said and return the choice; None where the text is no such thing."""
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
    """Return a header of as many columns as were saved.

    One of more takes the state as well, and then (Qt 6.11) believes to be as narrow as the saved one was:
    nothing further right can be clicked.
    """
    for count in filter(lambda count: count > 0, counts):
        header = QHeaderView(Qt.Orientation.Horizontal)
        header.setModel(QStandardItemModel(0, count, header))
        if header.restoreState(state) and header.length() == sum(map(header.sectionSize, range(count))):
            return header
    return None


def _copy_header(header: QHeaderView, saved: QHeaderView) -> None:
    """Take order, widths and sorting; columns that the saved header did not have stay as they are, behind."""
    order = [saved.logicalIndex(place) for place in range(min(saved.count(), header.count()))]
    for place, column in enumerate(order):
        header.moveSection(header.visualIndex(column), place)
        saved.setSectionHidden(column, False)  # noqa: FBT003  # Qt takes no keyword; a hidden one has no width
        header.resizeSection(column, saved.sectionSize(column))
    header.setSortIndicator(saved.sortIndicatorSection(), saved.sortIndicatorOrder())


_MIN_NAME_WIDTH = 160
_BUTTON_COLUMNS = frozenset({Column.KIND, Column.LEFT, Column.ASSET_ID, Column.PROGRESS})
_MODE = QHeaderView.ResizeMode


class ColumnWidths:
    """Gives the columns of a table their widths, from `fit_to_font` on.

    Args:
        button_size: Tells how wide a small button is now.
    """

    def __init__(self, table: QTableView, button_size: Callable[[], int]) -> None:
        self._table = table
        self._header = table.horizontalHeader()
        self._button_size = button_size
        self._is_progress_wide = False
        self._default_widths: dict[Column, int] = {}
        self._default_name_width = _MIN_NAME_WIDTH

    def fit_to_font(self) -> None:
        """Give each column the width that its usual words need."""
        samples = sample_texts()
        self._default_widths = {column: self._default_width(column, samples[column]) for column in Column}
        self._default_name_width = max(
            _MIN_NAME_WIDTH, self._widest(samples[Column.NAME]) + PICTURE_SIZE + 4 * MARGIN
        )
        for column, width in self._default_widths.items():
            self._table.setColumnWidth(column, width)

    def apply(self, chosen: frozenset[Column]) -> None:
        """Show these columns, without those that a narrow window has no room for."""
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
        """Give the words on the state this share of the free room; None where they have other columns."""
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
        """Return the width that a person gave the column, or the one that fits it."""
        is_widened = column is Column.PROGRESS and self._is_progress_wide
        is_free = column is Column.NAME or is_widened or self._table.isColumnHidden(column)
        return self._default_widths[column] if is_free else self._table.columnWidth(column)
