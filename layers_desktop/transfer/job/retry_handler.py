"""Carries out what the retry policy decides about one upload, and counts its tries."""

import asyncio
import math
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.network_errors import NetworkError
from layers_desktop.domain.server_errors import ApiError, StorageError
from layers_desktop.domain.upload import Tries, Upload
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.intake.inspection import STABLE_AFTER
from layers_desktop.transfer.job.failure_messages import expired_too_often, failure_message
from layers_desktop.transfer.job.job_context import JobContext
from layers_desktop.transfer.job.retry_policy import Failure, RetryAction, Stage, decide
from layers_desktop.transfer.limits.holds import HoldReason
from layers_desktop.transfer.upload_recorder import Unrecorded

# Bytes that a PUT must get beyond every earlier one for its tries to be counted from 0 again.
_REAL_PROGRESS = 1_000_000
_MAX_EXPIRED_URLS = 2
# Seconds between tries to open a file that another program has locked.
_FILE_WAITS = (2.0, 5.0, 15.0)
_MAX_CHANGES = 3

_STATE_OF_STAGE = {
    Stage.PRESIGN: UploadState.PRESIGNING,
    Stage.PUT: UploadState.SENDING,
    Stage.FINALIZE: UploadState.FINALIZING,
    Stage.INLINE: UploadState.SENDING_INLINE,
}


