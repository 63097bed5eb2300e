"""Everything that the jobs of one queue share."""

import math
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from layers_desktop.api.client import LayersClient
from layers_desktop.api.storage import StorageClient
from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.language import tr
from layers_desktop.transfer.budget import WriteBudget
from layers_desktop.transfer.calls import INLINE_LIMIT
from layers_desktop.transfer.examination import Examiner
from layers_desktop.transfer.gates import GateReason, Gates
from layers_desktop.transfer.ledger import Ledger
from layers_desktop.transfer.slots import Slots

_DAY = 86_400.0


class SignedOutError(UploaderError):
    """There is no key to call with any more; never shown, for the KEY gate says why."""

    code = "SIGNED_OUT"

    def __init__(self) -> None:
        super().__init__("a call without a key")


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
    """How fast, how many at once, and how patiently a queue works."""

    budget: WriteBudget = field(default_factory=WriteBudget)
    slots: Slots = field(default_factory=Slots)
    patience: Patience = field(default_factory=Patience)


@dataclass(slots=True)
class Desk:
    """What the jobs of one queue share.

    Attributes:
        client: Calls Layers; None until there is a key (the KEY gate is closed then).
        clock: Monotonic seconds.
        wall_clock: Seconds since the epoch, for what outlives the process.
        check_network: Finds out whether Layers can be reached, and closes the OFFLINE gate if not.
    """

    client: LayersClient | None
    storage: StorageClient
    gates: Gates
    ledger: Ledger
    examiner: Examiner
    check_network: Callable[[], Awaitable[None]]
    pace: Pace
    clock: Callable[[], float] = time.monotonic
    wall_clock: Callable[[], float] = time.time
    inline_limit: int = INLINE_LIMIT
    _held_until: float = -math.inf
    _is_shared: bool = False
    _day_ends_at: float = -math.inf

    @property
    def budget(self) -> WriteBudget:
        """The budget of writes."""
        return self.pace.budget

    @property
    def slots(self) -> Slots:
        """What bounds the files under way."""
        return self.pace.slots

    @property
    def patience(self) -> Patience:
        """How long jobs try."""
        return self.pace.patience

    @property
    def connected_client(self) -> LayersClient:
        """The client, which is there whenever the KEY gate is open.

        Raises:
            SignedOutError: The key was taken away while somebody waited for a turn.
        """
        if self.client is None:
            raise SignedOutError
        return self.client

    def hold_budget(self, seconds: float, problem: Problem) -> None:
        """Let nobody write for this long, and say why; again within a window it is not our doing."""
        now = self.clock()
        if now >= self._held_until:
            self._is_shared = now < self._held_until + self.budget.window
        self._held_until = max(self._held_until, now + seconds)
        self.budget.hold(seconds)
        said = _used_by_others(problem) if self._is_shared else problem
        self.gates.close(GateReason.BUDGET, said, self._held_until)

    def end_day(self, seconds: float, problem: Problem) -> None:
        """Let nothing go on until this day's budget has come back, in so many seconds."""
        seconds = min(seconds, _DAY)
        self._day_ends_at = self.wall_clock() + seconds
        self.budget.hold(seconds)
        self.gates.close(GateReason.DAY, _day_is_over(problem), self.clock() + seconds)

    def begin_day(self) -> None:
        """Try again, as if the day's budget were back."""
        if self.gates.is_closed(GateReason.DAY):
            self.budget.release()
            self.gates.open(GateReason.DAY)

    def begin_day_in_time(self) -> None:
        """Try again if it is time, by the clock on the wall: a computer that sleeps counts no seconds."""
        if self.wall_clock() >= self._day_ends_at:
            self.begin_day()


def _day_is_over(problem: Problem) -> Problem:
    return replace(
        problem,
        code="DAILY_LIMIT",
        title=tr("Today's limit for this key is used up."),
        next_step=tr("Uploads continue tomorrow, if the program is open."),
    )


def _used_by_others(problem: Problem) -> Problem:
    return replace(
        problem,
        title=tr("Layers asked us to slow down again: something else uses the same key."),
        next_step=tr("Uploads continue by themselves, more slowly."),
    )
