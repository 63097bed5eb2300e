"""The list of all keys."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.language import tr
from layers_desktop.gui.bands import line
from layers_desktop.gui.heading import Heading
from layers_desktop.gui.overriding import override
from layers_desktop.gui.room import make_room
from layers_desktop.gui.rows import RowDelegate
from layers_desktop.gui.tones import Tones

_LETTERS, _LINES = 76, 38
_ROW_MARGIN, _KEYS_MARGIN = 16, 32


def shortcut_rows(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    """Return what every key does: those of the window, then those of the list."""
    native = QKeySequence.SequenceFormat.NativeText
    window = [
        (action.text().replace("&", ""), action.shortcut().toString(native))
        for action in actions
        if not action.shortcut().isEmpty()
    ]
    return [*window, *((text, QKeySequence(key).toString(native)) for text, key in _list_keys())]


def _list_keys() -> Sequence[tuple[str, str]]:
    return (
        (tr("Copy the IDs of the selected files"), "Ctrl+C"),
        (tr("Pause or resume the selected files"), "Space"),
        (tr("Retry the selected files"), "Ctrl+R"),
        (tr("Remove or cancel the selected files"), "Del"),
        (tr("Choose the kind of the selected files"), "F2"),
        (tr("Make the selected files images"), "Alt+1"),
        (tr("Make the selected files videos"), "Alt+2"),
        (tr("Make the selected files audio"), "Alt+3"),
        (tr("Make the selected files logos"), "Alt+4"),
        (tr("Make the selected files reference images"), "Alt+5"),
        (tr("Show the details of a file"), "Return"),
        (tr("Clear the filter, then the selection"), "Esc"),
    )


class ShortcutsDialog(QDialog):
    """Shows what every key does."""

    def __init__(self, rows: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = Heading(tr("Keyboard shortcuts"))
        heading.setContentsMargins(16, 20, 16, 12)
        table = _table_of(rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(heading)
        layout.addWidget(line())
        layout.addWidget(table)
        table.setFocus()
        make_room(self, _LETTERS, _LINES)


def _table_of(rows: Sequence[tuple[str, str]]) -> QTableWidget:
    table = QTableWidget(len(rows), 2)
    table.setAccessibleName(tr("Keyboard shortcuts"))
    table.setHorizontalHeaderLabels([tr("What it does"), tr("Keys")])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setItemDelegate(_KeyDelegate(table))
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setFrameShape(QTableWidget.Shape.NoFrame)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + _ROW_MARGIN)
    # The words explain themselves; the titles remain for those who hear them.
    table.horizontalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.setItem(row, column, QTableWidgetItem(text))
    widest = max(table.fontMetrics().horizontalAdvance(keys) for _, keys in rows)
    table.setColumnWidth(1, widest + _KEYS_MARGIN)
    return table


class _KeyDelegate(RowDelegate):
    """Writes the keys quieter than what they do."""

    @override
    def colour(self, column: int, tones: Tones) -> QColor:
        return tones.muted if column else super().colour(column, tones)
