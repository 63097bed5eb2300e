"""The jobs under way: which upload gets one next, and what is done when a job ends.

Next is what is nearest to its ID, then batch after batch, in each small files first. Each account has a queue
of its own, so that one that has no key, or whose rate limit is used up, delays no other.
"""

import asyncio
import contextlib
import heapq
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.job.job_context import JobContext, StopReason
from layers_desktop.transfer.limits.holds import HoldReason
from layers_desktop.transfer.upload_method import UploadMethod, upload_method
from layers_desktop.transfer.upload_recorder import BatchResult, QueueListener

if TYPE_CHECKING:  # loaded with the first upload that is sent
    from layers_desktop.transfer.job.job import Job

# Moved to the top (negative) or not, nothing of it sent, its batch, its size, and when it was pushed.
Priority = tuple[int, bool, int, int, int]


# Busy jobs of each account and method at once: enough that neither slots nor rate limit wait for a job.
_BUSY_JOBS = {UploadMethod.INLINE: 14, UploadMethod.STORAGE: 16}
_TICK_SECONDS = 1.0
# "Pause all" lets an upload finish whose bytes are sent up to this part.
_NEARLY_DONE = 0.9
# What ends by itself is looked at each second.
_PASSING_HOLDS = (HoldReason.BUDGET, HoldReason.DAY, HoldReason.DISK)


class UploadPriorityQueue:
    """The queued uploads of each method and account, by priority.

    An upload may be in a heap several times; only its newest entry is valid, and only while it is QUEUED.
    """

    def __init__(self) -> None:
        self._heaps: defaultdict[tuple[UploadMethod, str], list[tuple[Priority, int, Upload]]] = defaultdict(
            list
        )
        self._batches: dict[BatchId, int] = {}
        self._entry_numbers = itertools.count()
        self._valid_entries: dict[UploadId, int] = {}
        self._top = 0

    def push(self, upload: Upload) -> None:
        """Add a queued upload; one that is here already gets a new priority."""
        has_not_arrived = not upload.remote.may_have_arrived
        batch = self._batches.setdefault(upload.batch_id, len(self._batches))
        self._put(upload, (0, has_not_arrived, batch, upload.size or 0, next(self._entry_numbers)))

    def move_to_top(self, uploads: Iterable[Upload]) -> None:
        """Put those of these that wait before all others, in the order that they have."""
        moved = {upload.id for upload in uploads}
        self._top -= 1
        for key in list(self._heaps):
            for priority, upload in self._waiting(*key):
                if upload.id in moved:
                    self._put(upload, (self._top, *priority[1:]))

    def move_up(self, uploads: Iterable[Upload]) -> None:
        """Swap each of these that waits with the one before it, unless that one moves up too."""
        moved = {upload.id for upload in uploads}
        for key in list(self._heaps):
            before = self._waiting(*key)
            after = [upload for _, upload in before]
            for row in range(1, len(after)):
                if after[row].id in moved and after[row - 1].id not in moved:
                    after[row - 1], after[row] = after[row], after[row - 1]
            for (priority, former), upload in zip(before, after, strict=True):
                if upload is not former:
                    self._put(upload, priority)

    def first(self, method: UploadMethod, account: str) -> Upload | None:
        """Return the first of these that waits; None if there is none."""
        heap = self._heaps[method, account]
        while heap and not self._is_valid(*heap[0][1:]):
            heapq.heappop(heap)
        return heap[0][2] if heap else None

    def pop(self, method: UploadMethod, account: str) -> Upload | None:
        """Remove and return the first of these that waits; None if there is none."""
        upload = self.first(method, account)
        if upload:
            heapq.heappop(self._heaps[method, account])
            del self._valid_entries[upload.id]
        return upload

    def _put(self, upload: Upload, priority: Priority) -> None:
        number = self._valid_entries[upload.id] = next(self._entry_numbers)
        heapq.heappush(self._heaps[upload_method(upload), upload.account], (priority, number, upload))

    def _waiting(self, method: UploadMethod, account: str) -> list[tuple[Priority, Upload]]:
        """Return all of these that wait, in their order."""
        entries = sorted(self._heaps[method, account])
        return [(priority, upload) for priority, number, upload in entries if self._is_valid(number, upload)]

    def _is_valid(self, number: int, upload: Upload) -> bool:
        return self._valid_entries.get(upload.id) == number and upload.state is UploadState.QUEUED


