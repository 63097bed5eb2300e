"""The list of all keys."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
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

_WIDTH, _HEIGHT = 480, 560


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
        table = QTableWidget(len(rows), 2)
        table.setAccessibleName(tr("Keyboard shortcuts"))
        table.setHorizontalHeaderLabels([tr("What it does"), tr("Keys")])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        )
        table.setFrameShape(QTableWidget.Shape.NoFrame)
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                table.setItem(row, column, QTableWidgetItem(text))
        table.setColumnWidth(1, table.fontMetrics().horizontalAdvance("Ctrl+Shift+Delete") + 24)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(table)
        self.resize(_WIDTH, _HEIGHT)
