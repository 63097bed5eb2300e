"""The uploads of one command: what they go through, and when all have ended."""

import asyncio
from collections.abc import Iterable, Sequence

from layers_desktop.cli.output import Console
from layers_desktop.cli.results import Results
from layers_desktop.cli.shell_words import shown_path
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.transfer.engine import FirstCallWait
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from layers_desktop.transfer.queue.upload_queue import UploadQueue
from layers_desktop.transfer.upload_recorder import BatchResult


class CliBatch:
    """Listens to the queue, makes the choices of a person in the window, and knows when all has ended.

    Args:
        console: Told what goes wrong, and what is waited for.
        results: Told of each file that has ended.
        fail_fast: Whether the first file that fails ends the run.
        sends_unrecorded: Whether files go on that the journal cannot tell of.

    Attributes:
        key_problem: Why Layers rejected the key during the run; None if it did not.
    """

    def __init__(
        self,
        console: Console,
        results: Results | None = None,
        *,
        fail_fast: bool = False,
        sends_unrecorded: bool = False,
    ) -> None:
        self._console = console
        self._results = results or Results()
        self._fail_fast = fail_fast
        self._sends_unrecorded = sends_unrecorded
        self._queue: UploadQueue | None = None
        self._uploads: dict[UploadId, Upload] = {}
        # Those that have not ended: asking each upload at each change would take longer than sending them.
        self._pending: set[UploadId] = set()
        self._reported: set[UploadId] = set()
        self._finished = asyncio.Event()
        self._messages: set[str] = set()
        self._hold_problem: Problem | None = None
        self._disk_problem: Problem | None = None
        self.key_problem: Problem | None = None

    @property
    def uploads(self) -> list[Upload]:
        """The uploads of this run, in the order given."""
        return list(self._uploads.values())

    @property
    def is_busy(self) -> bool:
        """Whether some have not ended."""
        return bool(self._pending)

    async def run(self, queue: UploadQueue, uploads: Sequence[Upload]) -> None:
        """Upload these; return when all have ended, or the key is rejected."""
        self.start(queue, uploads)
        await self._finished.wait()

    def start(self, queue: UploadQueue, uploads: Sequence[Upload]) -> None:
        """Upload these beside those that are under way already."""
        self._queue = queue
        if self._disk_problem:
            self.report_journal(self._disk_problem)
        new = {upload.id: upload for upload in uploads}
        self._uploads |= new
        self._pending |= new.keys()
        queue.resume(new)
        queue.retry(new)
        for upload in new.values():
            self._continue(upload)

    def forget(self, uploads: Iterable[Upload]) -> None:
        """Forget these, which have ended."""
        for upload in uploads:
            self._uploads.pop(upload.id, None)
            self._reported.discard(upload.id)

    # -------------------------------------------------------------- listener
    def added(self, uploads: Sequence[Upload]) -> None:
        """Do nothing: uploads start in `run`, once all files were inspected."""

    def changed(self, upload: Upload) -> None:
        """Continue the upload once the queue has finished its current step."""
        if upload.id in self._uploads:
            self._update_pending(upload)
            self._report_reused(upload)
            asyncio.get_running_loop().call_soon(self._continue, upload)

    def removed(self, uploads: Sequence[Upload]) -> None:
        """Do nothing: only `UploadRun` removes uploads, after the batch."""

    def hold_changed(self, hold: Hold | None) -> None:
        """Report why the queue is held; a rejected key ends the run."""
        before, self._hold_problem = self._hold_problem, hold.problem if hold else None
        if hold is None or hold.problem is None or hold.problem == before:
            return
        if hold.reason is HoldReason.KEY:
            self.key_problem = hold.problem
            self._finished.set()
        elif hold.reason is HoldReason.OFFLINE:
            self._console.note(
                # Translators: {why} is a whole sentence.
                tr("{why} Uploads continue by themselves when the network is back.", why=hold.problem.title)
            )
        elif hold.reason in {HoldReason.NO_JOURNAL, HoldReason.DISK, HoldReason.UNRECORDED}:
            self._disk_problem = hold.problem
            if self._queue:  # before that nothing is uploaded, and `run` tells
                self.report_journal(hold.problem)
        else:  # the rate limit is reached again and again, which need not be repeated
            self._report_once(hold.problem.text)

    def report_journal(self, problem: Problem) -> None:
        """Report once what it means for a command that the journal cannot be written."""
        if not self._sends_unrecorded:
            # Translators: {why} is a whole sentence.
            self._report_once(tr("{why} What could not be recorded was not uploaded.", why=problem.title))
            return
        self._report_once(
            # Translators: {why} is a whole sentence.
            tr(
                "{why} The files are uploaded anyway. Keep their IDs: running the same command "
                "again may upload them twice.",
                why=problem.title,
            )
        )

    def report_waiting(self, wait: FirstCallWait | None) -> None:
        """Report once why nothing has begun yet."""
        if wait:
            # Translators: {why} is a whole sentence.
            self._report_once(tr("{why} Waiting to try again.", why=wait.error.title))

    def report_silent(self, places: Iterable[str]) -> None:
        """Report once which disk or share is waited for."""
        for place in places:
            # Translators: {place} is a disk, a network folder or a server.
            self._report_once(tr("{place} does not answer. Waiting for it.", place=place))

    def batch_finished(self, result: BatchResult) -> None:
        """Do nothing: `changed` has seen the end of every upload."""

    # --------------------------------------------------------------- helpers
    def _continue(self, upload: Upload) -> None:
        if self._queue is None:
            return
        self._queue.start([upload.id])
        self._queue.use_existing([upload.id])
        self._report_end(upload)
        self._update_pending(upload)
        if not self._pending:
            self._reuse_duplicates(self._queue)

    def _update_pending(self, upload: Upload) -> None:
        if upload.is_at_rest:
            self._pending.discard(upload.id)
        else:
            self._pending.add(upload.id)

    def _report_end(self, upload: Upload) -> None:
        """Report once what became of the upload; a duplicate in the batch gets its ID at the end."""
        if not upload.is_at_rest or upload.is_duplicate_in_batch or upload.id in self._reported:
            return
        self._reported.add(upload.id)
        self._results.add(upload)
        if upload.is_done:
            text = (
                tr("{file}: had its ID already", file=shown_path(upload.path))
                if upload.is_reused
                else tr("{file}: uploaded", file=shown_path(upload.path))
            )
            self._console.detail(text)
            return
        self._console.write_failure(upload)
        if self._fail_fast:
            self._finished.set()

    def _report_reused(self, upload: Upload) -> None:
        """Report once that another program is uploading the same content, which may take a while."""
        if upload.waits_for_same_content and upload.problem:
            # Translators: {why} is one sentence or two: why the file was not uploaded.
            text = tr("{file}: {why}", file=shown_path(upload.path), why=upload.problem.text)
            self._report_once(text, upload.problem.title)

    def _report_once(self, text: str, topic: str = "") -> None:
        """Write the message unless one of this topic was written; without a topic, the same message."""
        if (topic or text) not in self._messages:
            self._messages.add(topic or text)
            self._console.note(text)

    def _reuse_duplicates(self, queue: UploadQueue) -> None:
        """Give duplicates the asset ID that their content has by now; without any, the run has ended."""
        duplicates = [upload.id for upload in self._uploads.values() if upload.is_duplicate_in_batch]
        if duplicates:
            queue.check_again(duplicates)
        else:
            self._finished.set()
