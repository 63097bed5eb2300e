"""One run of `upload`: the files that it was given, from their paths to their ends."""

import asyncio
from collections.abc import Sequence

from layers_desktop.cli.console import Console
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.language import tr
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.transfer.gates import Gate, GateReason
from layers_desktop.transfer.queue import UploadQueue
from layers_desktop.transfer.results import BatchResult


class Batch:
    """Listens to the queue, decides what a person would decide in the window, and knows when all is over.

    Attributes:
        key_problem: Why Layers stopped taking the key in the middle; None if it did not.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._queue: UploadQueue | None = None
        self._mine: dict[UploadId, Upload] = {}
        # Those without an end so far: to ask all of them at each change would take longer than sending them.
        self._going: set[UploadId] = set()
        self._told: set[UploadId] = set()
        self._over = asyncio.Event()
        self._said: set[str] = set()
        self._gate_problem: Problem | None = None
        self.key_problem: Problem | None = None

    @property
    def uploads(self) -> list[Upload]:
        """The uploads of this run, in the order given."""
        return list(self._mine.values())

    async def run(self, queue: UploadQueue, uploads: Sequence[Upload]) -> None:
        """Return when every one of these has its end, or the key is not taken any more."""
        self._queue = queue
        self._mine = {upload.id: upload for upload in uploads}
        self._going = set(self._mine)
        queue.resume(self._mine)
        queue.retry(self._mine)
        for upload in uploads:
            self._go_on_with(upload)
        await self._over.wait()

    # -------------------------------------------------------------- listener
    def added(self, uploads: Sequence[Upload]) -> None:
        """Wait for `run`: nothing starts before everything was taken in."""

    def changed(self, upload: Upload) -> None:
        """Go on with the upload once the queue has finished what it is at."""
        if upload.id in self._mine:
            self._note(upload)
            self._tell_of_others(upload)
            asyncio.get_running_loop().call_soon(self._go_on_with, upload)

    def removed(self, uploads: Sequence[Upload]) -> None:
        """Nobody removes anything here."""

    def gate_changed(self, gate: Gate | None) -> None:
        """Say why nothing moves; without a key nothing ever will."""
        before, self._gate_problem = self._gate_problem, gate.problem if gate else None
        if gate is None or gate.problem is None or gate.problem == before:
            return
        if gate.reason is GateReason.KEY:
            self.key_problem = gate.problem
            self._over.set()
        elif gate.reason is GateReason.OFFLINE:
            self._console.tell(
                tr("{why} Uploads continue by themselves when it is back.", why=gate.problem.title)
            )
        elif gate.reason is GateReason.DISK:
            self.tell_of_journal(gate.problem)
        else:  # a budget is used up again and again, which is no news
            self._tell_once(gate.problem.text)

    def tell_of_journal(self, problem: Problem) -> None:
        """Say once what it means for a command that nothing can be noted on this computer."""
        self._tell_once(
            tr(
                "{why} The files are uploaded all the same. Keep their IDs: the same command, given again,"
                " may upload them once more.",
                why=problem.title,
            )
        )

    def batch_finished(self, result: BatchResult) -> None:
        """The end of every single upload tells it as well."""

    # ----------------------------------------------------------------- parts
    def _go_on_with(self, upload: Upload) -> None:
        if self._queue is None:
            return
        self._queue.start([upload.id])
        self._queue.use_existing([upload.id])
        self._tell_of_failure(upload)
        self._note(upload)
        if not self._going:
            self._settle_twins(self._queue)

    def _note(self, upload: Upload) -> None:
        if upload.is_at_rest:
            self._going.discard(upload.id)
        else:
            self._going.add(upload.id)

    def _tell_of_failure(self, upload: Upload) -> None:
        has_failed = upload.is_at_rest and not upload.is_done and not upload.is_twin
        if has_failed and upload.id not in self._told:
            self._told.add(upload.id)
            self._console.tell_failure(upload)

    def _tell_of_others(self, upload: Upload) -> None:
        """Say once why it may take a while: another program that has the same files may have all of them."""
        if upload.gives_way and upload.problem:
            text = tr("{file}: {why}", file=upload.path, why=upload.problem.text)
            self._tell_once(text, upload.problem.title)

    def _tell_once(self, text: str, what: str = "") -> None:
        """Say it unless it was said before, be it in the words of another file."""
        if (what or text) not in self._said:
            self._said.add(what or text)
            self._console.tell(text)

    def _settle_twins(self, queue: UploadQueue) -> None:
        """Give twins the ID that their content has by now; that was all otherwise."""
        twins = [upload.id for upload in self._mine.values() if upload.is_twin]
        if twins:
            queue.check_again(twins)
        else:
            self._over.set()
