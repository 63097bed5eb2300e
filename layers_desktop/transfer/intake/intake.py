"""From dropped paths to uploads: scanned and inspected in a thread, returned in blocks, and summed up."""

import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.file_errors import FileSystemSilentError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload
from layers_desktop.domain.upload_record import new_upload_id
from layers_desktop.transfer.intake.file_threads import note_progress, runs_of_one_file_system
from layers_desktop.transfer.intake.inspection import BatchDuplicates, KindPreference
from layers_desktop.transfer.intake.scan import FolderScan, ScanEntry
from layers_desktop.transfer.intake.validator import InspectionResult, UploadValidator, inspect_upload
from layers_desktop.transfer.upload_method import calls_needed

# A block is what the window adds at once: at most so many files or so many seconds of inspection.
_BLOCK_FILES = 500
_BLOCK_SECONDS = 0.05
# A drop above either is shown as a summary before it is added.
_MANY_FILES = 200
_MANY_BYTES = 5_000_000_000


class _Inspected(NamedTuple):
    """The files of a block with the results of their inspection, and what was left out so far.

    Attributes:
        next_path: The index of the first dropped path of which more may come.
    """

    files: list[tuple[Upload, InspectionResult]]
    skipped: int
    left_out: tuple[str, ...]
    next_path: int


@dataclass(frozen=True, slots=True)
class Drop:
    """The files of one drop, paste or choice, and what the person had chosen at that moment.

    Attributes:
        kind_preference: The kind for all of it, and what was chosen for folders of the same names.
        is_wanted_again: Whether content that the project has already is to become a new asset.
        with_hidden: Whether hidden files in folders are wanted too.
        with_helpers: Whether folders that systems and programs keep for themselves are wanted too.
        is_wanted_anyway: Whether files are wanted that look broken or unfinished.
    """

    paths: tuple[Path, ...]
    project: Project | None
    kind_preference: KindPreference = field(default_factory=KindPreference)
    is_wanted_again: bool = False
    with_hidden: bool = False
    with_helpers: bool = False
    is_wanted_anyway: bool = False


@dataclass(frozen=True, slots=True)
class DropBlock:
    """Some of a drop's files, inspected.

    Attributes:
        uploads: READY, SETTLING, REJECTED or DUPLICATE.
        skipped: Hidden files and system files left out so far.
        left_out: The names of the folders of other programs left out so far.
    """

    uploads: list[Upload]
    skipped: int
    left_out: tuple[str, ...] = ()


def by_file_system(drop: Drop) -> list[Drop]:
    """Return drops that together are this one, in its order: none of them waits for another's file system."""
    return [replace(drop, paths=run) for run in runs_of_one_file_system(drop.paths)] or [drop]


async def inspect_drop(drop: Drop, validator: UploadValidator) -> AsyncIterator[DropBlock]:
    """Yield the drop's files block by block; closing the iterator cancels the rest.

    Where their file system stops answering, the paths that were not inspected to their end are rejected.
    """
    sizes = await validator.known_sizes(drop.project)
    place, batch = next(iter(drop.paths), Path()), BatchId(uuid.uuid4().hex)
    blocks, last = _blocks(drop, batch, sizes), _Inspected([], 0, (), 0)
    try:
        while block := await validator.files.inspect(place, partial(next, blocks, None)):
            last = block
            for upload, result in block.files:
                await validator.apply(upload, result)
            yield DropBlock([upload for upload, _ in block.files], block.skipped, block.left_out)
    except FileSystemSilentError as error:
        rest = [_new_upload(ScanEntry(path), batch, drop) for path in drop.paths[last.next_path :]]
        for upload in rest:
            upload.reject(error.problem)
        yield DropBlock(rest, last.skipped, last.left_out)


@dataclass(frozen=True, slots=True)
class RejectedGroup:
    """Files of a drop that cannot be sent, for one and the same reason.

    Attributes:
        code: The problem's code.
        extension: Of all these files, with its dot, in lower case; empty where they have none.
    """

    code: str
    extension: str
    count: int


