"""Which uploads are shown, and in which order; plain Python, so that 100,000 rows sort in a blink."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.uploads.problem_groups import Reason, reason_of


class Chip(StrEnum):
    """The groups of uploads that the chips above the table count and show."""

    ALL = "all"
    ACTIVE = "active"
    DONE = "done"
    PROBLEMS = "problems"

    def takes(self, upload: Upload) -> bool:
        """Whether this upload belongs to the group."""
        match self:
            case Chip.ACTIVE:
                return upload.is_unfinished
            case Chip.DONE:
                return upload.is_done
            case Chip.PROBLEMS:
                return upload.needs_person
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown: the chip's group, and of it what has this text in name, ID, kind or problem.

    Attributes:
        chip: The group.
        text: What is searched for; empty for nothing.
        reason: Why the uploads stand still; None for whatever reason or none.
    """

    chip: Chip = Chip.ALL
    text: str = ""
    reason: Reason | None = None

    @property
    def takes_all(self) -> bool:
        """Whether nothing is left out."""
        return self.chip is Chip.ALL and not self.text and self.reason is None

    def takes(self, upload: Upload) -> bool:
        """Whether this upload is shown."""
        has_reason = self.reason is None or reason_of(upload) == self.reason
        return self.chip.takes(upload) and has_reason and self._has_text(upload)

    def _has_text(self, upload: Upload) -> bool:
        wanted = self.text.casefold()
        return not wanted or any(wanted in text.casefold() for text in _searched(upload))


def _searched(upload: Upload) -> Iterable[str]:
    yield upload.path.name
    yield upload.asset_id or ""
    yield upload.kind.label if upload.kind else ""
    yield upload.problem.text if upload.problem else ""


@dataclass(frozen=True, slots=True)
class Order:
    """How rows are sorted: by this key of an upload."""

    key: Callable[[Upload], Any]
    descending: bool = False


class Listing:
    """All uploads in the order added, and those shown, each with its row.

    Attributes:
        shown: The uploads shown, in their order.
        filter: What is to be shown; no row moves until `arranged` is taken over by `show`.
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
        self._rows = _numbered(self.shown)

    def __contains__(self, upload: Upload) -> bool:
        return upload.id in self._all

    def row(self, upload_id: UploadId) -> int | None:
        """Return the row of the upload; None where it is not shown."""
        return self._rows.get(upload_id)

    def uploads(self) -> list[Upload]:
        """Return every upload, shown or not, in the order of the list."""
        return self._sorted(self._all.values())

    def upload(self, upload_id: UploadId) -> Upload | None:
        """Return the upload of this ID; None where it is not in the list."""
        return self._all.get(upload_id)

    def add(self, uploads: Sequence[Upload]) -> list[Upload]:
        """Take in uploads, those that were here before at their old place; return those to be shown."""
        were_here = any(upload.id in self._sequence for upload in uploads)
        for upload in uploads:
            self._all[upload.id] = upload
            self._sequence.setdefault(upload.id, len(self._sequence))
        if were_here:
            self._all = dict(sorted(self._all.items(), key=lambda item: self._sequence[item[0]]))
        self.is_out_of_order = were_here or self.order is not None
        return [upload for upload in uploads if self.filter.takes(upload)]

    def append(self, uploads: Sequence[Upload]) -> None:
        """Show these after all others."""
        self._rows.update((upload.id, row) for row, upload in enumerate(uploads, len(self.shown)))
        self.shown.extend(uploads)

    def drop(self, uploads: Iterable[Upload]) -> None:
        """Let go of uploads for good; their rows must be hidden by `cut`."""
        for upload in uploads:
            self._all.pop(upload.id, None)

    def cut(self, first: int, last: int) -> None:
        """Show the rows from first to last no more."""
        del self.shown[first : last + 1]
        self._rows = _numbered(self.shown)

    def show(self, uploads: list[Upload]) -> None:
        """Show exactly these."""
        self.shown = uploads
        self._rows = _numbered(uploads)

    def arranged(self) -> list[Upload]:
        """Return what filter and order would show now."""
        if self.filter.takes_all:
            return self.uploads()
        return self._sorted(filter(self.filter.takes, self._all.values()))

    def strays(self, upload_ids: Iterable[UploadId]) -> bool:
        """Whether any of these is shown and should not be, or the other way round."""
        if self.filter.takes_all:
            return False
        return any(
            upload is not None and self.filter.takes(upload) != (upload_id in self._rows)
            for upload_id, upload in ((each, self._all.get(each)) for each in upload_ids)
        )

    def _sorted(self, uploads: Iterable[Upload]) -> list[Upload]:
        if self.order is None:
            return list(uploads)
        return sorted(uploads, key=self.order.key, reverse=self.order.descending)


def runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Return the rows as runs (first, last) without gaps, the last run first."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows, reverse=True):
        if found and found[-1][0] == row + 1:
            found[-1] = row, found[-1][1]
        else:
            found.append((row, row))
    return found


def _numbered(uploads: Iterable[Upload]) -> dict[UploadId, int]:
    return {upload.id: row for row, upload in enumerate(uploads)}
