"""Inspects files of the list again: those still being written, until they rest, and those that changed."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from layers_desktop.domain.file_errors import FileSystemSilentError
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.media.file_opening import system_path
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.intake.file_threads import root_of
from layers_desktop.transfer.intake.inspection import STABLE_AFTER, BatchDuplicates
from layers_desktop.transfer.intake.source_file import is_same_file
from layers_desktop.transfer.intake.validator import UploadValidator, chosen_kind
from layers_desktop.transfer.upload_recorder import UploadRecorder


class Rechecker:
    """Moves uploads between CHECKING, SETTLING, READY, REJECTED and DUPLICATE.

    Args:
        checked: Called with what has been inspected, before any of it is inspected again.
    """

    def __init__(
        self,
        uploads: Mapping[UploadId, Upload],
        recorder: UploadRecorder,
        tasks: OwnedTasks,
        validator: UploadValidator,
        checked: Callable[[Sequence[Upload]], None],
    ) -> None:
        self._checked = checked
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
        self._checked(uploads)
        self.watch_unstable(uploads)
        self.check_again(upload for upload in redirected if not upload.is_rejected)

    def _duplicates_in(self, batch: BatchId, uploads: list[Upload]) -> BatchDuplicates:
        """Return the files of this drop that are or may be sent, except those that are inspected now."""
        duplicates, inspected = BatchDuplicates(), {upload.id for upload in uploads}
        for other in self._uploads.values():
            is_wanted = other.is_ready or other.is_unfinished
            if other.batch_id == batch and other.id not in inspected and is_wanted and other.fingerprint:
                duplicates.add(other.path, other.fingerprint, chosen_kind(other))
        return duplicates


def _missing(uploads: Sequence[Upload]) -> list[Upload]:
    return [upload for upload in uploads if not system_path(upload.path).exists()]
