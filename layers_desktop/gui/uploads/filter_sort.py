"""Filtering and sorting of uploads, without Qt."""

from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable, Sequence
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import natural_order, search_form
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.uploads.cells.state_text import state_rank
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.gui.uploads.problems import ProblemGroup, Reason, reason_of

_BLOCK = 500
_NO_REASON = Reason("")
_KEY = itemgetter(0)
_UPLOAD = itemgetter(1)

KeyedUpload = tuple[Any, Upload]
Item = TypeVar("Item")


class SortOrder(NamedTuple):
    """How rows are sorted: by this key of an upload; equal ones stay in the order added."""

    key: Callable[[Upload], Any]
    descending: bool = False

    def sort(self, uploads: Iterable[Upload]) -> list[KeyedUpload]:
        """Return each upload with its key, sorted."""
        keyed = [(self.key(upload), upload) for upload in uploads]
        return sorted(keyed, key=_KEY, reverse=self.descending)


def filter_and_sort(
    uploads: Sequence[Upload], accepts: Callable[[Upload], bool], order: SortOrder | None
) -> Generator[None, None, list[Upload]]:
    """Return the accepted uploads, sorted; yields about every millisecond. None is the order added."""
    starts = range(0, len(uploads), _BLOCK)
    blocks = (list(filter(accepts, uploads[start : start + _BLOCK])) for start in starts)
    if order is None:
        return list(chain.from_iterable((yield from _collect(blocks))))
    runs = yield from _collect(map(order.sort, blocks))
    return (yield from _merge_runs(runs, order))


def number_rows(uploads: Sequence[Upload]) -> Generator[None, None, dict[UploadId, int]]:
    """Return the row of each upload; yields about every millisecond."""
    rows: dict[UploadId, int] = {}
    for start in range(0, len(uploads), _BLOCK):
        block = uploads[start : start + _BLOCK]
        rows.update((upload.id, row) for row, upload in enumerate(block, start))
        yield
    return rows


def _collect(blocks: Iterable[list[Item]]) -> Generator[None, None, list[list[Item]]]:
    collected = []
    for block in blocks:
        collected.append(block)
        yield
    return collected


def _merge_runs(runs: list[list[KeyedUpload]], order: SortOrder) -> Generator[None, None, list[Upload]]:
    joined: list[Upload] = []
    for keyed in merge(*runs, key=_KEY, reverse=order.descending):
        joined.append(_UPLOAD(keyed))
        if len(joined) % _BLOCK == 0:
            yield
    return joined


class Filter(NamedTuple):
    """What the table shows.

    Attributes:
        group: Only uploads of this group.
        text: Only uploads with this text in name, folder, ID, kind or problem, case and accents aside; empty
            for all.
    """

    group: CountGroup = CountGroup.ALL
    text: str = ""

    @property
    def accepts_all(self) -> bool:
        """Whether it accepts every upload."""
        return self.group is CountGroup.ALL and not self.text

    def accepts(self, upload: Upload) -> bool:
        """Return whether the upload is shown."""
        return self.group.includes(upload) and self._contains_text(upload)

    @property
    def groups_rows(self) -> bool:
        """Whether rows are grouped by the reasons of their problems."""
        return self.group is CountGroup.PROBLEMS

    def _contains_text(self, upload: Upload) -> bool:
        query = search_form(self.text)
        return not query or any(query in search_form(text) for text in _searched_texts(upload))


def _searched_texts(upload: Upload) -> Iterable[str]:
    yield upload.path.name
    yield upload.subfolder or upload.path.parent.name
    yield upload.asset_id or ""
    yield upload.kind.label if upload.kind else ""
    yield upload.problem.text if upload.problem else ""


_FOLDED_FROM = 6


