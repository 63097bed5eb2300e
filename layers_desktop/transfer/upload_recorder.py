"""Where every change of an upload is written to the journal, and then told to the listener."""

from collections.abc import Awaitable, Sequence
from typing import NamedTuple, Protocol

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.local.store.content_locks import ContentUse
from layers_desktop.local.store.journal import Journal
from layers_desktop.local.store.journal_errors import NotRecordedError
from layers_desktop.transfer.background_tasks import OwnedTasks
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


class UploadRecorder:
    """Writes changes to the journal and tells the listener; a journal that fails stops nothing.

    Args:
        holds: Gets the DISK hold while the journal cannot be written.
        tasks: Own the writes that nobody waits for.

    Attributes:
        content_locks: Locks on the contents that are being sent, by any program of this computer.
        checked_uses: Of each upload the use of its content that it need not check any more: its own last one.
        totals: How far everything is that was started.
    """

    def __init__(
        self,
        journal: Journal,
        listener: QueueListener,
        holds: QueueHolds,
        tasks: OwnedTasks,
    ) -> None:
        self._journal = journal
        self._listener = listener
        self._holds = holds
        self._tasks = tasks
        self._is_persistent = True
        self._is_required = False
        self.content_locks = journal.content_locks
        self.checked_uses: dict[UploadId, ContentUse] = {}
        self.totals = ProgressTotals()

    def warn_not_persistent(self, problem: Problem) -> None:
        """Say for good that nothing written here outlives the program, and why."""
        self._is_persistent = False
        self._holds.add(HoldReason.DISK, problem)

    def require_journal(self) -> None:
        """Let `save` raise, from now on, what keeps the journal from being written."""
        self._is_required = True

    async def record_durably(self, upload: Upload) -> None:
        """Return once the change is durable, where that is possible, and the listener told."""
        await self._write(self._journal.save(upload))
        self.notify(upload)

    async def save(self, upload: Upload) -> None:
        """Return once the change is durable, without telling the listener: only then may it make an asset.

        Raises:
            NotRecordedError: It is not durable, and the journal is required.
        """
        problem = await self._write(self._journal.save(upload))
        if problem and self._is_required:
            raise NotRecordedError(problem)

    async def finish(self, upload: Upload) -> None:
        """Return once the asset ID is durable and the listener told."""
        await self._write(self._journal.finish(upload, upload.account))
        self.notify(upload)

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
        self._save_soon(uploads)

    def add(self, uploads: Sequence[Upload]) -> None:
        """Tell of new uploads; they become durable soon."""
        for upload in uploads:
            self.totals.update(upload)
        self._listener.added(uploads)
        self._save_soon(uploads)

    def finish_soon(self, upload: Upload) -> None:
        """Tell an asset ID that came without sending; it becomes durable soon."""
        self.notify(upload)
        self._tasks.spawn(self._write(self._journal.finish(upload, upload.account)), "journal")

    def remove(self, uploads: Sequence[Upload]) -> None:
        """Tell that these left the list; the journal forgets them soon."""
        for upload in uploads:
            self.totals.forget(upload)
        self._listener.removed(uploads)
        ids = [upload.id for upload in uploads]
        self._tasks.spawn(self._write(self._journal.remove(*ids)), "journal")

    def _save_soon(self, uploads: Sequence[Upload]) -> None:
        """Save what is not done: a done upload has left the journal, and saving would bring its row back."""
        unfinished = [upload for upload in uploads if not upload.is_done]
        if unfinished:
            self._tasks.spawn(self._write(self._journal.save(*unfinished)), "journal")

    async def _write(self, writing: Awaitable[None]) -> Problem | None:
        """Return what kept it from being written, which the DISK hold says as well."""
        try:
            await writing
        except UploaderError as error:
            self._holds.add(HoldReason.DISK, error.problem)
            return error.problem
        if self._is_persistent:
            self._holds.lift(HoldReason.DISK)
        return None
