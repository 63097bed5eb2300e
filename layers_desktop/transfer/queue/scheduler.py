"""The jobs under way: who works, who is called up next, and what is done when a job ends."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.job.context import JobContext, StopReason
from layers_desktop.transfer.limits.holds import HoldReason
from layers_desktop.transfer.queue.priority_queue import UploadMethod, UploadPriorityQueue
from layers_desktop.transfer.recorder import BatchResult, QueueListener
from layers_desktop.transfer.tasks import OwnedTasks

if TYPE_CHECKING:  # loaded with the first upload that is sent
    from layers_desktop.transfer.job.job import Job

# Jobs at work at once in each lane of an account: enough that slots and budget never wait for a job.
_AT_WORK = {UploadMethod.INLINE: 14, UploadMethod.STORAGE: 16}
# Jobs that wait for a second try do not keep others from their first, up to this many for an account.
_MOST_JOBS = 64
_TICK = 1.0
_PLACES_TOLD = 99


class Scheduler:
    """Runs one job for each upload that is sent."""

    def __init__(self, context: JobContext, tasks: OwnedTasks, listener: QueueListener) -> None:
        self._context = context
        self._tasks = tasks
        self._listener = listener
        self._jobs: dict[UploadId, Job] = {}
        self._waiting = UploadPriorityQueue(self._method_of)
        self._unfinished: dict[UploadId, Upload] = {}
        self._ended: dict[UploadId, Upload] = {}
        self._ticker: asyncio.Task[None] | None = None

    @property
    def running(self) -> list[Upload]:
        """The uploads that a job holds."""
        return [job.upload for job in self._jobs.values()]

    def move_up(self, uploads: Iterable[Upload]) -> None:
        """Let each of these that waits for a job go before the one that stands before it."""
        self._waiting.move_up(uploads)

    def move_to_top(self, uploads: Iterable[Upload]) -> None:
        """Let those of these that wait for a job go before all others."""
        self._waiting.move_to_top(uploads)

    def queue_positions(self) -> dict[UploadId, int]:
        """Return the places, from 1 on, of those that go next; of each line as many as are worth a word."""
        places: dict[UploadId, int] = {}
        for account, _ in self._context.sessions:
            for method in UploadMethod:
                line = [
                    *self._waiting_jobs(method, account),
                    *self._waiting.first(method, account, _PLACES_TOLD),
                ]
                places.update((upload.id, place) for place, upload in enumerate(line[:_PLACES_TOLD], 1))
        return places

    def submit(self, uploads: Sequence[Upload]) -> None:
        """Bring these queued uploads to an end, in good order."""
        for upload in uploads:
            self._unfinished[upload.id] = upload
            self._ended.pop(upload.id, None)
            self._waiting.push(upload)
        self.dispatch()

    def has_job(self, upload: Upload) -> bool:
        """Whether a job works on this upload, whatever its state says."""
        return upload.id in self._jobs

    def interrupt(self, upload: Upload, why: StopReason) -> bool:
        """Stop this upload, at once or as soon as that can be; return whether there is news of it."""
        job = self._jobs.get(upload.id)
        if job is None:
            return self._apply_stop(upload, why, was_held=False)
        job.interrupt(why)
        upload.is_pausing = job.stop_reason is StopReason.PAUSE
        return True

    def let_finish(self, is_nearly_there: Callable[[Upload], bool]) -> list[UploadId]:
        """Mark those at work that come to their end before a pause of all; return the others."""
        for upload in (held := self.running):
            upload.finishes_first = is_nearly_there(upload)
        near = [upload for upload in held if upload.finishes_first]
        self._context.recorder.record(*near)
        return [upload.id for upload in held if not upload.finishes_first]

    async def wait_idle(self, account: str) -> None:
        """Return when no job holds an upload of this account any more."""
        while jobs := [job for job in self._jobs.values() if job.upload.account == account]:
            await asyncio.gather(*(job.ended() for job in jobs))

    def undo_pause(self, upload: Upload) -> None:
        """Let an upload go on whose job has been told to pause and has not come to it yet."""
        job = self._jobs.get(upload.id)
        if job and job.stop_reason is StopReason.PAUSE:
            job.stop_reason = StopReason.RESTART
        if upload.is_pausing or upload.finishes_first:
            upload.is_pausing = upload.finishes_first = False
            self._context.recorder.record(upload)

    def forget(self, uploads: Sequence[Upload]) -> None:
        """Forget uploads that leave the list; no job holds them."""
        for upload in uploads:
            self._unfinished.pop(upload.id, None)
        self._notify_if_batch_finished()

    def dispatch(self) -> None:
        """Start as many jobs as there is work and room for."""
        for account, _ in self._context.sessions:
            if self._context.can_run(account):
                self._dispatch_account(account)
        if self._jobs and (self._ticker is None or self._ticker.done()):
            self._ticker = self._tasks.spawn(self._tick(), "crew")

    # ----------------------------------------------------------------- parts
    def _dispatch_account(self, account: str) -> None:
        for method in UploadMethod:
            while self._has_capacity(method, account) and (upload := self._next_upload(method, account)):
                self._start_job(upload)

    def _waiting_jobs(self, method: UploadMethod, account: str) -> list[Upload]:
        """Return what a job holds that still waits for its turn."""
        held = [each for each in self.running if _waits(each) and each.account == account]
        return [each for each in held if self._method_of(each) is method]

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
        if job.stop_reason:
            self._apply_stop(upload, job.stop_reason, was_held=True)
            self._context.recorder.record(upload)
        elif task.cancelled():
            return  # the program ends; the journal knows how far it got
        elif task.exception():
            self._fail_after_fault(upload)
        if not upload.is_unfinished:
            self._count_ended(upload)
        elif upload.state is UploadState.QUEUED:
            self._waiting.push(upload)  # it was to be tried again before this job had wound up
        self.dispatch()

    def _next_upload(self, method: UploadMethod, account: str) -> Upload | None:
        """Take the next that waits; what was paused and resumed stands in the line twice, and goes once."""
        while upload := self._waiting.pop(method, account):
            if upload.id in self._unfinished and not self.has_job(upload):
                return upload
        return None

    def _apply_stop(self, upload: Upload, why: StopReason, *, was_held: bool) -> bool:
        """Make the move that was asked for, where the upload has not reached its end meanwhile."""
        upload.is_pausing = False
        # A job may have been looking anew at a file that changed.
        was_looked_at = was_held and upload.is_being_checked
        if why is StopReason.CANCEL and (upload.can_cancel or was_looked_at):
            upload.cancel(time.time())
            self._count_ended(upload)
        elif why is not StopReason.CANCEL and (upload.can_pause or was_looked_at):
            upload.pause()
            if why is StopReason.RESTART:
                upload.enqueue()
        else:
            return False
        return True

    def _fail_after_fault(self, upload: Upload) -> None:
        """A fault of the program: the row says so, the reporter has the rest, everything else goes on."""
        if upload.is_active or upload.state in {UploadState.QUEUED, UploadState.CHANGED}:
            upload.fail(_program_fault(), time.time())
        elif upload.is_being_checked:
            if upload.state is not UploadState.CHECKING:
                upload.start_checking()
            upload.reject(_program_fault())
        self._context.recorder.record(upload)

    def _count_ended(self, upload: Upload) -> None:
        """Count an upload that has ended."""
        if self._unfinished.pop(upload.id, None) is None:
            return
        self._ended[upload.id] = upload
        self._notify_if_batch_finished()

    def _notify_if_batch_finished(self) -> None:
        if self._ended and not self._unfinished:
            ended, self._ended = list(self._ended.values()), {}
            self._listener.batch_finished(_result_of(ended))

    def _has_capacity(self, method: UploadMethod, account: str) -> bool:
        held = [upload for upload in self.running if upload.account == account]
        at_work = sum(self._method_of(each) is method and not _is_idle(each) for each in held)
        return at_work < _AT_WORK[method] and len(held) < _MOST_JOBS

    def _method_of(self, upload: Upload) -> UploadMethod:
        is_small = (upload.size or 0) < self._context.inline_limit
        return UploadMethod.INLINE if is_small and not upload.remote.upload_id else UploadMethod.STORAGE

    async def _tick(self) -> None:
        """Once a second while there is work: watch the line's speed, open the budget's gate in time."""
        sent = 0
        holds = self._context.holds
        while (
            self._jobs
            or holds.is_active_anywhere(HoldReason.BUDGET)
            or holds.is_active_anywhere(HoldReason.DAY)
        ):
            await asyncio.sleep(_TICK)
            now_sent = sum(upload.bytes_sent for upload in self.running)
            self._context.concurrency.adapt(max(0, now_sent - sent) / _TICK)
            sent = now_sent
            self._context.release_write_holds()
            self._context.release_due_daily_holds()
            self.dispatch()


def _waits(upload: Upload) -> bool:
    return upload.state is UploadState.QUEUED


def _is_idle(upload: Upload) -> bool:
    """Whether its job only waits: for another try, or for a file that is still being written."""
    return upload.state is UploadState.WAITING or upload.is_being_checked


def _program_fault() -> Problem:
    return Problem(
        "PROGRAM_FAULT",
        tr("A fault of this program stopped this upload."),
        tr("Retry; if it happens again, send the log to those who maintain the program."),
        can_retry=True,
    )


def _result_of(ended: list[Upload]) -> BatchResult:
    done = [upload for upload in ended if upload.is_done]
    names = dict.fromkeys(upload.project.name for upload in done if upload.project)
    return BatchResult(
        done=len(done),
        failed=sum(upload.state in {UploadState.FAILED, UploadState.REJECTED} for upload in ended),
        cancelled=sum(upload.state is UploadState.CANCELLED for upload in ended),
        project_names=tuple(names),
        upload_ids=tuple(upload.id for upload in ended),
    )
