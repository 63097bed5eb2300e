"""Lists in which one row is chosen, however that is done."""

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QListWidget


def follow_selection(rows: QListWidget) -> None:
    """Make the selected row the current one: a screen reader selects, where a hand and the keys do both."""

    def follow() -> None:
        selected = rows.selectedIndexes()
        if selected and selected[0] != rows.currentIndex():
            rows.selectionModel().setCurrentIndex(selected[0], QItemSelectionModel.SelectionFlag.NoUpdate)

    rows.itemSelectionChanged.connect(follow)
