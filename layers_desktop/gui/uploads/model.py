"""The table's model: an adapter from the engine's uploads to rows, calm at 100,000 of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.compat import override
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.uploads.cells.cell_text import (
    SmoothedProgress,
    cell_text,
    spoken,
    spoken_cell,
    tooltip,
)
from layers_desktop.gui.uploads.columns import COLUMNS, FRACTION_ROLE, UPLOAD_ROLE, Column
from layers_desktop.gui.uploads.filter_sort import Filter, FilteredList, Order, put_last, runs, sort_key
from layers_desktop.gui.widgets.chunked_work import ChunkedTask
from layers_desktop.gui.widgets.table import NO_PARENT, ColumnsModel, Index
from layers_desktop.transfer.progress import ProgressMeter

_PAUSE_MS = 100
_A_FEW = 50


class InsertBatcher(QObject):
    """Passes on a few at once, and more of them ten times a second.

    Args:
        take: Gets the uploads that came, in their order.
    """

    def __init__(self, take: Callable[[Sequence[Upload]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._waiting: list[Upload] = []
        self._count = 0
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._end_pause)

    def add(self, uploads: Sequence[Upload]) -> None:
        """Pass these on, now or soon."""
        self._waiting += uploads
        if self._count < _A_FEW:
            self._flush()

    def _end_pause(self) -> None:
        if self._waiting:
            self._flush()
        else:
            self._count = 0

    def _flush(self) -> None:
        came, self._waiting = self._waiting, []
        self._count += len(came)
        self._timer.start()
        self._take(came)


_TEXTS = {
    int(Qt.ItemDataRole.DisplayRole): cell_text,
    int(Qt.ItemDataRole.ToolTipRole): tooltip,
    int(Qt.ItemDataRole.AccessibleTextRole): spoken,
}
_TICK_MS = 100
# More runs of rows than this coming or going at once are gathered at the end.
_MOST_RUNS = 64
_MANY_ROWS = 5_000


class UploadsModel(ColumnsModel):
    """Shows uploads as rows; changes are gathered and told ten times a second.

    Signals:
        ticked: A tenth of a second passed in which something was running or changed.
        arranged: The rows are those that the filter takes, in the order that was wanted.
    """

    ticked = Signal()
    rearranged = Signal()

    def __init__(
        self,
        uploads: Mapping[UploadId, Upload],
        meter: ProgressMeter,
        signals: QueueEvents,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(Column, parent)
        self._listed = FilteredList(uploads.values())
        self._numbers = SmoothedProgress(meter)
        self._looked_up: dict[Column, Callable[[Upload], str]] = {}
        self._running = {upload.id for upload in uploads.values() if upload.is_active}
        self._dirty: set[UploadId] = set()
        self._arranging: ChunkedTask[list[Upload]] = ChunkedTask(self)
        self._inserts = InsertBatcher(self._insert_batch, self)
        self._came: list[Upload] = []
        self._unplaced: set[UploadId] = set()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        signals.uploadsAdded.connect(self._add)
        signals.uploadChanged.connect(self._note)
        signals.uploadsRemoved.connect(self._remove)
        if self._running:
            self._timer.start()

    # ------------------------------------------------------------ what it holds
    def uploads(self) -> list[Upload]:
        """Return every upload in the order of the list, whether the filter shows it or not."""
        return self._listed.uploads()

    def upload_at(self, row: int) -> Upload:
        """Return the upload of a row."""
        return self._listed.shown[row]

    def row_of(self, upload_id: UploadId) -> int | None:
        """Return the row of an upload; None where the filter hides it."""
        return self._listed.row(upload_id)

    def find(self, column: Column, text_of: Callable[[Upload], str]) -> None:
        """Take what stands in this column from here: it is no matter of the upload alone."""
        self._looked_up[column] = text_of

    def set_filter(self, wanted: Filter) -> None:
        """Show what the filter takes: at once, or with a hundred thousand rows within a second."""
        self._listed.filter = wanted
        self._arrange()

    @property
    def filter(self) -> Filter:
        """What is shown."""
        return self._listed.filter

    # --------------------------------------------------------------- Qt's questions
    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._listed.shown)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        upload, column = self._listed.shown[index.row()], COLUMNS[index.column()]
        if role in _TEXTS and column in self._looked_up:
            text = self._looked_up[column](upload)
            return spoken_cell(column, text) if role == Qt.ItemDataRole.AccessibleTextRole else text
        if role in _TEXTS:
            return _TEXTS[role](upload, column, self._numbers)
        if role == FRACTION_ROLE:
            return self._numbers.fraction(upload)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        return upload if role == UPLOAD_ROLE else None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by this column; -1 is the order added."""
        descending = order is Qt.SortOrder.DescendingOrder
        self._listed.order = None if column < 0 else Order(sort_key(Column(column)), descending)
        self._arrange()

    # ---------------------------------------------------------- the engine's word
    def _add(self, uploads: Sequence[Upload]) -> None:
        self._listed.add(uploads)
        self._inserts.add(uploads)
        for upload in uploads:
            self._watch(upload)

    def _insert_batch(self, uploads: Sequence[Upload]) -> None:
        """Let rows come for those that are to be shown and are not yet."""
        coming = self._listed.missing(uploads)
        self._append(coming)
        self._came += coming
        if self._listed.is_out_of_order and not self._arranging.is_busy:
            self._arrange()

    def _note(self, upload: Upload) -> None:
        """Remember that this upload is to be told of at the next tick; a word of a removed one is ignored."""
        if upload not in self._listed:
            return
        self._dirty.add(upload.id)
        self._watch(upload)

    def _watch(self, upload: Upload) -> None:
        """See to it that there is a tick: for this one now, and as long as it is running."""
        if upload.is_active:
            self._running.add(upload.id)
        if not self._timer.isActive():
            self._timer.start()

    def _remove(self, uploads: Sequence[Upload]) -> None:
        gone = {upload.id for upload in uploads}
        self._listed.drop(uploads)
        self._running -= gone
        self._dirty -= gone
        for upload_id in gone:
            self._numbers.forget(upload_id)
        rows = [row for row in map(self._listed.row, gone) if row is not None]
        self._hide(rows)

    def _tick(self) -> None:
        """Tell of everything that changed since the last tick."""
        moved = self._numbers.sample()
        dirty, self._dirty = self._dirty | self._running | moved, set()
        self._unplaced |= dirty
        if not self._arranging.is_busy:
            self._correct()
        self._tell(dirty)
        self._running = {each for each in self._running if self._is_running(each)}
        self.ticked.emit()
        if not self._running and not self._dirty:
            self._timer.stop()

    # ------------------------------------------------------------------ arranging
    def _arrange(self) -> None:
        """Find out what is to be shown in which order, and show it; changes meanwhile are seen to then."""
        self._came = []
        self._arranging.start(self._listed.rebuild(), self._apply_arrangement)

    def _apply_arrangement(self, wanted: list[Upload]) -> None:
        self._show(self._listed.with_changes(wanted, self._came))
        self._correct()
        self.rearranged.emit()
        if self._listed.is_out_of_order:
            self._arrange()

    def _correct(self) -> None:
        """Show and hide those whose change made them come or go."""
        unplaced, self._unplaced = self._unplaced, set()
        wanted = self._listed.corrected(unplaced)
        if wanted is not None:
            self._show(wanted)

    # ------------------------------------------------------------------ announcing
    def _tell(self, upload_ids: Iterable[UploadId]) -> None:
        rows = [row for row in map(self._listed.row, upload_ids) if row is not None]
        found = runs(rows) if len(rows) < _MANY_ROWS else []
        if rows and not 0 < len(found) <= _MOST_RUNS:
            found = [(min(rows), max(rows))]
        # Run by run: what changed above and below what is seen must not have all of it painted.
        for first, last in found:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _show(self, wanted: list[Upload]) -> None:
        """Show exactly these, in this order; the selection goes with its uploads."""
        if not len(wanted) == len(self._listed.shown) == len(self._listed):
            before, after = set(self._listed.shown), set(wanted)
            self._hide([row for row, upload in enumerate(self._listed.shown) if upload not in after])
            self._insert(wanted, [row for row, upload in enumerate(wanted) if upload not in before])
        if self._listed.shown != wanted:
            self._reorder(wanted)

    def _hide(self, rows: list[int]) -> None:
        """Take these rows away; many that are scattered are moved to the end first, and go together."""
        shown, found = self._listed.shown, runs(rows) if len(rows) < _MANY_ROWS else []
        if rows and not 0 < len(found) <= _MOST_RUNS:
            self._reorder(*put_last(shown, sorted(rows)))
            found = [(len(shown) - len(rows), len(shown) - 1)]
        for first, last in found:
            self.beginRemoveRows(QModelIndex(), first, last)
            shown = self._listed.shown
            self._listed.show(shown[:first] + shown[last + 1 :])
            self.endRemoveRows()

    def _insert(self, wanted: list[Upload], rows: list[int]) -> None:
        """Let what is wanted in these rows come: in place, or after all others where that is scattered."""
        found = runs(rows) if len(rows) < _MANY_ROWS else []
        if not 0 < len(found) <= _MOST_RUNS:
            self._append([wanted[row] for row in rows])
            return
        for first, last in reversed(found):
            self.beginInsertRows(QModelIndex(), first, last)
            shown = self._listed.shown
            self._listed.show(shown[:first] + wanted[first : last + 1] + shown[first:])
            self.endInsertRows()

    def _append(self, uploads: Sequence[Upload]) -> None:
        if uploads:
            first = len(self._listed.shown)
            self.beginInsertRows(QModelIndex(), first, first + len(uploads) - 1)
            self._listed.append(uploads)
            self.endInsertRows()

    def _reorder(self, wanted: list[Upload], place: Callable[[int], int] | None = None) -> None:
        """Put the rows in this order, each in its `place`; the selection goes with its uploads."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._listed.shown[index.row()].id for index in before]
        self._listed.show(wanted)
        rows = [place(index.row()) for index in before] if place else map(self._row_of, held)
        after = [self.index(row, index.column()) for row, index in zip(rows, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # ---------------------------------------------------------------------- questions
    def _row_of(self, upload_id: UploadId) -> int:
        row = self._listed.row(upload_id)
        return -1 if row is None else row

    def _is_running(self, upload_id: UploadId) -> bool:
        upload = self._listed.upload(upload_id)
        return upload is not None and upload.is_active