@dataclass(frozen=True, slots=True)
class DropSummary:
    """The figures of a drop.

    Attributes:
        kinds: How many files of each kind can be sent.
        size: Bytes of those.
        known_count: How many the project has already.
        rejected: What cannot be sent, the largest group first.
        skipped: Hidden files and system files that were left out.
        calls: Calls that sending it takes: two for a file, one for a small one.
        left_out: The names of the folders of other programs that were left out.
    """

    kinds: tuple[tuple[MediaKind, int], ...]
    size: int
    known_count: int
    rejected: tuple[RejectedGroup, ...]
    skipped: int
    calls: int
    left_out: tuple[str, ...] = ()

    @property
    def files(self) -> int:
        """How many files can be sent."""
        return sum(count for _, count in self.kinds)

    @property
    def is_big(self) -> bool:
        """Whether a person should see these figures before the files are added."""
        return self.files + self.known_count > _MANY_FILES or self.size > _MANY_BYTES


def summary_of(uploads: Sequence[Upload], skipped: int, left_out: tuple[str, ...] = ()) -> DropSummary:
    """Return the figures of these uploads, inspected and not yet added.

    Args:
        uploads: The drop.
        skipped: Hidden files and system files that were left out of it.
        left_out: The names of folders that were.
    """
    sendable = [upload for upload in uploads if not upload.needs_attention]
    kinds = Counter(upload.kind for upload in sendable if upload.kind)
    rejected = Counter(
        (upload.problem.code, upload.path.suffix.lower())
        for upload in uploads
        if upload.is_rejected and upload.problem
    )
    return DropSummary(
        kinds=tuple((kind, kinds[kind]) for kind in MediaKind if kinds[kind]),
        size=sum(upload.size or 0 for upload in sendable),
        known_count=sum(upload.can_reuse for upload in uploads),
        rejected=tuple(RejectedGroup(code, extension, n) for (code, extension), n in rejected.most_common()),
        skipped=skipped,
        calls=sum(calls_needed(upload) for upload in sendable),
        left_out=left_out,
    )


def _blocks(drop: Drop, batch: BatchId, sizes: frozenset[int]) -> Iterator[_Inspected]:
    """Scan and inspect, in a thread; a block ends when it has enough files or has taken long enough."""
    scan, duplicates = FolderScan(drop.with_hidden, drop.with_helpers), BatchDuplicates()
    inspected: list[tuple[Upload, InspectionResult]] = []
    due = time.monotonic() + _BLOCK_SECONDS
    for index, path in enumerate(drop.paths):
        for entry in scan.files([path]):
            note_progress()
            upload = _new_upload(entry, batch, drop)
            inspected.append((upload, _inspect(entry, upload, drop, sizes, duplicates)))
            if len(inspected) >= _BLOCK_FILES or time.monotonic() >= due:
                next_path = index + (entry.path == path)
                yield _Inspected(inspected, scan.skipped, tuple(scan.left_out), next_path)
                inspected, due = [], time.monotonic() + _BLOCK_SECONDS
    yield _Inspected(inspected, scan.skipped, tuple(scan.left_out), len(drop.paths))


def _inspect(
    entry: ScanEntry, upload: Upload, drop: Drop, sizes: frozenset[int], duplicates: BatchDuplicates
) -> InspectionResult:
    if entry.error:
        return InspectionResult(problem=entry.error.problem)
    return inspect_upload(upload, drop.kind_preference, sizes, duplicates)


def _new_upload(entry: ScanEntry, batch: BatchId, drop: Drop) -> Upload:
    upload = Upload(
        id=new_upload_id(),
        batch_id=batch,
        path=entry.path.absolute(),
        project=drop.project,
        is_wanted_again=drop.is_wanted_again,
        is_wanted_anyway=drop.is_wanted_anyway,
        kind_is_chosen=drop.kind_preference.chosen_for(entry.path) is not None,
        added_at=time.time(),
        subfolder=entry.subfolder,
    )
    upload.start_checking()
    return upload
