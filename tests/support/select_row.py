"""Selecting a row of a table as a press on it does."""

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QTableView

_FLAGS = QItemSelectionModel.SelectionFlag


def select_row(table: QTableView, row: int) -> None:
    """Select this row alone, and make it the current one.

    `QTableView.selectRow` heeds the modifier keys of the program's last event, be it another test's, and
    finds no column in a mirrored table (Qt 6.11).
    """
    index = table.model().index(row, 0)
    table.selectionModel().setCurrentIndex(index, _FLAGS.ClearAndSelect | _FLAGS.Rows)
