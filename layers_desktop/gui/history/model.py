"""Past uploads as rows."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.domain.upload import BatchId, Upload
from layers_desktop.gui.names import shown, shown_name
from layers_desktop.gui.overriding import override

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class HistoryColumn(IntEnum):
    """The columns, in their order."""

    WHEN = 0
    NAME = 1
    KIND = 2
    PROJECT = 3
    ASSET_ID = 4
    BATCH = 5

    @property
    def title(self) -> str:
        """The column's name for a person."""
        return {
            HistoryColumn.WHEN: tr("When"),
            HistoryColumn.NAME: tr("Name"),
            HistoryColumn.KIND: tr("Kind"),
            HistoryColumn.PROJECT: tr("Project"),
            HistoryColumn.ASSET_ID: tr("Asset ID"),
            HistoryColumn.BATCH: tr("Batch"),
        }[self]


class HistoryModel(QAbstractTableModel):
    """Shows finished uploads in the order given, those of one batch one after the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._uploads: list[Upload] = []
        self._batches: dict[BatchId, tuple[int, int]] = {}

    def show(self, uploads: Sequence[Upload]) -> None:
        """Hold these and no others."""
        self.beginResetModel()
        self._uploads = list(uploads)
        self._batches = {}
        for row, upload in enumerate(self._uploads):
            first, _ = self._batches.get(upload.batch_id, (row, row))
            self._batches[upload.batch_id] = first, row
        self.endResetModel()

    def batch_rows(self, row: int) -> tuple[int, int]:
        """Return the first and the last row of the batch that this row belongs to."""
        return self._batches[self._uploads[row].batch_id]

    def _batch_text(self, row: int) -> str:
        first, last = self.batch_rows(row)
        return tr_plural("{n} file", "{n} files", last - first + 1)

    def upload_at(self, row: int) -> Upload:
        """Return the upload of a row."""
        return self._uploads[row]

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._uploads)

    @override
    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(HistoryColumn)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        upload, column = self._uploads[index.row()], HistoryColumn(index.column())
        is_batch = column is HistoryColumn.BATCH
        text = self._batch_text(index.row()) if is_batch else _TEXTS[column](upload)
        if role == Qt.ItemDataRole.DisplayRole:
            is_first = not is_batch or index.row() == self.batch_rows(index.row())[0]
            return text if is_first else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tooltip(upload, column, text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("{title}: {text}", title=column.title, text=text)
        return None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HistoryColumn(section).title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None


def _tooltip(upload: Upload, column: HistoryColumn, text: str) -> str:
    if column is HistoryColumn.BATCH:
        return tr("Select all files of this batch")
    return shown(str(upload.path)) if column is HistoryColumn.NAME else text


def _when(upload: Upload) -> str:
    """Return the time, and the day unless it was today."""
    if upload.finished_at is None:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(int(upload.finished_at * 1000))
    if moment.date() == QDateTime.currentDateTime().date():
        return tr("Today {time}", time=QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


_TEXTS: dict[HistoryColumn, Callable[[Upload], str]] = {
    HistoryColumn.WHEN: _when,
    HistoryColumn.NAME: shown_name,
    HistoryColumn.KIND: lambda upload: upload.kind.label if upload.kind else "",
    HistoryColumn.PROJECT: lambda upload: upload.project.name if upload.project else "",
    HistoryColumn.ASSET_ID: lambda upload: upload.asset_id or "",
}
