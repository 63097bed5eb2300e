"""Which columns a person wants to see, and how the table remembers its header."""

import json
from collections.abc import Callable

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QHeaderView, QMenu

from layers_desktop.gui.uploads.columns import Column

# Without these a row could not be told from another, or not be understood.
ALWAYS = frozenset({Column.NAME, Column.PROGRESS})
DEFAULT_COLUMNS = frozenset(column for column in Column if column < Column.PROJECT)


def column_menu(header: QHeaderView, wanted: frozenset[Column], choose: Callable[[Column], None]) -> QMenu:
    """Return a menu of the columns that can be shown or not; it calls `choose` and goes away by itself."""
    menu = QMenu(header)
    for column in Column:
        if column not in ALWAYS:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column in wanted)
            action.triggered.connect(lambda _checked, column=column: choose(column))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def header_text(header: QHeaderView, wanted: frozenset[Column]) -> str:
    """Return widths, order, sorting and choice of the columns as text."""
    state = header.saveState().toBase64().toStdString()
    return json.dumps({"header": state, "columns": sorted(column.name for column in wanted)})


def restored_columns(header: QHeaderView, text: str) -> frozenset[Column] | None:
    """Give the header what `header_text` said and return the choice; None where the text is no such thing."""
    try:
        said = json.loads(text)
        state, names = QByteArray.fromBase64(said["header"].encode()), said["columns"]
        wanted = frozenset(column for column in Column if column.name in names)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return ALWAYS | wanted if header.restoreState(state) else None
