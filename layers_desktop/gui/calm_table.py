"""A table that paints no more than what changed in sight."""

from collections.abc import Sequence

from PySide6.QtCore import SIGNAL, QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex
from PySide6.QtWidgets import QTableView, QWidget

from layers_desktop.gui.overriding import override

Index = QModelIndex | QPersistentModelIndex


class CalmTable(QTableView):
    """Leaves alone what is in sight when only rows out of sight changed, or came below it.

    Qt (6.11) paints the whole viewport for a change of more than fifty rows, wherever they are, and for
    every row that comes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comes_at = 0
        rows = self.verticalHeader()
        # None is whatever slot of the table it is: Qt allows it, its stubs do not know.
        QObject.disconnect(rows, SIGNAL("sectionCountChanged(int,int)"), self, None)  # type: ignore[call-overload]
        rows.sectionCountChanged.connect(self._take_count)

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        if model:
            model.rowsAboutToBeInserted.connect(self._note_place)
        super().setModel(model)

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

    def _note_place(self, _parent: QModelIndex, first: int, _last: int) -> None:
        self._comes_at = first

    def _take_count(self, before: int, now: int) -> None:
        """Make room for the new rows, and paint where any of them is in sight."""
        if before < now and self.rowAt(self.viewport().height() - 1) in range(self._comes_at):
            self.updateGeometries()
        else:
            self.rowCountChanged(before, now)
