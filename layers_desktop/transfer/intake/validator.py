"""From the inspection of a file to the state of its upload: ready, settling, rejected, or duplicate.

A file that is still being written, or that the person has changed, is inspected again.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.file_errors import (
    AlreadyUploadedError,
    FileChangedError,
    FileError,
    FileSystemSilentError,
    FolderNotReadError,
    KindMismatchError,
    NotAFileError,
    SameContentError,
)
from layers_desktop.domain.i18n import day_text
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint, ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.history import History, HistoryEntry
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.intake.file_threads import FileThreads, root_of
from layers_desktop.transfer.intake.inspection import (
    STABLE_AFTER,
    BatchDuplicates,
    Inspection,
    KindPreference,
    inspect,
    is_still_being_written,
)
from layers_desktop.transfer.intake.source_file import fingerprint_of, is_same_file, sha256_of
from layers_desktop.transfer.upload_recorder import UploadRecorder


class InspectionResult(NamedTuple):
    """What an inspection found: what the file is, or the problem with it.

    Attributes:
        sha256: Only where the project may have the same content.
        duplicate_of: An earlier file of the same drop with the same content.
    """

    inspection: Inspection | None = None
    problem: Problem | None = None
    sha256: str | None = None
    duplicate_of: Path | None = None


def inspect_upload(
    upload: Upload,
    preference: KindPreference,
    known_sizes: frozenset[int],
    duplicates: BatchDuplicates | None = None,
) -> InspectionResult:
    """Inspect the upload's file; changes nothing, so it may run in any thread.

    Args:
        upload: Its path, subfolder and choices are read.
        preference: The kind that the person wants.
        known_sizes: The sizes of what its project has already.
        duplicates: The earlier files of its drop; None where it may be the same as one of them.
    """
    try:
        found = inspect(upload.path, upload.subfolder, preference, is_wanted_anyway=upload.is_wanted_anyway)
        if upload.is_wanted_again or is_still_being_written(found.fingerprint):
            return InspectionResult(found)
        try:
            return _compare(upload, found, known_sizes, duplicates)
        except FileChangedError:
            now = fingerprint_of(upload.path).without_passing_number(found.fingerprint)
            if now.inode:
                raise
            return _compare(upload, found._replace(fingerprint=now), known_sizes, duplicates)
    except NotAFileError as error:
        # A folder has a row of its own only if there is no file in it, or if nobody could look.
        is_folder = upload.path.is_dir()
        shown = FolderNotReadError(upload.path.name) if is_folder else error
        return InspectionResult(problem=shown.problem)
    except FileError as error:
        return InspectionResult(problem=error.problem)


def _compare(
    upload: Upload, found: Inspection, known_sizes: frozenset[int], duplicates: BatchDuplicates | None
) -> InspectionResult:
    """Return what the file is, and which content it may have in common with another."""
    path, chosen = upload.path, _chosen_kind(upload, found)
    sha256 = sha256_of(path, found.fingerprint) if found.fingerprint.size in known_sizes else None
    duplicate = duplicates.find_earlier(path, found.fingerprint, chosen) if duplicates else None
    return InspectionResult(found, sha256=sha256, duplicate_of=duplicate)


class UploadValidator:
    """Moves uploads from CHECKING to the state that their files allow.

    Attributes:
        files: Ask for the files.
    """

    def __init__(self, history: History, files: FileThreads) -> None:
        self._history = history
        self.files = files

    async def known_sizes(self, project: Project | None) -> frozenset[int]:
        """Return the sizes in bytes of the files that this project has."""
        if project is None:
            return frozenset()
        try:
            return await self._history.sizes(project.id, project.account)
        except UploaderError:
            return frozenset()  # a history that cannot be read finds no duplicate, and stops no upload

    async def check(
        self,
        upload: Upload,
        chosen: MediaKind | None,
        duplicates: BatchDuplicates | None = None,
        known_sizes: frozenset[int] | None = None,
    ) -> None:
        """Inspect the file and move the upload accordingly, unless it has left CHECKING meanwhile.

        Args:
            upload: In CHECKING.
            chosen: The kind that the person chose; None to determine it.
            duplicates: The earlier files of its drop; None where it may be the same as one of them.
            known_sizes: Those of its project, where many files are inspected; None to look them up here.
        """
        if known_sizes is None:
            known_sizes = await self.known_sizes(upload.project)
        inspection = partial(inspect_upload, upload, KindPreference(chosen), known_sizes, duplicates)
        try:
            result = await self.files.ask(upload.path, inspection)
        except FileSystemSilentError as error:
            result = InspectionResult(problem=error.problem)
        await self.apply(upload, result)

    async def apply(self, upload: Upload, result: InspectionResult) -> None:
        """Move the upload from CHECKING to ready, settling, rejected or duplicate."""
        kind = _chosen_kind(upload, result.inspection)
        past = await self._find_past_upload(result.sha256, upload.project, kind)
        if upload.state is UploadState.CHECKING:
            _apply(result, past, upload)

    async def offer_known_id(self, upload: Upload, sha256: str) -> bool:
        """Offer the ID that this content has got since the inspection; return whether there is one."""
        past = await self._find_past_upload(sha256, upload.project, _chosen_kind(upload))
        if past and upload.project:
            upload.sha256 = sha256
            _offer(upload, upload.project, past)
        return past is not None

    async def _find_past_upload(
        self, sha256: str | None, project: Project | None, kind: MediaKind | None
    ) -> HistoryEntry | None:
        if sha256 is None or project is None:
            return None
        try:
            return await self._history.find(sha256, project.id, project.account, kind)
        except UploaderError:
            return None


def offer_id_of_same_file(upload: Upload, others: Iterable[Upload]) -> None:
    """Offer the ID that one of these got for the very same file after this one was checked."""
    if not upload.is_ready or upload.is_wanted_again or upload.project is None:
        return
    for other in others:
        is_known = other.project == upload.project and _is_same_file(other, upload)
        if is_known and other.is_done and upload.can_be(other.kind):
            _offer(upload, upload.project, other)
            return


def _is_same_file(one: Upload, other: Upload) -> bool:
    return bool(one.fingerprint and other.fingerprint and one.fingerprint.is_same(other.fingerprint))


def revalidate(upload: Upload) -> None:
    """Check an upload whose kind was changed against the rules, without inspecting its file again."""
    if upload.fingerprint is None or upload.mime_type is None or upload.kind is None:
        return
    if upload.is_being_checked:
        return  # the inspection under way will check it
    problem = validation_problem(upload.fingerprint, upload.mime_type, upload.kind)
    if problem:
        upload.start_checking()
        upload.reject(problem)
    elif upload.is_rejected:
        upload.mark_ready()


def validation_problem(fingerprint: Fingerprint, mime_type: str, kind: MediaKind) -> Problem | None:
    """Return why a file of this size and type cannot be sent as this kind; None if it can."""
    # Loaded with the first file, as in `inspect`.
    from layers_desktop.media.kinds import check_size, kinds_that_take

    try:
        fits = kinds_that_take(mime_type)
        if kind not in fits:
            raise KindMismatchError(mime_type, kind, fits)
        check_size(fingerprint.size, kind, mime_type)
    except FileError as error:
        return error.problem
    return None


def _chosen_kind(upload: Upload, found: Inspection | None = None) -> MediaKind | None:
    """Return the kind that the person asked for; None where any will do."""
    return (upload.kind or (found.kind if found else None)) if upload.kind_is_chosen else None


def _apply(result: InspectionResult, past: HistoryEntry | None, upload: Upload) -> None:
    found = result.inspection
    if found is None:
        upload.reject(result.problem or Problem("UNKNOWN", ""))
        return
    upload.fingerprint, upload.mime_type, upload.note = found.fingerprint, found.mime_type, found.note
    if upload.kind is None or upload.kind_is_guessed:  # else it was chosen, perhaps during this inspection
        upload.kind, upload.kind_is_guessed = found.kind, found.kind_is_guessed
    upload.sha256 = result.sha256
    if is_still_being_written(found.fingerprint):
        upload.mark_unstable()
    elif problem := validation_problem(found.fingerprint, found.mime_type, upload.kind):
        upload.reject(problem)
    elif past and upload.project:
        _offer(upload, upload.project, past)
    elif result.duplicate_of:
        upload.offer_duplicate(None, SameContentError(result.duplicate_of.name).problem)
    else:
        upload.mark_ready()


def _offer(upload: Upload, project: Project, past: HistoryEntry | Upload) -> None:
    """Offer the ID that the content has in this project by a finished upload, as what it is there."""
    error = AlreadyUploadedError(project.name, past.asset_id or "", day_text(past.finished_at or 0))
    upload.offer_duplicate(past.asset_id, error.problem, past.asset_url)
    if past.kind:
        upload.kind, upload.kind_is_guessed = past.kind, False


def _missing(uploads: Sequence[Upload]) -> list[Upload]:
    return [upload for upload in uploads if not upload.path.exists()]


class Rechecker:
    """Moves uploads between CHECKING, SETTLING, READY, REJECTED and DUPLICATE.

    Args:
        start: Called with what is ready now and was to be sent as soon as it is.
    """

    def __init__(
        self,
        uploads: Mapping[UploadId, Upload],
        recorder: UploadRecorder,
        tasks: OwnedTasks,
        validator: UploadValidator,
        start: Callable[[Iterable[UploadId]], None],
    ) -> None:
        self._start = start
        self._uploads = uploads
        self._recorder = recorder
        self._tasks = tasks
        self._validator = validator
        self._search: asyncio.Task[None] | None = None

    def watch_unstable(self, uploads: Sequence[Upload]) -> None:
        """Inspect again those that are still being written, until they are complete."""
        unstable = [upload for upload in uploads if upload.state is UploadState.SETTLING]
        if unstable:
            self._tasks.spawn(self._recheck_when_stable(unstable), "settling")

    def resume_checks(self, uploads: Sequence[Upload]) -> None:
        """Inspect those whose inspection was cut short by the end of an earlier run."""
        unfinished = [upload for upload in uploads if upload.is_being_checked]
        for upload in unfinished:
            if upload.state is not UploadState.CHECKING:
                upload.start_checking()
        if unfinished:
            self._tasks.spawn(self._check(unfinished), "checking")

    def restart_for_project(
        self, uploads: Sequence[Upload], project: Project, started: set[UploadId]
    ) -> None:
        """Begin anew with uploads that have no job, for a project of another account; `started` are sent.

        What the server answered to one account is of no use to another.
        """
        for upload in uploads:
            upload.project, upload.remote = project, ServerState()
            upload.starts_when_ready = upload.id in started
            if upload.state is not UploadState.CHECKING:
                upload.start_checking()
        if uploads:
            self._recorder.record(*uploads)
            self._tasks.spawn(self._check(list(uploads)), "checking")

    def check_again(self, uploads: Iterable[Upload]) -> None:
        """Inspect these files again, where their state allows it."""
        self.recheck([upload for upload in uploads if upload.can_be_checked])

    def recheck(self, uploads: list[Upload]) -> None:
        """Inspect the files of these uploads, which have no job."""
        for upload in uploads:
            upload.start_checking()
        if uploads:
            self._recorder.record(*uploads)
            self._tasks.spawn(self._check(uploads), "checking")

    def refuse_missing(self) -> None:
        """Refuse what is ready and whose file is gone; of a file system that is silent nothing is known."""
        ready = [upload for upload in self._uploads.values() if upload.is_ready]
        if ready and (self._search is None or self._search.done()):
            self._search = self._tasks.spawn(self._refuse_missing(ready), "missing files")

    async def _refuse_missing(self, uploads: list[Upload]) -> None:
        groups: defaultdict[str, list[Upload]] = defaultdict(list)
        for upload in uploads:
            groups[root_of(upload.path)].append(upload)
        for group in groups.values():
            with contextlib.suppress(FileSystemSilentError):
                missing = await self._validator.files.ask(group[0].path, partial(_missing, group))
                self.recheck([upload for upload in missing if upload.is_ready])

    def check_relocated(self, upload: Upload) -> None:
        """Inspect the file that replaces one that is gone."""
        upload.start_checking()
        self._recorder.record(upload)
        self._tasks.spawn(self._check_relocated(upload), "checking")

    async def _recheck_when_stable(self, uploads: list[Upload]) -> None:
        await asyncio.sleep(STABLE_AFTER)
        again = [each for each in uploads if each.id in self._uploads and each.state is UploadState.SETTLING]
        for upload in again:
            upload.start_checking()
        await self._check(again)

    async def _check_relocated(self, upload: Upload) -> None:
        """Forget what the server answered, unless the file has the same content."""
        comparison = partial(is_same_file, upload.path, upload.fingerprint, upload.sha256)
        try:
            is_same = await self._validator.files.ask(upload.path, comparison)
        except FileSystemSilentError:
            is_same = True  # as for any file that cannot be read
        if not is_same:
            upload.remote = ServerState()
        await self._check([upload])

    async def _check(self, uploads: list[Upload]) -> None:
        """Inspect these, one after the other on each file system: none waits for another that is silent."""
        groups: defaultdict[str, list[Upload]] = defaultdict(list)
        for upload in uploads:
            groups[root_of(upload.path)].append(upload)
        async with asyncio.TaskGroup() as tasks:
            for group in groups.values():
                tasks.create_task(self._check_in_turn(group), name="checking")

    async def _check_in_turn(self, uploads: list[Upload]) -> None:
        duplicates = {
            batch: self._duplicates_in(batch, uploads) for batch in {upload.batch_id for upload in uploads}
        }
        sizes = {each: await self._validator.known_sizes(each) for each in {one.project for one in uploads}}
        redirected: list[Upload] = []
        for upload in uploads:
            chosen = None if upload.kind_is_guessed else upload.kind
            project = upload.project
            await self._validator.check(upload, chosen, duplicates[upload.batch_id], sizes.get(project))
            if upload.project != project:
                redirected.append(upload)
            if upload.id in self._uploads:
                self._recorder.record(upload)
        self._start([upload.id for upload in uploads if upload.starts_when_ready])
        self.watch_unstable(uploads)
        self.check_again(upload for upload in redirected if not upload.is_rejected)

    def _duplicates_in(self, batch: BatchId, uploads: list[Upload]) -> BatchDuplicates:
        """Return the files of this drop that are or may be sent, except those that are inspected now."""
        duplicates, inspected = BatchDuplicates(), {upload.id for upload in uploads}
        for other in self._uploads.values():
            is_wanted = other.is_ready or other.is_unfinished
            if other.batch_id == batch and other.id not in inspected and is_wanted and other.fingerprint:
                duplicates.add(other.path, other.fingerprint, _chosen_kind(other))
        return duplicates