class Grouping:
    """Rows grouped by the reasons of their problems, in the order in which the reasons come up.

    A group is folded to its first row where a person says so, or else if it is long and not the only one.

    Attributes:
        groups: The groups as they were arranged last; empty while rows are not grouped.
    """

    def __init__(self) -> None:
        self.groups: dict[Reason, ProblemGroup] = {}
        self._problems: dict[UploadId, Problem | None] = {}
        self._folded: dict[Reason, bool] = {}

    def fold(self, reason: Reason, *, is_folded: bool) -> None:
        """Fold or unfold a group, whatever its size."""
        self._folded[reason] = is_folded

    def is_folded(self, group: ProblemGroup) -> bool:
        """Return whether only the first of the group has a row."""
        is_long = len(group.uploads) >= _FOLDED_FROM and len(self.groups) > 1
        return self._folded.get(group.reason, is_long)

    def arrange(self, uploads: Sequence[Upload]) -> Generator[None, None, list[Upload]]:
        """Return the rows for these uploads, group by group; yields about every millisecond."""
        members: dict[Reason, list[Upload]] = {}
        problems: dict[UploadId, Problem | None] = {}
        for start in range(0, len(uploads), _BLOCK):
            for upload in uploads[start : start + _BLOCK]:
                members.setdefault(reason_of(upload) or _NO_REASON, []).append(upload)
                problems[upload.id] = upload.problem
            yield
        self.groups = {reason: ProblemGroup(reason, tuple(each)) for reason, each in members.items()}
        self._problems = problems
        rows = (each.uploads[: 1 if self.is_folded(each) else None] for each in self.groups.values())
        return list(chain.from_iterable(rows))

    def folded_into(self, upload: Upload) -> ProblemGroup | None:
        """Return the group that this upload's row stands for; None for a row of one file."""
        group = self.groups.get(reason_of(upload) or _NO_REASON)
        is_head = group is not None and group.uploads[0] is upload and self.is_folded(group)
        return group if is_head else None

    def clear(self) -> None:
        """Forget the groups, but not which of them a person folded."""
        self.groups, self._problems = {}, {}

    def is_outdated(self, upload: Upload, *, is_accepted: bool) -> bool:
        """Return whether the upload is to join, to leave, or to change its group."""
        is_in = upload.id in self._problems
        return is_in is not is_accepted or (is_in and self._problems[upload.id] != upload.problem)

    def by_row(self, rows: Sequence[Upload]) -> dict[int, ProblemGroup]:
        """Return the group of each row that is the first of one."""
        firsts = {group.uploads[0].id: group for group in self.groups.values()}
        return {row: firsts[upload.id] for row, upload in enumerate(rows) if upload.id in firsts}


class FilteredList:
    """All uploads in the order added, and the rows that filter and sorting leave of them.

    Attributes:
        grouping: How the rows are grouped, which they are under some filters.
        rows: The uploads that are shown, in their order.
        filter: The filter; the rows follow with `rebuild` and `set_rows`.
        order: The sorting, followed likewise; None is the order added.
        is_out_of_order: Whether uploads added last may belong further up.
    """

    def __init__(self, uploads: Iterable[Upload] = ()) -> None:
        self._uploads = {upload.id: upload for upload in uploads}
        self._added_order = {upload_id: number for number, upload_id in enumerate(self._uploads)}
        self.filter = Filter()
        self.order: SortOrder | None = None
        self.grouping = Grouping()
        self.is_out_of_order = False
        self.rows: list[Upload] = list(self._uploads.values())
        self._row_numbers: dict[UploadId, int] | None = None
        self._rebuilt: tuple[list[Upload], dict[UploadId, int]] = [], {}
        self._has_removed = False

    def __len__(self) -> int:
        return len(self._uploads)

    def __contains__(self, upload: Upload) -> bool:
        return upload.id in self._uploads

    def row(self, upload_id: UploadId) -> int | None:
        """Return the row of the upload; None if it is not shown."""
        return self._numbers().get(upload_id)

    def uploads(self) -> list[Upload]:
        """Return every upload, shown or not, sorted."""
        everything = list(self._uploads.values())
        return [upload for _, upload in self.order.sort(everything)] if self.order else everything

    def upload(self, upload_id: UploadId) -> Upload | None:
        """Return the upload with this ID; None if it is not in the list."""
        return self._uploads.get(upload_id)

    def add(self, uploads: Sequence[Upload]) -> None:
        """Add uploads without showing them; those that were in the list before return to their place."""
        were_known = any(upload.id in self._added_order for upload in uploads)
        for upload in uploads:
            self._uploads[upload.id] = upload
            self._added_order.setdefault(upload.id, len(self._added_order))
        if were_known:
            self._uploads = dict(sorted(self._uploads.items(), key=lambda item: self._added_order[item[0]]))
        self.is_out_of_order |= were_known or self.order is not None or self.filter.groups_rows

    def not_shown(self, uploads: Iterable[Upload]) -> list[Upload]:
        """Return those of these uploads that the filter accepts and that have no row."""
        here = [upload for upload in uploads if upload in self and self.filter.accepts(upload)]
        return [upload for upload in here if self.row(upload.id) is None]

    def remove(self, uploads: Iterable[Upload]) -> None:
        """Remove uploads for good; their rows must be removed by `set_rows`."""
        self._has_removed = True
        for upload in uploads:
            self._uploads.pop(upload.id, None)

    def append_rows(self, uploads: Sequence[Upload]) -> None:
        """Show these uploads after all others."""
        if self._row_numbers is not None and len(uploads) < len(self.rows):
            self._row_numbers.update((upload.id, row) for row, upload in enumerate(uploads, len(self.rows)))
        else:
            self._row_numbers = None
        self.rows.extend(uploads)

    def set_rows(self, uploads: list[Upload]) -> None:
        """Show exactly these uploads."""
        rebuilt, numbers = self._rebuilt
        self.rows, self._row_numbers = uploads, None
        if uploads is rebuilt:
            self._row_numbers, self._rebuilt = numbers, ([], {})

    def rebuild(self) -> Generator[None, None, list[Upload]]:
        """Return the rows for filter and order as they are now; yields about every millisecond."""
        self.is_out_of_order = self._has_removed = False
        rebuilt = yield from filter_and_sort(list(self._uploads.values()), self.filter.accepts, self.order)
        if self.filter.groups_rows:
            rebuilt = yield from self.grouping.arrange(rebuilt)
        else:
            self.grouping.clear()
        self._rebuilt = rebuilt, (yield from number_rows(rebuilt))
        return rebuilt

    def apply_changes(self, rebuilt: list[Upload], added: Iterable[Upload]) -> list[Upload]:
        """Return the rebuilt rows without uploads that were removed meanwhile, and those added at the end."""
        if not self._has_removed and not added:
            return rebuilt
        rows = [upload for upload in rebuilt if upload in self]
        shown = set(rows)
        late = [upload for upload in dict.fromkeys(added) if upload in self and upload not in shown]
        if rows and any(self._precedes(upload, rows[-1]) for upload in late):  # one that came back
            self.is_out_of_order = True
        return rows + late

    def groups_are_outdated(self, upload_ids: Iterable[UploadId]) -> bool:
        """Return whether these uploads, having changed, belong into other groups."""
        changed = [self._uploads[upload_id] for upload_id in upload_ids if upload_id in self._uploads]
        return any(
            self.grouping.is_outdated(upload, is_accepted=self.filter.accepts(upload)) for upload in changed
        )

    def updated_rows(self, upload_ids: Iterable[UploadId]) -> list[Upload] | None:
        """Return the rows after these uploads changed; None if no row is added or removed."""
        if self.filter.accepts_all:
            return None
        changed = [self._uploads[upload_id] for upload_id in upload_ids if upload_id in self._uploads]
        misplaced = [each for each in changed if self.filter.accepts(each) != (self.row(each.id) is not None)]
        if not misplaced:
            return None
        leaving = {each for each in misplaced if self.row(each.id) is not None}
        rows = [upload for upload in self.rows if upload not in leaving]
        for upload in misplaced:
            if upload not in leaving:
                rows.insert(self._insert_position(upload, rows), upload)
        return rows

    def _insert_position(self, upload: Upload, rows: Sequence[Upload]) -> int:
        """Return where the upload belongs in rows that are sorted."""
        return bisect_left(range(len(rows)), 1, key=lambda row: self._precedes(upload, rows[row]))

    def _precedes(self, one: Upload, other: Upload) -> bool:
        """Return whether one upload is above the other; of equals, the one that was added first."""
        if self.order and (mine := self.order.key(one)) != (others := self.order.key(other)):
            return bool(mine < others) is not self.order.descending
        return self._added_order[one.id] < self._added_order[other.id]

    def _numbers(self) -> dict[UploadId, int]:
        if self._row_numbers is None:
            self._row_numbers = {upload.id: row for row, upload in enumerate(self.rows)}
        return self._row_numbers


