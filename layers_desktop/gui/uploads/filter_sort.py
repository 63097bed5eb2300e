"""Which uploads are shown, and in which order, in plain Python."""

import re
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable, Sequence
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.uploads.cells.state_text import state_rank
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.gui.uploads.problems import Reason, reason_of

_BLOCK = 500
_KEY = itemgetter(0)
_UPLOAD = itemgetter(1)

Keyed = tuple[Any, Upload]


class Order(NamedTuple):
    """How rows are sorted: by this key of an upload; equal ones stay in the order added."""

    key: Callable[[Upload], Any]
    descending: bool = False

    def sort(self, uploads: Iterable[Upload]) -> list[Keyed]:
        """Return them in order, each with its key."""
        keyed = [(self.key(upload), upload) for upload in uploads]
        return sorted(keyed, key=_KEY, reverse=self.descending)


def filter_and_sort(
    uploads: Sequence[Upload], takes: Callable[[Upload], bool], order: Order | None
) -> Generator[None, None, list[Upload]]:
    """Return those that `takes` wants, in order; yield every millisecond or so."""
    starts = range(0, len(uploads), _BLOCK)
    blocks = (list(filter(takes, uploads[start : start + _BLOCK])) for start in starts)
    if order is None:
        return (yield from _joined(blocks))
    runs = yield from _each(map(order.sort, blocks))
    return (yield from _merged(runs, order))


def numbering(uploads: Sequence[Upload]) -> Generator[None, None, dict[UploadId, int]]:
    """Return the row of each; yield every millisecond or so."""
    rows: dict[UploadId, int] = {}
    for start in range(0, len(uploads), _BLOCK):
        block = uploads[start : start + _BLOCK]
        rows.update((upload.id, row) for row, upload in enumerate(block, start))
        yield
    return rows


def _joined(blocks: Iterable[list[Upload]]) -> Generator[None, None, list[Upload]]:
    shown: list[Upload] = []
    for block in blocks:
        shown += block
        yield
    return shown


def _each(runs: Iterable[list[Keyed]]) -> Generator[None, None, list[list[Keyed]]]:
    made = []
    for run in runs:
        made.append(run)
        yield
    return made


def _merged(runs: list[list[Keyed]], order: Order) -> Generator[None, None, list[Upload]]:
    shown: list[Upload] = []
    for keyed in merge(*runs, key=_KEY, reverse=order.descending):
        shown.append(_UPLOAD(keyed))
        if len(shown) % _BLOCK == 0:
            yield
    return shown


class Filter(NamedTuple):
    """What is shown: the chip's group, and of it what has this text in name, ID, kind or problem.

    Attributes:
        group: The group.
        text: What is searched for; empty for nothing.
        reason: Why the uploads stand still; None for whatever reason or none.
    """

    group: CountGroup = CountGroup.ALL
    text: str = ""
    reason: Reason | None = None

    @property
    def accepts_all(self) -> bool:
        """Whether nothing is left out."""
        return self.group is CountGroup.ALL and not self.text and self.reason is None

    def accepts(self, upload: Upload) -> bool:
        """Whether this upload is shown."""
        has_reason = self.reason is None or reason_of(upload) == self.reason
        return self.group.includes(upload) and has_reason and self._has_text(upload)

    def _has_text(self, upload: Upload) -> bool:
        wanted = self.text.casefold()
        return not wanted or any(wanted in text.casefold() for text in _searched(upload))


def _searched(upload: Upload) -> Iterable[str]:
    yield upload.path.name
    yield upload.asset_id or ""
    yield upload.kind.label if upload.kind else ""
    yield upload.problem.text if upload.problem else ""


