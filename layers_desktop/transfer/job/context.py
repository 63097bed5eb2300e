"""Everything that the jobs of one queue share."""

import enum
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.transfer.intake.examiner import Examiner
from layers_desktop.transfer.limits.account_access import Accesses
from layers_desktop.transfer.limits.concurrency import Slots
from layers_desktop.transfer.limits.holds import GateReason, Gates
from layers_desktop.transfer.limits.rate_limiter import INLINE_LIMIT, WriteBudget
from layers_desktop.transfer.recorder import Ledger

if TYPE_CHECKING:  # loaded with the first upload that is sent
    from layers_desktop.api.requests import SignedPut

_DAY = 86_400.0


class Store(Protocol):
    """Where the bytes of files go."""

    async def put(self, signed: "SignedPut", body: AsyncIterator[bytes], size: int) -> None:
        """Send the bytes to where this says."""


@dataclass(slots=True)
class Patience:
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
class Pace:
    """How fast, how many at once, and how patiently a queue works; further accounts get such a budget too."""

    budget: WriteBudget = field(default_factory=WriteBudget)
    slots: Slots = field(default_factory=Slots)
    patience: Patience = field(default_factory=Patience)


@dataclass(slots=True)
class Desk:
    """What the jobs of one queue share.

    Attributes:
        accesses: What each account calls Layers with.
        clock: Monotonic seconds.
        wall_clock: Seconds since the epoch, for what outlives the process.
        check_network: Finds out whether Layers can be reached, and closes the OFFLINE gate if not.
    """

    accesses: Accesses
    storage: Store
    gates: Gates
    ledger: Ledger
    examiner: Examiner
    check_network: Callable[[], Awaitable[None]]
    pace: Pace
    clock: Callable[[], float] = time.monotonic
    wall_clock: Callable[[], float] = time.time
    inline_limit: int = INLINE_LIMIT

    @property
    def slots(self) -> Slots:
        """What bounds the files under way."""
        return self.pace.slots

    @property
    def patience(self) -> Patience:
        """How long jobs try."""
        return self.pace.patience

    def is_open(self, account: str) -> bool:
        """Whether a job of this account may begin: it has a key, and no gate holds it."""
        return self.accesses.of(account).client is not None and not self.gates.is_holding(account)

    def hold_budget(self, account: str, seconds: float, problem: Problem) -> None:
        """Let nobody write for this account for this long, and say why."""
        said, until = self.accesses.of(account).hold(self.clock(), seconds, problem)
        self.gates.close(GateReason.BUDGET, said, until, account)

    def release_budgets(self) -> None:
        """Open the BUDGET gates whose time is over."""
        for account, access in self.accesses:
            if not access.budget.held_for:
                self.gates.open(GateReason.BUDGET, account)

    def end_day(self, account: str, seconds: float, problem: Problem) -> None:
        """Let nothing of this account go on until its budget of the day has come back, in so many seconds."""
        seconds = min(seconds, _DAY)
        self.accesses.of(account).end_day(seconds, self.wall_clock() + seconds)
        self.gates.close(GateReason.DAY, _day_is_over(problem), self.clock() + seconds, account)

    def begin_days(self) -> None:
        """Try again, as if the day's budget were back for everybody."""
        for account, access in self.accesses:
            access.begin_day()
            self.gates.open(GateReason.DAY, account)

    def begin_days_in_time(self) -> None:
        """Try again where it is time, by the clock on the wall: a computer that sleeps counts no seconds."""
        for account, access in self.accesses:
            if self.wall_clock() >= access.day_ends_at:
                access.begin_day()
                self.gates.open(GateReason.DAY, account)


def _day_is_over(problem: Problem) -> Problem:
    return replace(
        problem,
        code="DAILY_LIMIT",
        title=tr("Today's limit for this key is used up."),
        next_step=tr("Uploads continue tomorrow, if the program is open."),
    )


class Interruption(enum.Enum):
    """Why a job is to stop before its end."""

    PAUSE = enum.auto()
    CANCEL = enum.auto()
    RESTART = enum.auto()  # a pause that was taken back before it was done
