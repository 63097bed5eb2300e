"""What tables of uploads share: columns with headers, selection by whole rows, and few repaints."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, TypeVar

from PySide6.QtCore import (
    SIGNAL,
    QAbstractItemModel,
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from layers_desktop.gui.override import override

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class TableColumn(IntEnum):
    """Base of the columns of a table; the value of each is its section."""

    @property
    def title(self) -> str:
        """The text of the column's header."""
        raise NotImplementedError

    @property
    def is_number(self) -> bool:
        """Whether its values are aligned at the end of the cell."""
        return False

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """The alignment of header and cells."""
        side = Qt.AlignmentFlag.AlignTrailing if self.is_number else Qt.AlignmentFlag.AlignLeading
        return side | Qt.AlignmentFlag.AlignVCenter


ColumnType = TypeVar("ColumnType", bound=TableColumn)


def columns_that_fit(
    width: int,
    widths: Mapping[ColumnType, int],
    chosen: frozenset[ColumnType],
    hide_order: Sequence[ColumnType],
) -> frozenset[ColumnType]:
    """Return the chosen columns, less the first of `hide_order` that have no room in this width in pixels."""
    fitting = set(chosen)
    for column in hide_order:
        if sum(widths[each] for each in fitting) <= width:
            break
        fitting.discard(column)
    return frozenset(fitting)


def is_in_sight(widget: QWidget) -> bool:
    """Return whether the widget can be seen: its window is neither hidden, as in the tray, nor minimised."""
    return widget.isVisible() and not widget.window().isMinimized()


class ColumnsModel(QAbstractTableModel):
    """A table model whose columns and horizontal header come from an enumeration."""

    def __init__(self, columns: type[TableColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)

    @override
    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._columns[section].alignment
        return None


class RowTable(QTableView):
    """A table without a grid, in which whole rows are selected and a hand points at what can be clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # One of Qt's own has PySide look for its class, and make every class of widgets to that end.
        self.setViewport(QWidget())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        # A header checks every row for whether its column is selected: one of its own stays empty.
        header = self.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(self.model(), header))

    def selected_rows(self) -> list[int]:
        """Return the selected rows in ascending order."""
        # By ranges: an index for each of thousands of rows takes too long.
        ranges = self.selectionModel().selection().toList()
        return sorted({row for each in ranges for row in range(each.top(), each.bottom() + 1)})

    def is_clickable(self, _position: QPoint) -> bool:
        """Return whether a click at this position of the viewport does more than select; to be overridden."""
        return False

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        is_clickable = self.is_clickable(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if is_clickable else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)


class PartialRepaintTable(RowTable):
    """Repaints nothing out of sight, and not the rows in sight when others changed or were inserted below.

    Qt (6.11) repaints the whole viewport for a change of more than fifty rows, wherever they are, and for
    every row that is inserted.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inserted_at = 0
        rows = self.verticalHeader()
        # None stands for every slot of the table: Qt allows it, its stubs do not know.
        QObject.disconnect(rows, SIGNAL("sectionCountChanged(int,int)"), self, None)  # type: ignore[call-overload]
        rows.sectionCountChanged.connect(self._change_row_count)

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        if model:
            model.rowsAboutToBeInserted.connect(self._note_insertion)
        super().setModel(model)

    @override
    def dataChanged(self, topLeft: Index, bottomRight: Index, roles: Sequence[int] = ()) -> None:
        if not is_in_sight(self):
            return
        visible = self.rows_in_sight()
        top, bottom = max(topLeft.row(), visible.start), min(bottomRight.row(), visible.stop - 1)
        if top <= bottom:
            model = self.model()
            first, last = model.index(top, topLeft.column()), model.index(bottom, bottomRight.column())
            super().dataChanged(first, last, list(roles))

    def rows_in_sight(self) -> range:
        """Return the rows of which at least a part is in the viewport."""
        last = self.rowAt(self.viewport().height() - 1)
        end = self.model().rowCount() if last < 0 else last + 1
        return range(max(0, self.rowAt(0)), end)

    def _note_insertion(self, _parent: QModelIndex, first: int, _last: int) -> None:
        self._inserted_at = first

    def _change_row_count(self, before: int, now: int) -> None:
        """Update the scroll bar for rows inserted below the viewport; let Qt repaint for all others."""
        if before < now and self.rowAt(self.viewport().height() - 1) in range(self._inserted_at):
            self.updateGeometries()
        else:
            self.rowCountChanged(before, now)