class RetryHandler:
    """Decides after each failure of one upload whether it is tried again, waits, or fails.

    Attributes:
        needs_exclusive_slot: Whether its URL expired during the PUT, so that the next one is sent alone.
        has_ended: Whether the upload has failed for good; "Retry" starts another job.
    """

    def __init__(self, upload: Upload, context: JobContext) -> None:
        self._upload = upload
        self._context = context
        self._recorder = context.recorder
        self._sessions = context.sessions
        self._timings = context.limits.timings
        self._failures: Counter[Stage] = Counter()
        self._counts: Counter[object] = Counter()
        self._most_bytes_sent = 0
        self._times_offline = 0
        self.needs_exclusive_slot = False
        self.has_ended = False
        self._actions: dict[RetryAction, Callable[[Failure], Awaitable[bool]]] = {
            RetryAction.RETRY: self._retry,
            RetryAction.PRESIGN_AGAIN: self._presign_again,
            RetryAction.PRESIGN_ONCE: self._presign_once,
            RetryAction.PROBE: self._probe,
            RetryAction.CHECK_NETWORK: self._check_network,
            RetryAction.GO_OFFLINE: self._check_network,
            RetryAction.ASK_FOR_KEY: self._ask_for_key,
            RetryAction.WAIT_FOR_BUDGET: self._wait_for_budget,
            RetryAction.REDUCE_CONCURRENCY: self._reduce_concurrency,
            RetryAction.NEW_IDEMPOTENCY_KEY_ONCE: self._new_idempotency_key_once,
            RetryAction.REPEAT_CALL: self._repeat_call,
            RetryAction.START_OVER: self._start_over,
            RetryAction.WAIT_FOR_JOURNAL: self._wait_for_journal,
            RetryAction.WAIT_FOR_FILE: self._wait_for_file,
            RetryAction.FAIL: self._fail,
        }

    async def handle(self, failure: Failure) -> bool:
        """Do what the retry policy says; return whether the signed URL may be used again."""
        if isinstance(failure.error, StorageError):
            # The storage has said whether it has the file: only if it has, finalize is asked.
            self._upload.remote.bytes_handed_over = failure.error.is_stored_already
        return await self._actions[decide(failure)](failure)

    def begin_attempt(self) -> None:
        """Remember that a try begins; forget the failures where the network was gone since the last."""
        if self._was_offline:
            self._failures.clear()
        self._times_offline = self._sessions.holds.times_added(HoldReason.OFFLINE)

    async def _park(self, stage: Stage) -> None:
        """Let it wait at this stage for as long as a hold stops it; uses up no try."""
        self._upload.wait(_STATE_OF_STAGE[stage], self._context.clock())
        self._recorder.record(self._upload)

    async def wait_for_key(self, stage: Stage) -> None:
        """Let it wait at this stage until its account has a key; uses up no try."""
        if not self._sessions.holds.is_active(HoldReason.KEY, self._upload.account):
            self._sessions.hold_for_key(self._upload.account)
        await self._park(stage)

    # --------------------------------------------------------------- actions
    async def _retry(self, failure: Failure) -> bool:
        if failure.stage is Stage.PUT:
            self._count_progress()
        self._failures[failure.stage] += 1
        if self._failures[failure.stage] >= self._max_tries(failure.stage):
            return await self._give_up(failure)
        longest = self._timings.longest_wait
        if failure.stage is Stage.FINALIZE:
            longest = self._timings.longest_finalize_wait
        backoff = self._timings.backoff(self._failures[failure.stage], longest)
        # A server that is being mended may ask for hours; the file asks again before.
        asked = min(self._requested_wait(failure) or 0.0, self._timings.longest_budget_wait)
        seconds = asked or backoff
        await self._wait(failure, seconds, self._next_try(failure.stage))
        return True

    async def _presign_again(self, failure: Failure) -> bool:
        self._counts["expired"] += 1
        self.needs_exclusive_slot = True
        if self._counts["expired"] > _MAX_EXPIRED_URLS:
            self._end(expired_too_often(failure.error))
            return False
        self._restart_from_presign()
        return False

    async def _presign_once(self, failure: Failure) -> bool:
        was_probe = failure.stage is Stage.FINALIZE and not self._upload.remote.stored
        # A probe that finds nothing says only that the PUT failed, and that was counted.
        self._counts[RetryAction.PRESIGN_ONCE, failure.stage] += not was_probe
        if self._counts[RetryAction.PRESIGN_ONCE, failure.stage] > 1:
            return await self._fail(failure)
        self._restart_from_presign()
        return False

    async def _probe(self, failure: Failure) -> bool:
        """Change nothing: an upload whose bytes were all sent is finalized first."""
        self._failures[Stage.PUT] += 1
        if self._failures[Stage.PUT] >= self._timings.put_tries:
            return await self._give_up(failure)
        return True

    async def _check_network(self, failure: Failure) -> bool:
        await self._park(failure.stage)
        await self._context.connectivity.check()
        return True if self._was_offline else await self._retry(failure)

    async def _ask_for_key(self, failure: Failure) -> bool:
        self._sessions.hold_for_key(self._upload.account, failure.error.problem)
        return await self._repeat_call(failure)

    async def _repeat_call(self, failure: Failure) -> bool:
        await self._park(failure.stage)
        return True

    async def _wait_for_budget(self, failure: Failure) -> bool:
        timings = self._timings
        requested = self._requested_wait(failure) or timings.budget_wait
        if requested > timings.longest_window:
            self._sessions.hold_until_tomorrow(self._upload.account, requested, failure.error.problem)
            return await self._repeat_call(failure)
        seconds = min(requested, timings.longest_budget_wait)
        self._sessions.hold_writes(self._upload.account, seconds, failure.error.problem)
        await self._wait(failure, seconds)
        return True

    async def _reduce_concurrency(self, failure: Failure) -> bool:
        self._context.limits.concurrency.halve()
        return await self._retry(failure)

    async def _new_idempotency_key_once(self, failure: Failure) -> bool:
        self._counts[RetryAction.NEW_IDEMPOTENCY_KEY_ONCE, failure.stage] += 1
        if self._counts[RetryAction.NEW_IDEMPOTENCY_KEY_ONCE, failure.stage] > 1:
            return await self._fail(failure)
        remote = self._upload.remote
        if failure.stage is Stage.PRESIGN:
            remote.presign_key = str(uuid.uuid4())
        elif failure.stage is Stage.FINALIZE:
            remote.finalize_key = str(uuid.uuid4())
        else:
            remote.inline_key, remote.inline_since = str(uuid.uuid4()), self._context.wall_clock()
        return await self._repeat_call(failure)

    async def _start_over(self, failure: Failure) -> bool:
        """Inspect the changed file again and send what it is now; a file that keeps changing fails."""
        self._counts[RetryAction.START_OVER] += 1
        upload = self._upload
        before = upload.fingerprint
        upload.mark_changed()
        self._recorder.record(upload)
        if self._counts[RetryAction.START_OVER] > _MAX_CHANGES:
            self._end(failure.error.problem)
            return False
        await self._inspect_until_stable()
        if upload.fingerprint:
            upload.fingerprint = upload.fingerprint.without_passing_number(before)
        if upload.is_ready:
            upload.enqueue()
        self._recorder.record(upload)
        return False

    async def _wait_for_journal(self, failure: Failure) -> bool:
        if self._recorder.unrecorded is Unrecorded.FAILS:
            return await self._fail(failure)
        return await self._repeat_call(failure)

    async def _wait_for_file(self, failure: Failure) -> bool:
        self._counts[RetryAction.WAIT_FOR_FILE] += 1
        if self._counts[RetryAction.WAIT_FOR_FILE] > len(_FILE_WAITS):
            return await self._fail(failure)
        waits = self._counts[RetryAction.WAIT_FOR_FILE]
        await self._wait(failure, _FILE_WAITS[waits - 1], Tries(waits + 1, len(_FILE_WAITS) + 1))
        return True

    async def _fail(self, failure: Failure, tries: int = 0) -> bool:
        """End the upload; `tries` is how many were made, where that is the reason."""
        if isinstance(failure.error, ApiError) and failure.error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._forget_refused_key(failure.stage)
        self._end(failure_message(failure, self._upload, tries))
        return False

    # ----------------------------------------------------------------- parts
    @property
    def _was_offline(self) -> bool:
        """Whether the network was gone at any time since this try began, even if it is back by now."""
        return self._sessions.holds.times_added(HoldReason.OFFLINE) != self._times_offline

    def _end(self, problem: Problem) -> None:
        self.has_ended = True
        self._upload.fail(problem, self._context.wall_clock())
        self._recorder.record(self._upload)

    async def _wait(self, failure: Failure, seconds: float, tries: Tries | None = None) -> None:
        until = self._context.clock() + seconds
        self._upload.wait(_STATE_OF_STAGE[failure.stage], until, failure.error.problem, tries)
        self._recorder.record(self._upload)
        # Under Qt a timer may fire up to 5 % early: the clock decides.
        while (left := until - self._context.clock()) > 0:  # noqa: ASYNC110  # no event tells that time has passed
            await asyncio.sleep(left)

    async def _inspect_until_stable(self) -> None:
        """Inspect the file until nobody writes to it any more; its kind stays as it was chosen."""
        upload = self._upload
        upload.start_checking()
        await self._context.validator.check(upload, upload.kind)
        while upload.state is UploadState.SETTLING:
            await asyncio.sleep(STABLE_AFTER)
            upload.start_checking()
            await self._context.validator.check(upload, upload.kind)

    def _restart_from_presign(self) -> None:
        """Forget the old URL; what was sent to it is collected by the server."""
        self._upload.remote = ServerState()

    async def _give_up(self, failure: Failure) -> bool:
        """End the upload after too many tries, unless the whole network is gone: that ends none."""
        if isinstance(failure.error, NetworkError):
            await self._park(failure.stage)
            await self._context.connectivity.check()
            if self._was_offline:
                return True
        return await self._fail(failure, self._failures[failure.stage])

    def _forget_refused_key(self, stage: Stage) -> None:
        """Use another `Idempotency-Key` for "Retry": under this one Layers repeats its refusal."""
        if stage is Stage.FINALIZE:
            self._upload.remote.finalize_key = str(uuid.uuid4())
        else:
            self._upload.remote = ServerState()

    def _count_progress(self) -> None:
        """Forget the failures of a PUT that got clearly farther than any before: it is only slow."""
        if self._upload.bytes_sent > self._most_bytes_sent + _REAL_PROGRESS:
            self._most_bytes_sent = self._upload.bytes_sent
            self._failures[Stage.PUT] = 0

    def _next_try(self, stage: Stage) -> Tries | None:
        maximum = self._max_tries(stage)
        return None if math.isinf(maximum) else Tries(self._failures[stage] + 1, int(maximum))

    def _max_tries(self, stage: Stage) -> float:
        """Return the failures in a row after which a stage is given up; finalize ends with its `uploadId`."""
        return {
            Stage.PUT: self._timings.put_tries,
            Stage.FINALIZE: math.inf,
        }.get(stage, self._timings.presign_tries)

    @staticmethod
    def _requested_wait(failure: Failure) -> float | None:
        error = failure.error
        return error.retry_after if isinstance(error, ApiError | StorageError) else None
