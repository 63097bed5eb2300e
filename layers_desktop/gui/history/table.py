"""The table of the history and its model."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QDateTime,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QLocale,
    QObject,
    QPoint,
    Qt,
    QTime,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import BatchId, Upload
from layers_desktop.gui.formatting import SAMPLE_TIME, date_time_text, display_name, display_text
from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import Colours
from layers_desktop.gui.style.theme import fixed_width_font, width_in_chars
from layers_desktop.gui.widgets.labels import literal_tooltip
from layers_desktop.gui.widgets.row_painting import MARGIN, RowDelegate
from layers_desktop.gui.widgets.table import (
    NO_PARENT,
    ColumnsModel,
    Index,
    RowTable,
    TableColumn,
    columns_that_fit,
)

_ROW_PADDING = 20
_MIN_NAME_CHARS = 22
_SELECT = QItemSelectionModel.SelectionFlag


class HistoryColumn(TableColumn):
    """The columns in their order."""

    WHEN = 0
    NAME = 1
    FOLDER = 2
    KIND = 3
    PROJECT = 4
    ASSET_ID = 5
    BATCH = 6

    @property
    @override
    def title(self) -> str:
        return {
            # Translators: A column: when a file was uploaded.
            HistoryColumn.WHEN: tr("When"),
            HistoryColumn.NAME: tr("Name"),
            HistoryColumn.FOLDER: tr("Folder"),
            HistoryColumn.KIND: tr("Kind"),
            HistoryColumn.PROJECT: tr("Project"),
            HistoryColumn.ASSET_ID: tr("Asset ID"),
            # Translators: The files that were uploaded together.
            HistoryColumn.BATCH: tr("Batch"),
        }[self]


class HistoryModel(ColumnsModel):
    """Table model of finished uploads; those of one batch must be consecutive."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HistoryColumn, parent)
        self._uploads: list[Upload] = []
        self._batches: dict[BatchId, tuple[int, int]] = {}

    def set_uploads(self, uploads: Sequence[Upload]) -> None:
        """Replace the uploads."""
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
        return _count_text(last - first + 1)

    def upload_at(self, row: int) -> Upload:
        """Return the upload of a row."""
        return self._uploads[row]

    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._uploads)

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
            return literal_tooltip(_tooltip(upload, column, text))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            # Translators: For screen readers: the title of a column, and what stands in it.
            return tr("{title}: {text}", title=column.title, text=text)
        return None


def _count_text(files: int) -> str:
    return tr_plural("{n} file", "{n} files", files)


def _tooltip(upload: Upload, column: HistoryColumn, text: str) -> str:
    if column is HistoryColumn.BATCH:
        return tr("Select all files of this batch")
    return display_text(str(upload.path)) if column is HistoryColumn.NAME else text


def _when(upload: Upload) -> str:
    """Return the time, and the day unless it was today."""
    if upload.finished_at is None:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(int(upload.finished_at * 1000))
    if moment.date() == QDateTime.currentDateTime().date():
        return _today_text(moment.time())
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def _today_text(moment: QTime) -> str:
    # Translators: {time} is a time of day.
    return tr("Today {time}", time=QLocale().toString(moment, QLocale.FormatType.ShortFormat))


_TEXTS: dict[HistoryColumn, Callable[[Upload], str]] = {
    HistoryColumn.WHEN: _when,
    HistoryColumn.NAME: display_name,
    HistoryColumn.FOLDER: lambda upload: display_text(str(upload.path.parent)),
    HistoryColumn.KIND: lambda upload: upload.kind.label if upload.kind else "",
    HistoryColumn.PROJECT: lambda upload: upload.project.name if upload.project else "",
    HistoryColumn.ASSET_ID: lambda upload: upload.asset_id or "",
}


# The columns that a narrow window hides, the first to go first.
_HIDE_ORDER = (
    HistoryColumn.FOLDER,
    HistoryColumn.BATCH,
    HistoryColumn.KIND,
    HistoryColumn.PROJECT,
    HistoryColumn.WHEN,
)


# What is measured is rounded, and an ellipsis takes more than the pixel that is missing.
_SLACK = 4


class HistoryTable(RowTable):
    """The table of the history; a click on the batch of a row selects all rows of that batch."""

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._uploads = model
        self._delegate = _HistoryDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("History"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.horizontalHeader().setSectionResizeMode(HistoryColumn.NAME, QHeaderView.ResizeMode.Stretch)
        self._fit_to_font()

    def _fit_to_font(self) -> None:
        """Set row height and column widths for the font."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _ROW_PADDING)
        for column in _sample_texts():
            self.setColumnWidth(column, self._fitting_width(column))
        self._update_columns()

    def _fitting_width(self, column: HistoryColumn) -> int:
        if column is HistoryColumn.NAME:
            return width_in_chars(self, _MIN_NAME_CHARS)
        width = QFontMetrics(self._delegate.font(column)).horizontalAdvance
        return max(map(width, (*_sample_texts()[column], column.title))) + 3 * MARGIN + _SLACK

    def _update_columns(self) -> None:
        """Hide the columns that the table has no room for."""
        widths = {
            column: self.columnWidth(column) or self._fitting_width(column) for column in _sample_texts()
        }
        widths[HistoryColumn.NAME] = self._fitting_width(HistoryColumn.NAME)
        fitting = columns_that_fit(self.viewport().width(), widths, frozenset(HistoryColumn), _HIDE_ORDER)
        for column in HistoryColumn:
            self.setColumnHidden(column, column not in fitting)

    def selected_uploads(self) -> list[Upload]:
        """Return the selected uploads in the order of the rows."""
        return [self._uploads.upload_at(row) for row in self.selected_rows()]

    def select_batch(self, row: int) -> None:
        """Select all rows of the batch that this row belongs to, and no others."""
        first, last = self._uploads.batch_rows(row)
        self.setCurrentIndex(self._uploads.index(row, HistoryColumn.BATCH))
        rows = QItemSelection(self._uploads.index(first, 0), self._uploads.index(last, 0))
        self.selectionModel().select(rows, _SELECT.ClearAndSelect | _SELECT.Rows)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_columns()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_to_font()

    @override
    def is_clickable(self, position: QPoint) -> bool:
        index = self.indexAt(position)
        return index.isValid() and index.column() == HistoryColumn.BATCH

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        position = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and self.is_clickable(position):
            self.select_batch(self.rowAt(position.y()))
        else:
            super().mousePressEvent(event)


def _sample_texts() -> dict[HistoryColumn, tuple[str, ...]]:
    """Return for each column but the name the texts that it must have room for."""
    return {
        HistoryColumn.WHEN: (date_time_text(SAMPLE_TIME), _today_text(QTime(22, 58))),
        HistoryColumn.FOLDER: ("/home/ana/clients/acme",),
        HistoryColumn.KIND: tuple(kind.label for kind in MediaKind),
        HistoryColumn.PROJECT: ("Acme Coffee iOS, spring",),
        HistoryColumn.ASSET_ID: ("med_01HXXXXXXXXXXXXXXXXXXXXXXX",),
        HistoryColumn.BATCH: (_count_text(8888),),
    }


class _HistoryDelegate(RowDelegate):
    """Paints IDs in a fixed-width font, and the batch in the colour of links."""

    @override
    def font(self, column: int) -> QFont:
        font = super().font(column)
        return fixed_width_font(font) if column == HistoryColumn.ASSET_ID else font

    @override
    def colour(self, column: int, colours: Colours) -> QColor:
        return colours.accent if column == HistoryColumn.BATCH else super().colour(column, colours)
