"""Where every change of an upload is written to the journal, and then told to the listener."""

import contextlib
from asyncio import Future
from collections.abc import Sequence
from enum import Enum, auto
from typing import Any, NamedTuple, Protocol

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.local.store.content_locks import ContentLock, ContentUse
from layers_desktop.local.store.journal import Journal, Origin
from layers_desktop.local.store.journal_errors import NotRecordedError
from layers_desktop.transfer.limits.holds import Hold, HoldReason, QueueHolds
from layers_desktop.transfer.progress import ProgressTotals


class BatchResult(NamedTuple):
    """How everything ended that was started since nothing was under way last.

    Attributes:
        project_names: The projects that got something, in the order of first arrival.
    """

    done: int
    failed: int
    cancelled: int
    project_names: tuple[str, ...]
    upload_ids: tuple[UploadId, ...]

    @property
    def needing_attention(self) -> int:
        """How many ended without an ID and were not cancelled."""
        return len(self.upload_ids) - self.done - self.cancelled


class QueueListener(Protocol):
    """Is told of every change, on the thread of the event loop."""

    def added(self, uploads: Sequence[Upload]) -> None:
        """These are new, in this order."""

    def changed(self, upload: Upload) -> None:
        """Anything of this upload is different, apart from the bytes it has sent."""

    def removed(self, uploads: Sequence[Upload]) -> None:
        """These have left the list."""

    def hold_changed(self, hold: Hold | None) -> None:
        """This hold is to be shown from now on, or none."""

    def batch_finished(self, result: BatchResult) -> None:
        """Everything that was started has ended."""


class Unrecorded(Enum):
    """What becomes of an upload that the journal cannot tell of: after a crash it would be made again."""

    WAITS = auto()
    FAILS = auto()
    GOES_ON = auto()


