"""The table model of uploads, which stays responsive with 100,000 rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.override import override
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.uploads.cells.cell_text import (
    FolderNames,
    SmoothedProgress,
    accessible_text,
    cell_text,
    titled_text,
    tooltip_text,
)
from layers_desktop.gui.uploads.columns import COLUMNS, FOLDER_ROLE, FRACTION_ROLE, UPLOAD_ROLE, Column
from layers_desktop.gui.uploads.filter_sort import (
    Filter,
    FilteredList,
    SortOrder,
    move_to_end,
    row_ranges,
    sort_key,
)
from layers_desktop.gui.uploads.problems import ProblemGroup, Reason
from layers_desktop.gui.widgets.chunked_work import ChunkedTask
from layers_desktop.gui.widgets.labels import literal_tooltip
from layers_desktop.gui.widgets.table import NO_PARENT, ColumnsModel, Index
from layers_desktop.transfer.progress import ProgressMeter

_BATCH_MS = 100
_IMMEDIATE_LIMIT = 50
_TEXT_ROLES = {
    int(Qt.ItemDataRole.DisplayRole): cell_text,
    int(Qt.ItemDataRole.ToolTipRole): tooltip_text,
    int(Qt.ItemDataRole.AccessibleTextRole): accessible_text,
}
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_TICK_MS = 100
# If there are more ranges than this to insert or remove, they are moved to the end first.
_MAX_RANGES = 64
_MAX_SCATTERED_ROWS = 5_000


class InsertBatcher(QObject):
    """Passes on the first uploads at once, and further ones in batches, ten times a second.

    Args:
        insert: Called with the uploads in the order in which they were added.
    """

    def __init__(self, insert: Callable[[Sequence[Upload]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._insert = insert
        self._waiting: list[Upload] = []
        self._count = 0
        self._timer = QTimer(self, singleShot=True, interval=_BATCH_MS)
        self._timer.timeout.connect(self._end_pause)

    def add(self, uploads: Sequence[Upload]) -> None:
        """Pass these on, now or with the next batch."""
        self._waiting += uploads
        if self._count < _IMMEDIATE_LIMIT:
            self._flush()

    def _end_pause(self) -> None:
        if self._waiting:
            self._flush()
        else:
            self._count = 0

    def _flush(self) -> None:
        uploads, self._waiting = self._waiting, []
        self._count += len(uploads)
        self._timer.start()
        self._insert(uploads)


class UploadsModel(ColumnsModel):
    """Table model of uploads; their changes are collected and announced ten times a second.

    Signals:
        ticked: A tenth of a second has passed in which something was running or changed.
        rearranged: The rows are those of the latest filter and sorting.
        batchShown: The first Upload of a drop that has just come into the list.
    """

    ticked = Signal()
    rearranged = Signal()
    batchShown = Signal(object)

    def __init__(
        self,
        uploads: Mapping[UploadId, Upload],
        meter: ProgressMeter,
        signals: QueueEvents,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(Column, parent)
        self._signals = signals
        self._list = FilteredList(uploads.values())
        self._progress = SmoothedProgress(meter)
        self._folders = FolderNames()
        self._note_folders(uploads.values())
        self._column_texts: dict[Column, Callable[[Upload], str]] = {}
        self._running = {upload.id for upload in uploads.values() if upload.is_active}
        self._dirty: set[UploadId] = set()
        self._rebuild_task: ChunkedTask[list[Upload]] = ChunkedTask(self)
        self._inserts = InsertBatcher(self._insert_batch, self)
        self._added: list[Upload] = []
        self._batches = {upload.batch_id for upload in uploads.values()}
        self._new_work: Upload | None = None
        self._unchecked: set[UploadId] = set()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        signals.uploadsAdded.connect(self._add)
        signals.uploadsChanged.connect(self._mark_changed)
        signals.uploadsRemoved.connect(self._remove)
        if self._running:
            self._timer.start()

    # -------------------------------------------------------------------- contents
    def uploads(self) -> list[Upload]:
        """Return every upload, current or not, sorted."""
        return self._list.uploads()

    def upload_at(self, row: int) -> Upload:
        """Return the upload of a row."""
        return self._list.rows[row]

    def row_of(self, upload_id: UploadId) -> int | None:
        """Return the row of an upload; None if the filter hides it."""
        return self._list.row(upload_id)

    def set_column_text(self, column: Column, text_of: Callable[[Upload], str]) -> None:
        """Use this function for the texts of a column that depend on more than the upload."""
        self._column_texts[column] = text_of

    def set_filter(self, new_filter: Filter) -> None:
        """Filter the rows: at once, or within about a second if there are 100,000."""
        self._list.filter = new_filter
        self._rebuild()

    def groups_by_row(self) -> dict[int, ProblemGroup]:
        """Return the group of each row that is the first of one; empty while rows are not grouped."""
        return self._list.grouping.by_row(self._list.rows)

    def is_folded(self, group: ProblemGroup) -> bool:
        """Return whether one row stands for the whole group."""
        return self._list.grouping.is_folded(group)

    def set_folded(self, reason: Reason, *, is_folded: bool) -> None:
        """Hide the files of this reason but for one row, or show them."""
        self._list.grouping.fold(reason, is_folded=is_folded)
        self._rebuild()

    @property
    def filter(self) -> Filter:
        """The current filter."""
        return self._list.filter

    # --------------------------------------------------------- QAbstractTableModel
    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._list.rows)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return the usual, and that a finished upload can be dragged out: its ID arrives."""
        flags = super().flags(index)
        is_done = index.isValid() and self.upload_at(index.row()).is_done
        return flags | Qt.ItemFlag.ItemIsDragEnabled if is_done else flags

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        upload, column = self._list.rows[index.row()], COLUMNS[index.column()]
        if role in _TEXT_ROLES and column in self._column_texts:
            text = self._column_texts[column](upload)
            if role == Qt.ItemDataRole.AccessibleTextRole:
                text = titled_text(column, text)
            return literal_tooltip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role in _TEXT_ROLES:
            group = self._list.grouping.folded_into(upload) if role == _SPOKEN else None
            return group.text if group else _TEXT_ROLES[role](upload, column, self._progress)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        return self._fact(upload, role)

    def _fact(self, upload: Upload, role: int) -> Upload | float | str | None:
        """Return what this role of our own is about."""
        if role == FRACTION_ROLE:
            return self._progress.fraction(upload)
        if role == FOLDER_ROLE:
            return self._folders.short(upload.subfolder)
        return upload if role == UPLOAD_ROLE else None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by this column; -1 is the order added."""
        descending = order is Qt.SortOrder.DescendingOrder
        self._list.order = None if column < 0 else SortOrder(sort_key(Column(column)), descending)
        self._rebuild()

    # ---------------------------------------------------------------- queue events
    def _add(self, uploads: Sequence[Upload]) -> None:
        self._list.add(uploads)
        self._note_folders(uploads)
        self._inserts.add(uploads)
        for upload in uploads:
            self._watch(upload)

    def _note_folders(self, uploads: Iterable[Upload]) -> None:
        for subfolder in {upload.subfolder for upload in uploads if upload.subfolder}:
            self._folders.add(subfolder)

    def _insert_batch(self, uploads: Sequence[Upload]) -> None:
        """Insert rows for those that the filter accepts and that are not current yet."""
        missing = self._list.not_shown(uploads)
        if not self._list.filter.groups_rows:
            self._append_rows(missing)
        self._added += missing
        if missing and missing[0].batch_id not in self._batches:
            self._new_work = missing[0]
        self._batches.update(upload.batch_id for upload in uploads)
        if self._list.is_out_of_order and not self._rebuild_task.is_busy:
            self._rebuild()
        elif not self._list.is_out_of_order:
            self._tell_of_new_work()

    def _tell_of_new_work(self) -> None:
        new_work, self._new_work = self._new_work, None
        if new_work:
            self.batchShown.emit(new_work)

    def _mark_changed(self, uploads: Iterable[Upload]) -> None:
        """Announce these uploads with the next tick, unless they were removed."""
        for upload in uploads:
            if upload in self._list:
                self._dirty.add(upload.id)
                self._watch(upload)

    def _watch(self, upload: Upload) -> None:
        """Start the timer, and keep it going as long as this upload is running."""
        if upload.is_active:
            self._running.add(upload.id)
        if not self._timer.isActive():
            self._timer.start()

    def _remove(self, uploads: Sequence[Upload]) -> None:
        removed_ids = {upload.id for upload in uploads}
        self._list.remove(uploads)
        self._running -= removed_ids
        self._dirty -= removed_ids
        for upload_id in removed_ids:
            self._progress.forget(upload_id)
        rows = [row for row in map(self._list.row, removed_ids) if row is not None]
        self._remove_rows(rows)
        if self._list.filter.groups_rows:
            self._rebuild()

    def _tick(self) -> None:
        """Announce everything that changed since the last tick."""
        self._signals.tell_changes()
        moved = self._progress.sample()
        changed, self._dirty = self._dirty | moved, set()
        advanced = self._running - changed
        self._unchecked |= changed | advanced
        if not self._rebuild_task.is_busy:
            self._update_membership()
        self._emit_changes(changed, Column.NAME)
        self._emit_changes(advanced, Column.STATUS)
        self._running = {each for each in self._running if self._is_running(each)}
        self.ticked.emit()
        if not self._running and not self._dirty:
            self._timer.stop()

    # -------------------------------------------------------- filtering and sorting
    def _rebuild(self) -> None:
        """Filter and sort all uploads, then show the result with the changes made meanwhile."""
        self._added = []
        self._rebuild_task.start(self._list.rebuild(), self._apply_rebuilt)

    def _apply_rebuilt(self, rebuilt: list[Upload]) -> None:
        self._set_rows(self._list.apply_changes(rebuilt, self._added))
        self._update_membership()
        self.rearranged.emit()
        if self._list.is_out_of_order:
            self._rebuild()
        else:
            self._tell_of_new_work()

    def _update_membership(self) -> None:
        """Insert and remove rows of uploads that the filter accepts or rejects since they changed."""
        changed, self._unchecked = self._unchecked, set()
        if self._list.filter.groups_rows:
            if self._list.groups_are_outdated(changed):
                self._rebuild()
            return
        rows = self._list.updated_rows(changed)
        if rows is not None:
            self._set_rows(rows)

    # ------------------------------------------------------------- changes of rows
    def _emit_changes(self, upload_ids: Iterable[UploadId], first_column: Column) -> None:
        """Announce changes of this column and those behind it."""
        rows = [row for row in map(self._list.row, upload_ids) if row is not None]
        ranges = row_ranges(rows) if len(rows) < _MAX_SCATTERED_ROWS else []
        if rows and not 0 < len(ranges) <= _MAX_RANGES:
            ranges = [(min(rows), max(rows))]
        # Range by range: a single one would span, and repaint, all visible rows in between.
        for first, last in ranges:
            self.dataChanged.emit(self.index(first, first_column), self.index(last, len(Column) - 1))

    def _set_rows(self, uploads: list[Upload]) -> None:
        """Show exactly these uploads in this order; the selection follows its uploads."""
        if not len(uploads) == len(self._list.rows) == len(self._list):
            before, after = set(self._list.rows), set(uploads)
            self._remove_rows([row for row, upload in enumerate(self._list.rows) if upload not in after])
            self._insert_rows(uploads, [row for row, upload in enumerate(uploads) if upload not in before])
        if self._list.rows != uploads:
            self._reorder_rows(uploads)

    def _remove_rows(self, rows: list[int]) -> None:
        """Remove these rows; many scattered ones are moved to the end first and removed together."""
        current, ranges = self._list.rows, row_ranges(rows) if len(rows) < _MAX_SCATTERED_ROWS else []
        if rows and not 0 < len(ranges) <= _MAX_RANGES:
            self._reorder_rows(*move_to_end(current, sorted(rows)))
            ranges = [(len(current) - len(rows), len(current) - 1)]
        for first, last in ranges:
            self.beginRemoveRows(QModelIndex(), first, last)
            current = self._list.rows
            self._list.set_rows(current[:first] + current[last + 1 :])
            self.endRemoveRows()

    def _insert_rows(self, uploads: list[Upload], rows: list[int]) -> None:
        """Insert the uploads of these rows: in place, or at the end if there are many scattered ones."""
        ranges = row_ranges(rows) if len(rows) < _MAX_SCATTERED_ROWS else []
        if not 0 < len(ranges) <= _MAX_RANGES:
            self._append_rows([uploads[row] for row in rows])
            return
        for first, last in reversed(ranges):
            self.beginInsertRows(QModelIndex(), first, last)
            current = self._list.rows
            self._list.set_rows(current[:first] + uploads[first : last + 1] + current[first:])
            self.endInsertRows()

    def _append_rows(self, uploads: Sequence[Upload]) -> None:
        if uploads:
            first = len(self._list.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(uploads) - 1)
            self._list.append_rows(uploads)
            self.endInsertRows()

    def _reorder_rows(self, uploads: list[Upload], new_row: Callable[[int], int] | None = None) -> None:
        """Show the uploads in this order; `new_row` maps rows if some uploads are about to be removed."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        upload_ids = [self._list.rows[index.row()].id for index in before]
        self._list.set_rows(uploads)
        rows = [new_row(index.row()) for index in before] if new_row else map(self._row_of, upload_ids)
        after = [self.index(row, index.column()) for row, index in zip(rows, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _row_of(self, upload_id: UploadId) -> int:
        row = self._list.row(upload_id)
        return -1 if row is None else row

    def _is_running(self, upload_id: UploadId) -> bool:
        upload = self._list.upload(upload_id)
        return upload is not None and upload.is_active