def move_to_end(uploads: Sequence[Upload], rows: Sequence[int]) -> tuple[list[Upload], Callable[[int], int]]:
    """Return the uploads with these rows moved to the end, and a function from old to new rows.

    Args:
        uploads: The uploads that are shown.
        rows: In ascending order.
    """
    moved = set(rows)
    staying = [upload for row, upload in enumerate(uploads) if row not in moved]

    def new_row(row: int) -> int:
        before = bisect_left(rows, row)
        return len(staying) + before if row in moved else row - before

    return staying + [uploads[row] for row in rows], new_row


def row_ranges(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Return the rows as ranges (first, last) without gaps, the last range first."""
    ranges: list[tuple[int, int]] = []
    for row in sorted(rows, reverse=True):
        if ranges and ranges[-1][0] == row + 1:
            ranges[-1] = row, ranges[-1][1]
        else:
            ranges.append((row, row))
    return ranges


def sort_key(column: Column) -> Callable[[Upload], Any]:
    """Return the key that sorts by this column; unknown values go last."""
    return _SORT_KEYS.get(column, lambda upload: (state_rank(upload), upload.bytes_sent))


_SORT_KEYS: dict[Column, Callable[[Upload], Any]] = {
    Column.NAME: lambda upload: natural_order(upload.path.name),
    Column.KIND: lambda upload: (upload.kind is None, upload.kind.label if upload.kind else ""),
    Column.SIZE: lambda upload: (upload.size is None, upload.size or 0),
    Column.ASSET_ID: lambda upload: (upload.asset_id is None, upload.asset_id or ""),
    Column.PROJECT: lambda upload: (
        upload.project is None,
        natural_order(upload.project.name if upload.project else ""),
    ),
    Column.FOLDER: lambda upload: natural_order(str(upload.path.parent)),
    Column.TYPE: lambda upload: (upload.mime_type is None, upload.mime_type or ""),
    Column.ADDED: lambda upload: upload.added_at,
    Column.FINISHED: lambda upload: (upload.finished_at is None, upload.finished_at or 0.0),
    Column.ATTEMPTS: lambda upload: upload.attempt,
}
