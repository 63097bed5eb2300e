"""Everything that the jobs of one queue share."""

import enum
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.transfer.http_clients import HttpClients
from layers_desktop.transfer.intake.validator import UploadValidator
from layers_desktop.transfer.limits.account_access import AccountSessions
from layers_desktop.transfer.limits.concurrency import ConcurrencyLimiter
from layers_desktop.transfer.limits.holds import HoldReason, QueueHolds
from layers_desktop.transfer.limits.rate_limiter import INLINE_LIMIT, RateLimiter
from layers_desktop.transfer.recorder import UploadRecorder

_DAY = 86_400.0


@dataclass(slots=True)
class RetryTimings:
    """How long a job tries before it gives up; seconds.

    Attributes:
        presign_tries, put_tries: Failures in a row after which a file fails.
        longest_wait: Between two tries.
        longest_finalize_wait: The same while only the last step is missing.
        longest_window: A longer wait that a 429 asks for is no window of the budget but the end of the day's.
        upload_id_life: An `uploadId` older than this is not asked for any more (it lives 24 hours).
        stall: Without a byte before a transfer is given up.
        budget_wait, longest_budget_wait: After a 429 that names no time, and at most.
        scale: Of the random waits between tries.
    """

    presign_tries: int = 6
    put_tries: int = 5
    longest_wait: float = 60.0
    longest_finalize_wait: float = 300.0
    upload_id_life: float = 23.5 * 3600
    stall: float = 30.0
    budget_wait: float = 30.0
    longest_budget_wait: float = 300.0
    longest_window: float = 600.0
    scale: float = 1.0

    def backoff(self, failures: int, most: float) -> float:
        """Return the seconds to wait after this many failures in a row: full jitter, doubling."""
        return self.scale * random.uniform(0, min(most, 2.0 ** min(failures, 30)))  # noqa: S311  # no secret


@dataclass(slots=True)
class QueueLimits:
    """How fast, how many at once, and how patiently a queue works; further accounts get such a budget too."""

    rate_limiter: RateLimiter = field(default_factory=RateLimiter)
    concurrency: ConcurrencyLimiter = field(default_factory=ConcurrencyLimiter)
    timings: RetryTimings = field(default_factory=RetryTimings)


@dataclass(slots=True)
class JobContext:
    """What the jobs of one queue share.

    Attributes:
        sessions: What each account calls Layers with.
        clock: Monotonic seconds.
        wall_clock: Seconds since the epoch, for what outlives the process.
        check_network: Finds out whether Layers can be reached, and closes the OFFLINE gate if not.
    """

    sessions: AccountSessions
    storage: HttpClients
    holds: QueueHolds
    recorder: UploadRecorder
    validator: UploadValidator
    check_network: Callable[[], Awaitable[None]]
    limits: QueueLimits
    clock: Callable[[], float] = time.monotonic
    wall_clock: Callable[[], float] = time.time
    inline_limit: int = INLINE_LIMIT

    @property
    def concurrency(self) -> ConcurrencyLimiter:
        """What bounds the files under way."""
        return self.limits.concurrency

    @property
    def timings(self) -> RetryTimings:
        """How long jobs try."""
        return self.limits.timings

    def can_run(self, account: str) -> bool:
        """Whether a job of this account may begin: it has a key, and no gate holds it."""
        return self.sessions.of(account).client is not None and not self.holds.is_holding(account)

    def hold_writes(self, account: str, seconds: float, problem: Problem) -> None:
        """Let nobody write for this account for this long, and say why."""
        said, until = self.sessions.of(account).hold(self.clock(), seconds, problem)
        self.holds.add(HoldReason.BUDGET, said, until, account)

    def release_write_holds(self) -> None:
        """Open the BUDGET gates whose time is over."""
        for account, session in self.sessions:
            if not session.rate_limiter.held_for:
                self.holds.lift(HoldReason.BUDGET, account)

    def hold_until_tomorrow(self, account: str, seconds: float, problem: Problem) -> None:
        """Let nothing of this account go on until its budget of the day has come back, in so many seconds."""
        seconds = min(seconds, _DAY)
        self.sessions.of(account).hold_until_tomorrow(seconds, self.wall_clock() + seconds)
        self.holds.add(HoldReason.DAY, _day_is_over(problem), self.clock() + seconds, account)

    def release_daily_holds(self) -> None:
        """Try again, as if the day's budget were back for everybody."""
        for account, session in self.sessions:
            session.release_daily_hold()
            self.holds.lift(HoldReason.DAY, account)

    def release_due_daily_holds(self) -> None:
        """Try again where it is time, by the clock on the wall: a computer that sleeps counts no seconds."""
        for account, session in self.sessions:
            if self.wall_clock() >= session.daily_hold_until:
                session.release_daily_hold()
                self.holds.lift(HoldReason.DAY, account)


def _day_is_over(problem: Problem) -> Problem:
    return replace(
        problem,
        code="DAILY_LIMIT",
        title=tr("Today's limit for this key is used up."),
        next_step=tr("Uploads continue tomorrow, if the program is open."),
    )


class StopReason(enum.Enum):
    """Why a job is to stop before its end."""

    PAUSE = enum.auto()
    CANCEL = enum.auto()
    RESTART = enum.auto()  # a pause that was taken back before it was done