class FilteredList:
    """All uploads in the order added, and those shown, each with its row.

    Attributes:
        shown: The uploads shown, in their order.
        filter: What is to be shown; no row moves until `show` takes over what `arranging` found.
        order: How it is to be sorted; None is the order added.
        is_out_of_order: Whether those added last may belong further up.
    """

    def __init__(self, uploads: Iterable[Upload] = ()) -> None:
        self._all = {upload.id: upload for upload in uploads}
        self._sequence = {upload_id: number for number, upload_id in enumerate(self._all)}
        self.filter = Filter()
        self.order: Order | None = None
        self.is_out_of_order = False
        self.shown: list[Upload] = list(self._all.values())
        self._rows: dict[UploadId, int] | None = None
        self._arranged: tuple[list[Upload], dict[UploadId, int]] = [], {}
        self._has_dropped = False

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, upload: Upload) -> bool:
        return upload.id in self._all

    def row(self, upload_id: UploadId) -> int | None:
        """Return the row of the upload; None where it is not shown."""
        return self._numbered().get(upload_id)

    def uploads(self) -> list[Upload]:
        """Return every upload, shown or not, in the order of the list."""
        everything = list(self._all.values())
        return [upload for _, upload in self.order.sort(everything)] if self.order else everything

    def upload(self, upload_id: UploadId) -> Upload | None:
        """Return the upload of this ID; None where it is not in the list."""
        return self._all.get(upload_id)

    def add(self, uploads: Sequence[Upload]) -> None:
        """Take in uploads, those that were here before at their old place."""
        were_here = any(upload.id in self._sequence for upload in uploads)
        for upload in uploads:
            self._all[upload.id] = upload
            self._sequence.setdefault(upload.id, len(self._sequence))
        if were_here:
            self._all = dict(sorted(self._all.items(), key=lambda item: self._sequence[item[0]]))
        self.is_out_of_order |= were_here or self.order is not None

    def missing(self, uploads: Iterable[Upload]) -> list[Upload]:
        """Return those of these that are to be shown and are not."""
        here = [upload for upload in uploads if upload in self and self.filter.accepts(upload)]
        return [upload for upload in here if self.row(upload.id) is None]

    def drop(self, uploads: Iterable[Upload]) -> None:
        """Let go of uploads for good; their rows must be hidden by `show`."""
        self._has_dropped = True
        for upload in uploads:
            self._all.pop(upload.id, None)

    def append(self, uploads: Sequence[Upload]) -> None:
        """Show these after all others."""
        if self._rows is not None and len(uploads) < len(self.shown):
            self._rows.update((upload.id, row) for row, upload in enumerate(uploads, len(self.shown)))
        else:
            self._rows = None
        self.shown.extend(uploads)

    def show(self, uploads: list[Upload]) -> None:
        """Show exactly these."""
        arranged, rows = self._arranged
        self.shown, self._rows = uploads, None
        if uploads is arranged:
            self._rows, self._arranged = rows, ([], {})

    def rebuild(self) -> Generator[None, None, list[Upload]]:
        """Return what filter and order would show now; yield now and then."""
        self.is_out_of_order = self._has_dropped = False
        arranged = yield from filter_and_sort(list(self._all.values()), self.filter.accepts, self.order)
        self._arranged = arranged, (yield from numbering(arranged))
        return arranged

    def with_changes(self, arranged: list[Upload], came: Iterable[Upload]) -> list[Upload]:
        """Return what was arranged, less what was dropped since, and then what came since."""
        if not self._has_dropped and not came:
            return arranged
        return [upload for upload in dict.fromkeys(chain(arranged, came)) if upload in self]

    def corrected(self, upload_ids: Iterable[UploadId]) -> list[Upload] | None:
        """Return what is to be shown now that these changed; None where nothing comes or goes."""
        if self.filter.accepts_all:
            return None
        changed = [self._all[upload_id] for upload_id in upload_ids if upload_id in self._all]
        strays = [each for each in changed if self.filter.accepts(each) != (self.row(each.id) is not None)]
        if not strays:
            return None
        leaving = {each for each in strays if self.row(each.id) is not None}
        shown = [upload for upload in self.shown if upload not in leaving]
        for upload in strays:
            if upload not in leaving:
                shown.insert(self._place(upload, shown), upload)
        return shown

    def _place(self, upload: Upload, among: Sequence[Upload]) -> int:
        """Return where this one belongs among others that are in order."""
        return bisect_left(range(len(among)), 1, key=lambda row: self._precedes(upload, among[row]))

    def _precedes(self, one: Upload, other: Upload) -> bool:
        """Whether one stands above the other; of equals, the one that was added first."""
        if self.order and (mine := self.order.key(one)) != (others := self.order.key(other)):
            return bool(mine < others) is not self.order.descending
        return self._sequence[one.id] < self._sequence[other.id]

    def _numbered(self) -> dict[UploadId, int]:
        if self._rows is None:
            self._rows = {upload.id: row for row, upload in enumerate(self.shown)}
        return self._rows


def put_last(shown: Sequence[Upload], rows: Sequence[int]) -> tuple[list[Upload], Callable[[int], int]]:
    """Return what is shown with these rows behind all others, and where each row is then.

    Args:
        shown: What is shown.
        rows: Ascending.
    """
    last = set(rows)
    staying = [upload for row, upload in enumerate(shown) if row not in last]

    def place(row: int) -> int:
        before = bisect_left(rows, row)
        return len(staying) + before if row in last else row - before

    return staying + [shown[row] for row in rows], place


def runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Return the rows as runs (first, last) without gaps, the last run first."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows, reverse=True):
        if found and found[-1][0] == row + 1:
            found[-1] = row, found[-1][1]
        else:
            found.append((row, row))
    return found


_DIGITS = re.compile(r"[0-9]+")
_MOST_DIGITS = 20


def sort_key(column: Column) -> Callable[[Upload], Any]:
    """Return the key that sorts by this column; what is unknown goes last."""
    return _KEYS.get(column, lambda upload: (state_rank(upload), upload.bytes_sent))


def _by_name(upload: Upload) -> str:
    """Return a key that puts `shot-9` before `shot-10` and digits before letters, whatever their case."""
    return _DIGITS.sub(_padded, upload.path.name.casefold())


def _padded(digits: re.Match[str]) -> str:
    return digits[0].zfill(_MOST_DIGITS)


_KEYS: dict[Column, Callable[[Upload], Any]] = {
    Column.NAME: _by_name,
    Column.KIND: lambda upload: (upload.kind is None, upload.kind.label if upload.kind else ""),
    Column.SIZE: lambda upload: (upload.size is None, upload.size or 0),
    Column.ASSET_ID: lambda upload: (upload.asset_id is None, upload.asset_id or ""),
    Column.PROJECT: lambda upload: (upload.project is None, upload.project.name if upload.project else ""),
    Column.FOLDER: lambda upload: str(upload.path.parent).casefold(),
    Column.TYPE: lambda upload: (upload.mime_type is None, upload.mime_type or ""),
    Column.ADDED: lambda upload: upload.added_at,
    Column.FINISHED: lambda upload: (upload.finished_at is None, upload.finished_at or 0.0),
    Column.ATTEMPTS: lambda upload: upload.attempt,
}