class Scheduler:
    """Runs one job for each upload that is sent.

    Args:
        uploads: The whole list, live.
        waiting: The queued uploads that have no job.
    """

    def __init__(
        self,
        uploads: Mapping[UploadId, Upload],
        context: JobContext,
        waiting: UploadPriorityQueue,
        tasks: OwnedTasks,
        listener: QueueListener,
    ) -> None:
        self._uploads = uploads
        self._context = context
        self._recorder = context.recorder
        self._sessions = context.sessions
        self._waiting = waiting
        self._tasks = tasks
        self._listener = listener
        self._jobs: dict[UploadId, Job] = {}
        self._unfinished: dict[UploadId, Upload] = {}
        self._ended: dict[UploadId, Upload] = {}
        self._additions = 0
        self._ticker: asyncio.Task[None] | None = None

    @property
    def running(self) -> list[Upload]:
        """The uploads that have a job."""
        return [job.upload for job in self._jobs.values()]

    def next_in_line(self) -> frozenset[UploadId]:
        """Return those that go next: one of each account and method."""
        lines = [
            [*self._queued_with_job(method, account), self._waiting.first(method, account)]
            for account, _ in self._sessions
            for method in UploadMethod
        ]
        return frozenset(line[0].id for line in lines if line[0])

    def submit(self, uploads: Iterable[Upload]) -> None:
        """Run a job for each of these queued uploads, in the order of their priorities."""
        for upload in uploads:
            self._unfinished[upload.id] = upload
            self._ended.pop(upload.id, None)
            self._waiting.push(upload)
        self.dispatch()

    def has_job(self, upload: Upload) -> bool:
        """Whether this upload has a job, whatever its state says."""
        return upload.id in self._jobs

    def interrupt(self, upload: Upload, reason: StopReason) -> bool:
        """Stop this upload, at once or as soon as that can be; return whether anything of it has changed."""
        job = self._jobs.get(upload.id)
        if job is None:
            return self._apply_stop(upload, reason, had_job=False)
        job.interrupt(reason)
        upload.is_pausing = job.stop_reason is StopReason.PAUSE
        return True

    def let_finish(self) -> list[Upload]:
        """Mark the running uploads that may finish before all else is paused; return the others."""
        running = self.running
        for upload in running:
            upload.finishes_first = _is_nearly_done(upload)
        self._recorder.record(*(upload for upload in running if upload.finishes_first))
        return [upload for upload in running if not upload.finishes_first]

    async def wait_idle(self, account: str) -> None:
        """Return when no upload of this account has a job any more."""
        while jobs := [job for job in self._jobs.values() if job.upload.account == account]:
            await asyncio.gather(*(job.wait_ended() for job in jobs))

    def undo_pause(self, upload: Upload) -> None:
        """Let an upload go on whose job was told to pause and has not stopped yet."""
        job = self._jobs.get(upload.id)
        if job and job.stop_reason is StopReason.PAUSE:
            job.stop_reason = StopReason.RESTART
        if upload.is_pausing or upload.finishes_first:
            upload.is_pausing = upload.finishes_first = False
            self._recorder.record(upload)

    def forget(self, uploads: Iterable[Upload]) -> None:
        """Forget uploads that leave the list; none of them has a job."""
        for upload in uploads:
            self._unfinished.pop(upload.id, None)
        self.end_batch_if_done()

    @contextlib.contextmanager
    def more_to_come(self) -> Iterator[None]:
        """Keep the batch from ending while files are read and added that may belong to it."""
        self._additions += 1
        try:
            yield
        finally:
            self._additions -= 1
            self.end_batch_if_done()

    def end_batch_if_done(self) -> None:
        """Tell that the batch ended, where nothing of it is under way and nothing will start by itself."""
        if not self._ended or self._unfinished or self._additions:
            return
        if not any(upload.will_start for upload in self._uploads.values()):
            ended, self._ended = list(self._ended.values()), {}
            self._listener.batch_finished(_result_of(ended))

    def dispatch(self) -> None:
        """Start as many jobs as the waiting uploads need and the limits allow."""
        for account, _ in self._sessions:
            if self._sessions.can_run(account):
                self._dispatch_account(account)
        is_needed = self._jobs or self._sessions.holds.is_active(HoldReason.DISK)
        if is_needed and (self._ticker is None or self._ticker.done()):
            self._ticker = self._tasks.spawn(self._tick(), "scheduler")

    # ----------------------------------------------------------------- private
    def _dispatch_account(self, account: str) -> None:
        for method in UploadMethod:
            while self._has_capacity(method, account) and (upload := self._next_upload(method, account)):
                self._start_job(upload)

    def _has_capacity(self, method: UploadMethod, account: str) -> bool:
        running = [upload for upload in self.running if upload.account == account]
        busy = sum(upload_method(each) is method and not _is_idle(each) for each in running)
        return busy < _BUSY_JOBS[method] and len(running) < self._context.limits.max_jobs

    def _next_upload(self, method: UploadMethod, account: str) -> Upload | None:
        """Remove and return the next one; one that was paused and resumed may come twice, and goes once."""
        while upload := self._waiting.pop(method, account):
            if upload.id in self._unfinished and not self.has_job(upload):
                return upload
        return None

    def _queued_with_job(self, method: UploadMethod, account: str) -> list[Upload]:
        """Return the uploads whose job has not begun to send them."""
        queued = [each for each in self.running if each.state is UploadState.QUEUED]
        return [each for each in queued if each.account == account and upload_method(each) is method]

    def _start_job(self, upload: Upload) -> None:
        from layers_desktop.transfer.job.job import Job

        job = Job(upload, self._context)
        self._jobs[upload.id] = job
        task = self._tasks.spawn(job.run(), f"upload {upload.id}")
        job.start(task, partial(self._tasks.cancel, task))
        task.add_done_callback(lambda task: self._job_ended(job, task))

    def _job_ended(self, job: "Job", task: asyncio.Task[None]) -> None:
        upload = job.upload
        del self._jobs[upload.id]
        self._sessions.of(upload.account).rate_limiter.give_back(upload.id)
        if job.stop_reason:
            self._apply_stop(upload, job.stop_reason, had_job=True)
            self._recorder.record(upload)
        elif task.cancelled():
            return  # the program ends; the journal knows how far it got
        elif task.exception():
            self._fail_after_fault(upload)
        if not upload.is_unfinished:
            self._count_ended(upload)
        elif upload.state is UploadState.QUEUED:
            self._waiting.push(upload)  # it was queued again before this job had ended
        self.dispatch()

    def _apply_stop(self, upload: Upload, reason: StopReason, *, had_job: bool) -> bool:
        """Make the move that was asked for, where the upload has not reached its end meanwhile."""
        upload.is_pausing = False
        # A job may have been inspecting a file that changed.
        was_checked = had_job and upload.is_being_checked
        if reason is StopReason.CANCEL and (upload.can_cancel or was_checked):
            upload.cancel(time.time())
            self._count_ended(upload)
        elif reason is not StopReason.CANCEL and (upload.can_pause or was_checked):
            upload.pause()
            if reason is StopReason.RESTART:
                upload.enqueue()
        else:
            return False
        return True

    def _fail_after_fault(self, upload: Upload) -> None:
        """End an upload whose job raised a fault of the program; it was reported, and all else goes on."""
        if upload.is_active or upload.state in {UploadState.QUEUED, UploadState.CHANGED}:
            upload.fail(_program_fault(), time.time())
        elif upload.is_being_checked:
            if upload.state is not UploadState.CHECKING:
                upload.start_checking()
            upload.reject(_program_fault())
        self._recorder.record(upload)

    def _count_ended(self, upload: Upload) -> None:
        if self._unfinished.pop(upload.id, None):
            self._ended[upload.id] = upload
        self.end_batch_if_done()

    async def _tick(self) -> None:
        """Once a second while there are jobs: adapt to the network's speed, and lift holds that are over."""
        sent = 0
        while self._jobs or any(map(self._sessions.holds.is_active_anywhere, _PASSING_HOLDS)):
            await asyncio.sleep(_TICK_SECONDS)
            sent_before, sent = sent, sum(upload.bytes_sent for upload in self.running)
            self._context.limits.concurrency.adapt(max(0, sent - sent_before) / _TICK_SECONDS)
            self._sessions.update_write_holds()
            self._mark_limited()
            self._sessions.release_due_daily_holds()
            if self._sessions.holds.is_active(HoldReason.DISK):
                self._recorder.save_again()
            self.dispatch()

    def _mark_limited(self) -> None:
        """Note on each upload until when its next call waits for the rate limiter, if that is to be seen."""
        now, waits = self._context.clock(), self._sessions.waits()
        for upload in self.running:
            seconds, was_limited = waits.get(upload.id, 0.0), upload.limited_until is not None
            upload.limited_until = now + seconds if seconds > _TICK_SECONDS else None
            if was_limited or upload.limited_until is not None:
                self._recorder.notify(upload)  # each second, for its row to tell the seconds left


def _is_nearly_done(upload: Upload) -> bool:
    return upload.remote.may_have_arrived or upload.bytes_sent >= _NEARLY_DONE * (upload.size or 1)


def _is_idle(upload: Upload) -> bool:
    """Whether its job only waits: for another try, or for a file that is still being written."""
    return upload.state is UploadState.WAITING or upload.is_being_checked


def _program_fault() -> Problem:
    return Problem(
        "PROGRAM_FAULT",
        tr("An error in this program stopped this upload."),
        tr("Try again. If it keeps happening, report it together with the log."),
        can_retry=True,
    )


def _result_of(ended: Sequence[Upload]) -> BatchResult:
    counts = Counter(upload.state for upload in ended)
    names = dict.fromkeys(upload.project.name for upload in ended if upload.is_done and upload.project)
    return BatchResult(
        done=counts[UploadState.DONE],
        failed=counts[UploadState.FAILED] + counts[UploadState.REJECTED],
        cancelled=counts[UploadState.CANCELLED],
        project_names=tuple(names),
        upload_ids=tuple(upload.id for upload in ended),
    )
