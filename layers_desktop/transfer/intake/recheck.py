"""Looks at files again: those still being written, and those that a person asks about."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence

from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Remote
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.intake.examiner import Examiner
from layers_desktop.transfer.intake.inspection import SETTLED_AFTER, Twins
from layers_desktop.transfer.intake.source_file import may_be
from layers_desktop.transfer.recorder import Ledger
from layers_desktop.transfer.tasks import OwnedTasks


class Checker:
    """Moves uploads between CHECKING, SETTLING, READY, REJECTED and DUPLICATE.

    Args:
        start: Sends what is ready and was to be sent as soon as it is.
    """

    def __init__(
        self,
        uploads: Mapping[UploadId, Upload],
        ledger: Ledger,
        tasks: OwnedTasks,
        examiner: Examiner,
        start: Callable[[Iterable[UploadId]], None],
    ) -> None:
        self._start = start
        self._uploads = uploads
        self._ledger = ledger
        self._tasks = tasks
        self._examiner = examiner

    def look_after(self, uploads: Sequence[Upload]) -> None:
        """Look again at those that are still being written, until they rest."""
        settling = [upload for upload in uploads if upload.state is UploadState.SETTLING]
        if settling:
            self._tasks.spawn(self._until_settled(settling), "settling")

    def finish_checking(self, uploads: Sequence[Upload]) -> None:
        """Look at those whose examination was cut short by the end of an earlier run."""
        begun = [upload for upload in uploads if upload.is_being_checked]
        for upload in begun:
            if upload.state is not UploadState.CHECKING:
                upload.start_checking()
        if begun:
            self._tasks.spawn(self._examine(begun), "checking")

    def send_elsewhere(self, uploads: Sequence[Upload], project: Project, going: set[UploadId]) -> None:
        """Begin anew with uploads that no job holds, for a project of another account; `going` are sent.

        Nothing that one account agreed with Layers is worth anything to another.
        """
        for upload in uploads:
            upload.project, upload.remote = project, Remote()
            upload.starts_when_ready = upload.id in going
            if upload.state is not UploadState.CHECKING:
                upload.start_checking()
        if uploads:
            self._ledger.note(*uploads)
            self._tasks.spawn(self._examine(list(uploads)), "checking")

    def check_again(self, uploads: Iterable[Upload]) -> None:
        """Look at these files anew."""
        self.look_at([upload for upload in uploads if upload.can_be_checked])

    def look_at(self, uploads: list[Upload]) -> None:
        """Look at these, which no job holds."""
        for upload in uploads:
            upload.start_checking()
        if uploads:
            self._ledger.note(*uploads)
            self._tasks.spawn(self._examine(uploads), "checking")

    def look_elsewhere(self, upload: Upload) -> None:
        """Look at the file that is to take the place of one that is gone."""
        upload.start_checking()
        self._ledger.note(upload)
        self._tasks.spawn(self._examine_located(upload), "checking")

    async def _until_settled(self, uploads: list[Upload]) -> None:
        await asyncio.sleep(SETTLED_AFTER)
        again = [each for each in uploads if each.id in self._uploads and each.state is UploadState.SETTLING]
        for upload in again:
            upload.start_checking()
        await self._examine(again)

    async def _examine_located(self, upload: Upload) -> None:
        """What was agreed with Layers holds for the same content only, wherever it lies."""
        is_same = await asyncio.to_thread(may_be, upload.path, upload.fingerprint, upload.sha256)
        if not is_same:
            upload.remote = Remote()
        await self._examine([upload])

    async def _examine(self, uploads: list[Upload]) -> None:
        twins = {batch: self._twins_of(batch, uploads) for batch in {upload.batch_id for upload in uploads}}
        sizes = {each: await self._examiner.known_sizes(each) for each in {one.project for one in uploads}}
        sent_elsewhere: list[Upload] = []
        for upload in uploads:
            chosen = None if upload.kind_is_guessed else upload.kind
            project = upload.project
            await self._examiner.examine(upload, chosen, twins[upload.batch_id], sizes.get(project))
            if upload.project != project:
                sent_elsewhere.append(upload)
            if upload.id in self._uploads:
                self._ledger.note(upload)
        self._start([upload.id for upload in uploads if upload.starts_when_ready])
        self.look_after(uploads)
        self.check_again(upload for upload in sent_elsewhere if not upload.is_rejected)

    def _twins_of(self, batch: BatchId, uploads: list[Upload]) -> Twins:
        """Return the files of this drop that are on their way or about to be, but for those looked at now."""
        twins, now = Twins(), {upload.id for upload in uploads}
        for other in self._uploads.values():
            is_going = other.is_ready or other.is_unfinished
            if other.batch_id == batch and other.id not in now and is_going and other.fingerprint:
                twins.note(other.path, other.fingerprint)
        return twins
