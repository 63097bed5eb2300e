"""Carries out what the policy decides about one upload, and counts its tries."""

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
from layers_desktop.domain.upload_record import Remote
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.intake.inspection import SETTLED_AFTER
from layers_desktop.transfer.job.context import Desk
from layers_desktop.transfer.job.failure_messages import kept_expiring, problem_of
from layers_desktop.transfer.job.retry_policy import Action, Stage, Trouble, decide
from layers_desktop.transfer.limits.holds import GateReason

# How far a PUT must get beyond every earlier one for its tries to count afresh, in bytes.
_REAL_PROGRESS = 1_000_000
_FREE_PRESIGNS = 2
_FILE_WAITS = (2.0, 5.0, 15.0)
_MOST_CHANGES = 3

_STATE_OF_STAGE = {
    Stage.PRESIGN: UploadState.PRESIGNING,
    Stage.PUT: UploadState.SENDING,
    Stage.FINALIZE: UploadState.FINALIZING,
    Stage.INLINE: UploadState.SENDING_INLINE,
}


class Recovery:
    """Brings an upload from trouble back onto its way, or to its end.

    Attributes:
        needs_to_be_alone: Whether its URL expired under way: the whole line is its next time.
        has_ended: Whether this attempt has come to its end; a retry is another one.
    """

    def __init__(self, upload: Upload, desk: Desk) -> None:
        self._upload = upload
        self._desk = desk
        self._failures: Counter[Stage] = Counter()
        self._seen: Counter[object] = Counter()
        self._farthest = 0
        self._times_offline = 0
        self.needs_to_be_alone = False
        self.has_ended = False
        self._actions: dict[Action, Callable[[Trouble], Awaitable[bool]]] = {
            Action.RETRY: self._retry,
            Action.PRESIGN_ANEW: self._presign_anew,
            Action.PRESIGN_ONCE: self._presign_once,
            Action.PROBE: self._probe,
            Action.CHECK_NETWORK: self._check_network,
            Action.GO_OFFLINE: self._go_offline,
            Action.ASK_FOR_KEY: self._ask_for_key,
            Action.WAIT_FOR_BUDGET: self._wait_for_budget,
            Action.SEND_LESS: self._send_less,
            Action.NEW_KEY_ONCE: self._new_key_once,
            Action.AGAIN: self._again,
            Action.START_OVER: self._start_over,
            Action.WAIT_FOR_FILE: self._wait_for_file,
            Action.FAIL: self._fail,
        }

    async def after(self, trouble: Trouble) -> bool:
        """Do what the table says; return whether the signed URL may be used again."""
        if isinstance(trouble.error, StorageError):
            # The store has answered: it does not have the file, and finalize need not be asked.
            self._upload.remote.bytes_handed_over = False
        return await self._actions[decide(trouble)](trouble)

    def begin_try(self) -> None:
        """Take note of when this try begins; count afresh where the network was gone since the last."""
        if self._was_offline:
            self._failures.clear()
        self._times_offline = self._desk.gates.times_closed(GateReason.OFFLINE)

    async def hold_at_gate(self, stage: Stage) -> None:
        """Leave it at this stage for as long as a gate holds; uses up no try."""
        self._upload.wait(_STATE_OF_STAGE[stage], self._desk.clock())
        self._desk.ledger.note(self._upload)

    async def wait_for_key(self, stage: Stage) -> None:
        """Leave it at this stage until its account has a key; the gate is closed where nobody has yet."""
        gates, account = self._desk.gates, self._upload.account
        if not gates.is_closed(GateReason.KEY, account):
            gates.close(GateReason.KEY, account=account)
        await self.hold_at_gate(stage)

    # --------------------------------------------------------------- actions
    async def _retry(self, trouble: Trouble) -> bool:
        if trouble.stage is Stage.PUT:
            self._note_progress()
        self._failures[trouble.stage] += 1
        if self._failures[trouble.stage] >= self._tries_of(trouble.stage):
            return await self._give_up(trouble)
        most = self._desk.patience.longest_wait
        if trouble.stage is Stage.FINALIZE:
            most = self._desk.patience.longest_finalize_wait
        seconds = self._asked_wait(trouble) or self._backoff(trouble.stage, most)
        await self._wait(trouble, seconds, self._next_try(trouble.stage))
        return True

    async def _presign_anew(self, trouble: Trouble) -> bool:
        self._seen["expired"] += 1
        self.needs_to_be_alone = True
        if self._seen["expired"] > _FREE_PRESIGNS:
            await self._end(kept_expiring(trouble.error))
            return False
        self._begin_again()
        return False

    async def _presign_once(self, trouble: Trouble) -> bool:
        was_probe = trouble.stage is Stage.FINALIZE and not self._upload.remote.stored
        # A probe that finds nothing says only that the PUT failed, and that was counted.
        self._seen[Action.PRESIGN_ONCE, trouble.stage] += not was_probe
        if self._seen[Action.PRESIGN_ONCE, trouble.stage] > 1:
            return await self._fail(trouble)
        self._begin_again()
        return False

    async def _probe(self, trouble: Trouble) -> bool:
        """Leave the upload as it is: bytes handed over mean that finalize is asked first."""
        self._failures[Stage.PUT] += 1
        if self._failures[Stage.PUT] >= self._desk.patience.put_tries:
            return await self._give_up(trouble)
        return True

    async def _check_network(self, trouble: Trouble) -> bool:
        await self.hold_at_gate(trouble.stage)
        await self._desk.check_network()
        return True if self._was_offline else await self._retry(trouble)

    async def _go_offline(self, trouble: Trouble) -> bool:
        """A network that lies is as good as none, unless it lies about one call only."""
        return await self._check_network(trouble)

    async def _ask_for_key(self, trouble: Trouble) -> bool:
        self._desk.gates.close(GateReason.KEY, trouble.error.problem, account=self._upload.account)
        return await self._again(trouble)

    async def _again(self, trouble: Trouble) -> bool:
        await self.hold_at_gate(trouble.stage)
        return True

    async def _wait_for_budget(self, trouble: Trouble) -> bool:
        patience = self._desk.patience
        asked = self._asked_wait(trouble) or patience.budget_wait
        if asked > patience.longest_window:
            self._desk.end_day(self._upload.account, asked, trouble.error.problem)
            return await self._again(trouble)
        seconds = min(asked, patience.longest_budget_wait)
        self._desk.hold_budget(self._upload.account, seconds, trouble.error.problem)
        await self._wait(trouble, seconds)
        return True

    async def _send_less(self, trouble: Trouble) -> bool:
        self._desk.slots.halve()
        return await self._retry(trouble)

    async def _new_key_once(self, trouble: Trouble) -> bool:
        self._seen[Action.NEW_KEY_ONCE, trouble.stage] += 1
        if self._seen[Action.NEW_KEY_ONCE, trouble.stage] > 1:
            return await self._fail(trouble)
        remote = self._upload.remote
        if trouble.stage is Stage.PRESIGN:
            remote.presign_key = str(uuid.uuid4())
        elif trouble.stage is Stage.FINALIZE:
            remote.finalize_key = str(uuid.uuid4())
        else:
            remote.inline_key, remote.inline_since = str(uuid.uuid4()), self._desk.wall_clock()
        return await self._again(trouble)

    async def _start_over(self, trouble: Trouble) -> bool:
        """Look at the changed file anew, as often as it changes within reason, and send what it is now."""
        self._seen[Action.START_OVER] += 1
        upload = self._upload
        upload.mark_changed()
        await self._desk.ledger.write(upload)
        if self._seen[Action.START_OVER] > _MOST_CHANGES:
            await self._end(trouble.error.problem)
            return False
        await self._examine_until_settled()
        if upload.is_ready:
            upload.enqueue()
        await self._desk.ledger.write(upload)
        return False

    async def _wait_for_file(self, trouble: Trouble) -> bool:
        self._seen[Action.WAIT_FOR_FILE] += 1
        if self._seen[Action.WAIT_FOR_FILE] > len(_FILE_WAITS):
            return await self._fail(trouble)
        waits = self._seen[Action.WAIT_FOR_FILE]
        await self._wait(trouble, _FILE_WAITS[waits - 1], Tries(waits + 1, len(_FILE_WAITS) + 1))
        return True

    async def _fail(self, trouble: Trouble, tries: int = 0) -> bool:
        """End it; `tries` are those that were made in vain, where that is why."""
        if isinstance(trouble.error, ApiError) and trouble.error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._forget_refused_key(trouble.stage)
        await self._end(problem_of(trouble, self._upload, tries))
        return False

    # ----------------------------------------------------------------- parts
    @property
    def _was_offline(self) -> bool:
        """Whether the network was gone at any time since this try began, be it back by now."""
        return self._desk.gates.times_closed(GateReason.OFFLINE) != self._times_offline

    async def _end(self, problem: Problem) -> None:
        self.has_ended = True
        self._upload.fail(problem, self._desk.wall_clock())
        await self._desk.ledger.write(self._upload)

    async def _wait(self, trouble: Trouble, seconds: float, tries: Tries | None = None) -> None:
        until = self._desk.clock() + seconds
        self._upload.wait(_STATE_OF_STAGE[trouble.stage], until, trouble.error.problem, tries)
        await self._desk.ledger.write(self._upload)
        # Under Qt a timer may fire up to 5 % early: the clock decides.
        while (left := until - self._desk.clock()) > 0:  # noqa: ASYNC110  # no event tells that time has passed
            await asyncio.sleep(left)

    async def _examine_until_settled(self) -> None:
        """Look until the file rests; what it is now counts, under the kind that it was given."""
        upload = self._upload
        upload.start_checking()
        await self._desk.examiner.examine(upload, upload.kind)
        while upload.state is UploadState.SETTLING:
            await asyncio.sleep(SETTLED_AFTER)
            upload.start_checking()
            await self._desk.examiner.examine(upload, upload.kind)

    def _begin_again(self) -> None:
        """From presign: what the old URL led to is left to be collected."""
        self._upload.remote = Remote()

    async def _give_up(self, trouble: Trouble) -> bool:
        """End it after too many tries, unless it was the whole network that went away: that ends no file."""
        if isinstance(trouble.error, NetworkError):
            await self.hold_at_gate(trouble.stage)
            await self._desk.check_network()
            if self._was_offline:
                return True
        return await self._fail(trouble, self._failures[trouble.stage])

    def _forget_refused_key(self, stage: Stage) -> None:
        """Layers keeps its refusal under the key of the call: Retry must ask with another."""
        if stage is Stage.FINALIZE:
            self._upload.remote.finalize_key = str(uuid.uuid4())
        else:
            self._upload.remote = Remote()

    def _note_progress(self) -> None:
        """Count tries afresh where the PUT got clearly farther than ever: the line is slow, not dead."""
        if self._upload.bytes_sent > self._farthest + _REAL_PROGRESS:
            self._farthest = self._upload.bytes_sent
            self._failures[Stage.PUT] = 0

    def _next_try(self, stage: Stage) -> Tries | None:
        most = self._tries_of(stage)
        return None if math.isinf(most) else Tries(self._failures[stage] + 1, int(most))

    def _tries_of(self, stage: Stage) -> float:
        """Return the failures in a row that a stage may have; finalize only ends with its `uploadId`."""
        patience = self._desk.patience
        return {
            Stage.PUT: patience.put_tries,
            Stage.FINALIZE: math.inf,
        }.get(stage, patience.presign_tries)

    def _backoff(self, stage: Stage, most: float) -> float:
        return self._desk.patience.backoff(self._failures[stage], most)

    @staticmethod
    def _asked_wait(trouble: Trouble) -> float | None:
        error = trouble.error
        return error.retry_after if isinstance(error, ApiError | StorageError) else None
