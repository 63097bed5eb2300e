"""Where every move of an upload is written down, and then told."""

from collections.abc import Awaitable, Sequence
from typing import NamedTuple, Protocol

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.local.store.content_locks import Claims
from layers_desktop.transfer.limits.holds import Gate, GateReason, Gates
from layers_desktop.transfer.progress import Sums
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
    def needing_person(self) -> int:
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

    def gate_changed(self, gate: Gate | None) -> None:
        """Take note of what holds the whole queue now, if anything."""

    def batch_finished(self, result: BatchResult) -> None:
        """Take note that everything that was started has ended."""


class UploadJournal(Protocol):
    """What keeps unfinished uploads across a crash; each call is durable once it was awaited."""

    @property
    def claims(self) -> Claims:
        """Those to what is being sent, among all programs."""

    def save(self, *uploads: Upload) -> Awaitable[None]:
        """Write these uploads as they are at this moment."""

    def finish(self, upload: Upload, account: str) -> Awaitable[None]:
        """Move a finished upload to the history."""

    def remove(self, *ids: UploadId) -> Awaitable[None]:
        """Forget these uploads."""

    def undecided(self, sha256: str) -> Awaitable[list[Upload]]:
        """Return the uploads of this content, whosever they are, that may have an asset nobody knows of."""


class Ledger:
    """Writes moves to the journal and tells the listener; a journal that fails stops nothing.

    Args:
        gates: Gets the DISK gate while the journal cannot be written.
        tasks: Keeps the writes that nobody waits for.

    Attributes:
        claims: Those to what is being sent, among all programs.
        sums: How far everything is that was started.
    """

    def __init__(
        self,
        journal: UploadJournal,
        listener: QueueListener,
        gates: Gates,
        tasks: OwnedTasks,
    ) -> None:
        self._journal = journal
        self._listener = listener
        self._gates = gates
        self._tasks = tasks
        self._is_lasting = True
        self.claims = journal.claims
        self.sums = Sums()

    def lose_at_end(self, problem: Problem) -> None:
        """Say for good that nothing written here outlives the program, and why."""
        self._is_lasting = False
        self._gates.close(GateReason.DISK, problem)

    async def write(self, upload: Upload) -> None:
        """Return once the move is durable and told: what it describes may happen now."""
        await self.save(upload)
        self.tell(upload)

    async def save(self, upload: Upload) -> None:
        """Return once this is durable, where there is nothing to tell of it."""
        await self._durable(self._journal.save(upload))

    async def finish(self, upload: Upload) -> None:
        """Return once the asset ID is durable and told."""
        await self._durable(self._journal.finish(upload, upload.account))
        self.tell(upload)

    def tell(self, upload: Upload) -> None:
        """Tell a move that a crash may take back; the next one that is written takes it along."""
        self.sums.update(upload)
        self._listener.changed(upload)

    async def undecided(self, sha256: str) -> list[Upload]:
        """Return the uploads of this content, whosever they are, that may have an asset nobody knows of."""
        try:
            return await self._journal.undecided(sha256)
        except UploaderError:
            return []  # a journal that cannot be read stops no upload

    def note(self, *uploads: Upload) -> None:
        """Tell these moves at once; they become durable soon."""
        for upload in uploads:
            self.tell(upload)
        self._keep(uploads)

    def add(self, uploads: Sequence[Upload]) -> None:
        """Tell of new uploads; they become durable soon."""
        for upload in uploads:
            self.sums.update(upload)
        self._listener.added(uploads)
        self._keep(uploads)

    def note_finished(self, upload: Upload) -> None:
        """Tell an asset ID that came without sending; it becomes durable soon."""
        self.tell(upload)
        self._tasks.spawn(self._durable(self._journal.finish(upload, upload.account)), "journal")

    def remove(self, uploads: Sequence[Upload]) -> None:
        """Tell that these left; they are forgotten soon."""
        for upload in uploads:
            self.sums.forget(upload)
        self._listener.removed(uploads)
        ids = [upload.id for upload in uploads]
        self._tasks.spawn(self._durable(self._journal.remove(*ids)), "journal")

    def _keep(self, uploads: Sequence[Upload]) -> None:
        """Save what is not done: a done upload has left the journal, and saving would bring its row back."""
        unfinished = [upload for upload in uploads if not upload.is_done]
        if unfinished:
            self._tasks.spawn(self._durable(self._journal.save(*unfinished)), "journal")

    async def _durable(self, writing: Awaitable[None]) -> None:
        try:
            await writing
        except UploaderError as error:
            self._gates.close(GateReason.DISK, error.problem)
        else:
            if self._is_lasting:
                self._gates.open(GateReason.DISK)
