"""The table of past uploads: a click on the batch of a row selects all of that batch."""

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.history.model import HistoryColumn, HistoryModel
from layers_desktop.gui.overriding import override

_ROW_HEIGHT = 30
_SELECT = QItemSelectionModel.SelectionFlag


class HistoryTable(QTableView):
    """Shows past uploads.

    Signals:
        selectionChanges: Other rows are selected.
    """

    selectionChanges = Signal()

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._uploads = model
        self.setModel(model)
        self.setAccessibleName(tr("History"))
        self.setProperty("look", "roomy")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._set_up_headers()
        self.selectionModel().selectionChanged.connect(lambda *_: self.selectionChanges.emit())

    def _set_up_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(_ROW_HEIGHT, self.fontMetrics().height() + 14))
        columns.setHighlightSections(False)
        # A header looks through every row to see whether its column is selected: it gets nothing to look at.
        columns.setSelectionModel(QItemSelectionModel(self._uploads, columns))
        columns.setSectionResizeMode(HistoryColumn.NAME, QHeaderView.ResizeMode.Stretch)
        for column, sample in _SAMPLES.items():
            self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(sample) + 24)

    def selected_uploads(self) -> list[Upload]:
        """Return the selected uploads in the order of the rows."""
        return [self._uploads.upload_at(row) for row in sorted(set(self._selected_rows()))]

    def select_batch(self, row: int) -> None:
        """Select all files of the batch that this row belongs to, and nothing else."""
        first, last = self._uploads.batch_rows(row)
        self.setCurrentIndex(self._uploads.index(row, HistoryColumn.BATCH))
        rows = QItemSelection(self._uploads.index(first, 0), self._uploads.index(last, 0))
        self.selectionModel().select(rows, _SELECT.ClearAndSelect | _SELECT.Rows)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        is_batch = index.isValid() and index.column() == HistoryColumn.BATCH
        shape = Qt.CursorShape.PointingHandCursor if is_batch else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and index.isValid() and index.column() == HistoryColumn.BATCH:
            self.select_batch(index.row())
        else:
            super().mousePressEvent(event)

    def _selected_rows(self) -> Iterable[int]:
        """Read the selection by its ranges: of thousands of rows one index each would take too long."""
        for part in self.selectionModel().selection().toList():
            yield from range(part.top(), part.bottom() + 1)


_SAMPLES = {
    HistoryColumn.WHEN: "88/88/8888 88:88",
    HistoryColumn.KIND: "Reference image",
    HistoryColumn.PROJECT: "Acme Coffee iOS, spring",
    HistoryColumn.ASSET_ID: "med_01HXXXXXXXXXXXXXXXXX",
    HistoryColumn.BATCH: "8,888 files",
}