class UploadRecorder:
    """Writes changes to the journal and tells the listener.

    Args:
        journal: Where they are written.
        listener: Who is told.
        holds: Gets a hold while the journal cannot be written: DISK where uploads wait for it, else
            UNRECORDED.

    Attributes:
        content_locks: Locks on the contents that are being sent, by any program of this computer.
        checked_uses: Of each upload the use of its content that it need not check any more: its own last one.
        totals: How far everything is that was started.
        unrecorded: What becomes of an upload while the journal cannot be written.
    """

    def __init__(self, journal: Journal, listener: QueueListener, holds: QueueHolds) -> None:
        self._journal = journal
        self._listener = listener
        self._holds = holds
        self._is_persistent = True
        self._saving: Future[None] | None = None
        self.unrecorded = Unrecorded.WAITS
        self.content_locks = journal.content_locks
        self.checked_uses: dict[UploadId, ContentUse] = {}
        self.totals = ProgressTotals()

    def warn_not_persistent(self, problem: Problem) -> None:
        """Say that nothing written here outlives the program, and why; a person decides what to do then."""
        self._is_persistent = False
        self._holds.add(HoldReason.NO_JOURNAL, problem)

    def go_on_unrecorded(self) -> None:
        """Stop nothing, from now on, for want of a journal; the hold only informs."""
        self.unrecorded = Unrecorded.GOES_ON
        for hold in filter(None, map(self._holds.get, (HoldReason.NO_JOURNAL, HoldReason.DISK))):
            self._holds.add(HoldReason.UNRECORDED, hold.problem)
            self._holds.lift(hold.reason)

    def save_again(self) -> None:
        """Try once more to write what could not be written; where that works, what waits for it goes on."""
        if self._saving is None or self._saving.done():
            self._saving = self._journal.save()
            self._saving.add_done_callback(self._written)

    async def adopt(self, origin: Origin) -> list[Upload] | None:
        """Take over what earlier runs left; None, under the hold, where the journal cannot be written."""
        adopting = self._journal.adopt(origin, lambda _: True)
        return None if await self._until_written(adopting) else adopting.result()

    def try_lock(self, content: str) -> ContentLock | None:
        """Return the lock of this content; None while anybody holds it.

        Raises:
            NotRecordedError: Its use cannot be noted, and is not to go on so.
        """
        must_note = self.unrecorded is not Unrecorded.GOES_ON
        try:
            return self.content_locks.try_acquire(content, must_note=must_note)
        except UploaderError as error:
            self._hold(error.problem)
            raise NotRecordedError(error.problem) from error

    async def save(self, upload: Upload) -> None:
        """Return once the change is durable, without telling the listener: only then may it make an asset.

        Raises:
            NotRecordedError: It is not durable, and is not to go on so.
        """
        problem = await self._until_written(self._journal.save(upload))
        if problem and self.unrecorded is not Unrecorded.GOES_ON:
            raise NotRecordedError(problem)

    def save_soon(self, *uploads: Upload) -> None:
        """Write these changes soon, without telling the listener; a crash may come before."""
        # What is done has left the journal, and saving would bring its row back.
        if unfinished := [upload for upload in uploads if not upload.is_done]:
            self._journal.save_soon(*unfinished).add_done_callback(self._written)

    def finish(self, upload: Upload) -> "Future[None]":
        """Tell an asset ID at once; the future is done when it is durable, or cannot be written."""
        self.notify(upload)
        writing = self._journal.finish(upload, upload.account)
        writing.add_done_callback(self._written)
        return writing

    async def flush(self) -> None:
        """Return once everything is durable, where that is possible."""
        await self._until_written(self._journal.save())

    def notify(self, upload: Upload) -> None:
        """Tell a change that may be lost in a crash; the next one that is written contains it."""
        self.totals.update(upload)
        self._listener.changed(upload)

    async def unknown_outcomes(self, sha256: str) -> list[Upload]:
        """Return the uploads of this content, of any program, that may have an asset of unknown ID."""
        try:
            return await self._journal.unknown_outcomes(sha256)
        except UploaderError:
            return []  # a journal that cannot be read stops no upload

    def record(self, *uploads: Upload) -> None:
        """Tell these changes at once; they become durable soon."""
        for upload in uploads:
            self.notify(upload)
        self.save_soon(*uploads)

    def add(self, uploads: Sequence[Upload]) -> None:
        """Tell of new uploads; they become durable soon."""
        for upload in uploads:
            self.totals.update(upload)
        self._listener.added(uploads)
        self.save_soon(*uploads)

    def remove(self, uploads: Sequence[Upload]) -> None:
        """Tell that these left the list; the journal forgets them soon.

        It keeps those that may have an asset: should their content come again, that is found out first.
        """
        for upload in uploads:
            self.totals.forget(upload)
        self._listener.removed(uploads)
        in_doubt = [upload for upload in uploads if upload.remote.may_have_asset and not upload.is_done]
        ids = {upload.id for upload in uploads} - {upload.id for upload in in_doubt}
        self._journal.leave(*in_doubt).add_done_callback(self._written)
        self._journal.remove(*ids).add_done_callback(self._written)

    async def _until_written(self, writing: "Future[Any]") -> Problem | None:
        """Return what kept it from being written, once that is known."""
        with contextlib.suppress(UploaderError):
            await writing
        return self._written(writing)

    def _written(self, writing: "Future[Any]") -> Problem | None:
        """Return what kept it from being written, which the hold says as well."""
        error = writing.exception()
        if isinstance(error, UploaderError):
            self._hold(error.problem)
            return error.problem
        if error:
            raise error
        if self.content_locks.has_room():
            self._holds.lift(HoldReason.DISK)
            if self._is_persistent:
                self._holds.lift(HoldReason.UNRECORDED)
        return None

    def _hold(self, problem: Problem) -> None:
        waits = self.unrecorded is Unrecorded.WAITS
        self._holds.add(HoldReason.DISK if waits else HoldReason.UNRECORDED, problem)
