"""Where every move of an upload is written down, and then told."""

from collections.abc import Awaitable, Sequence
from typing import NamedTuple, Protocol

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.local.store.journal import Journal
from layers_desktop.transfer.limits.holds import Hold, HoldReason, QueueHolds
from layers_desktop.transfer.progress import ProgressTotals
from layers_desktop.transfer.tasks import OwnedTasks


class BatchResult(NamedTuple):
    """What became of everything that was started since the queue was last at rest.

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
        """How many ended without an ID though nobody cancelled them."""
        return len(self.upload_ids) - self.done - self.cancelled


class QueueListener(Protocol):
    """Who is told what becomes of the uploads, on the thread of the event loop."""

    def added(self, uploads: Sequence[Upload]) -> None:
        """Take note that these are new, in this order."""

    def changed(self, upload: Upload) -> None:
        """Take note that anything of this one is different, but for the bytes it has sent."""

    def removed(self, uploads: Sequence[Upload]) -> None:
        """Take note that these have left the list."""

    def hold_changed(self, hold: Hold | None) -> None:
        """Take note of what holds the whole queue now, if anything."""

    def batch_finished(self, result: BatchResult) -> None:
        """Take note that everything that was started has ended."""


class UploadRecorder:
    """Writes moves to the journal and tells the listener; a journal that fails stops nothing.

    Args:
        holds: Gets the DISK gate while the journal cannot be written.
        tasks: Keeps the writes that nobody waits for.

    Attributes:
        content_locks: Those to what is being sent, among all programs.
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
        self.content_locks = journal.content_locks
        self.totals = ProgressTotals()

    def warn_not_persistent(self, problem: Problem) -> None:
        """Say for good that nothing written here outlives the program, and why."""
        self._is_persistent = False
        self._holds.add(HoldReason.DISK, problem)

    async def record_durably(self, upload: Upload) -> None:
        """Return once the move is durable and told: what it describes may happen now."""
        await self.save(upload)
        self.notify(upload)

    async def save(self, upload: Upload) -> None:
        """Return once this is durable, where there is nothing to tell of it."""
        await self._durable(self._journal.save(upload))

    async def finish(self, upload: Upload) -> None:
        """Return once the asset ID is durable and told."""
        await self._durable(self._journal.finish(upload, upload.account))
        self.notify(upload)

    def notify(self, upload: Upload) -> None:
        """Tell a move that a crash may take back; the next one that is written takes it along."""
        self.totals.update(upload)
        self._listener.changed(upload)

    async def unknown_outcomes(self, sha256: str) -> list[Upload]:
        """Return the uploads of this content, whosever they are, that may have an asset nobody knows of."""
        try:
            return await self._journal.unknown_outcomes(sha256)
        except UploaderError:
            return []  # a journal that cannot be read stops no upload

    def record(self, *uploads: Upload) -> None:
        """Tell these moves at once; they become durable soon."""
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
        self._tasks.spawn(self._durable(self._journal.finish(upload, upload.account)), "journal")

    def remove(self, uploads: Sequence[Upload]) -> None:
        """Tell that these left; they are forgotten soon."""
        for upload in uploads:
            self.totals.forget(upload)
        self._listener.removed(uploads)
        ids = [upload.id for upload in uploads]
        self._tasks.spawn(self._durable(self._journal.remove(*ids)), "journal")

    def _save_soon(self, uploads: Sequence[Upload]) -> None:
        """Save what is not done: a done upload has left the journal, and saving would bring its row back."""
        unfinished = [upload for upload in uploads if not upload.is_done]
        if unfinished:
            self._tasks.spawn(self._durable(self._journal.save(*unfinished)), "journal")

    async def _durable(self, writing: Awaitable[None]) -> None:
        try:
            await writing
        except UploaderError as error:
            self._holds.add(HoldReason.DISK, error.problem)
        else:
            if self._is_persistent:
                self._holds.lift(HoldReason.DISK)
