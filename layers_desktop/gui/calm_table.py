"""A table that paints no more than what changed in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QTableView

from layers_desktop.gui.overriding import override

Index = QModelIndex | QPersistentModelIndex


class CalmTable(QTableView):
    """Leaves alone what is in sight when only rows out of sight changed.

    Qt (6.11) paints the whole viewport for a change of more than fifty rows, wherever they are.
    """

    @override
    def dataChanged(self, topLeft: Index, bottomRight: Index, roles: Sequence[int] = ()) -> None:
        sight = self.rows_in_sight()
        top, bottom = max(topLeft.row(), sight.start), min(bottomRight.row(), sight.stop - 1)
        if top <= bottom:
            model = self.model()
            first, last = model.index(top, topLeft.column()), model.index(bottom, bottomRight.column())
            super().dataChanged(first, last, list(roles))

    def rows_in_sight(self) -> range:
        """Return the rows of which anything shows."""
        last = self.rowAt(self.viewport().height() - 1)
        end = self.model().rowCount() if last < 0 else last + 1
        return range(max(0, self.rowAt(0)), end)
