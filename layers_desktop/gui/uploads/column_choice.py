"""Which columns a person wants to see, and how the table remembers its header."""

import json
from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QActionGroup, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QMenu

from layers_desktop.domain.language import tr
from layers_desktop.gui.uploads.columns import Column

# Without these a row could not be told from another, or not be understood.
ALWAYS = frozenset({Column.NAME, Column.PROGRESS})
DEFAULT_COLUMNS = frozenset(column for column in Column if column < Column.PROJECT)
# So many columns there were before versions noted their number.
_COUNTS_BEFORE = (len(Column), 8)


def fill_columns_menu(menu: QMenu, wanted: frozenset[Column], choose: Callable[[Column], None]) -> None:
    """Put the columns that can be shown or not into the menu; it calls `choose`."""
    for column in Column:
        if column not in ALWAYS:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column in wanted)
            action.triggered.connect(lambda _checked, column=column: choose(column))


def fill_order_menu(menu: QMenu, header: QHeaderView) -> None:
    """Put what the rows can be sorted by into the menu: what they are sorted by already, turns round."""
    present = header.sortIndicatorSection()
    shown = [column for column in Column if not header.isSectionHidden(column)]
    group = QActionGroup(menu)
    for section, title in [(-1, tr("Order added")), *((column, column.title) for column in shown)]:
        action = menu.addAction(title)
        action.setCheckable(True)
        action.setChecked(section == present)
        group.addAction(action)
        action.triggered.connect(lambda _checked, section=section: _sort(header, section))


def _sort(header: QHeaderView, section: int) -> None:
    up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    is_turned = header.sortIndicatorSection() == section and header.sortIndicatorOrder() is up
    header.setSortIndicator(section, down if is_turned and section >= 0 else up)


def header_text(header: QHeaderView, wanted: frozenset[Column]) -> str:
    """Return widths, order, sorting and choice of the columns as text."""
    state = header.saveState().toBase64().toStdString()
    names = sorted(column.name for column in wanted)
    return json.dumps({"header": state, "count": header.count(), "columns": names})


def restored_columns(header: QHeaderView, text: str) -> frozenset[Column] | None:
    """Give the header what `header_text` said and return the choice; None where the text is no such thing."""
    try:
        said = json.loads(text)
        state, names = QByteArray.fromBase64(said["header"].encode()), said["columns"]
        counts = (int(said["count"]),) if "count" in said else _COUNTS_BEFORE
        wanted = frozenset(column for column in Column if column.name in names)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    saved = _saved_header(state, counts)
    if saved is None:
        return None
    _take_over(header, saved)
    return ALWAYS | wanted


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


def _take_over(header: QHeaderView, saved: QHeaderView) -> None:
    """Take order, widths and sorting; columns that the saved header did not have stay as they are, behind."""
    order = [saved.logicalIndex(place) for place in range(min(saved.count(), header.count()))]
    for place, column in enumerate(order):
        header.moveSection(header.visualIndex(column), place)
        saved.setSectionHidden(column, False)  # noqa: FBT003  # Qt takes no keyword; a hidden one has no width
        header.resizeSection(column, saved.sectionSize(column))
    header.setSortIndicator(saved.sortIndicatorSection(), saved.sortIndicatorOrder())
