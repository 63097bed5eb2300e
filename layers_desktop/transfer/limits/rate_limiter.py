"""The budget of writes that all jobs share: never over it in any window, and hardly ever under it."""

import asyncio
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from layers_desktop.domain.upload import Upload

if TYPE_CHECKING:  # the window's start does not wait for what reads replies
    from layers_desktop.api.rate_limit_headers import RateLimitHeaders

# What the contract gives a key of each tier, writes a minute.
WRITES_OF_TIER = {"standard": 60, "pilot": 600, "partner": 3_000}
# And a day, where it gives a figure for that.
WRITES_A_DAY_OF_TIER = {"standard": 10_000}
DEFAULT_WRITES = WRITES_OF_TIER["standard"]
WINDOW = 60.0
# Two clocks never agree to the last digit.
_MARGIN = 0.002


class WritePriority(IntEnum):
    """Who goes first: what is nearest to its asset ID."""

    FINALIZE = 0
    PROBE = 1
    INLINE = 2
    PRESIGN = 3


@dataclass(slots=True)
class Turn:
    """One write that may begin.

    Attributes:
        is_used: Whether anything was called; one that was not goes to the next who waits.
    """

    is_used: bool = True


class WriteBudget:
    """Lets at most `limit` writes begin in any `window` seconds, the most important first.

    A write counts from when it begins until a window after its answer: whenever in between the server
    counted it, no window of the server's holds more than the limit.

    Args:
        limit: Writes in a window, until the server tells its own.
        window: Seconds.
        clock: Monotonic seconds.

    Attributes:
        limit_is_told: Whether the limit is the server's word or its tier's, rather than the default.
        writes_a_day: What the key's tier allows in a day; None where it names no such limit.
    """

    def __init__(
        self,
        limit: int = DEFAULT_WRITES,
        window: float = WINDOW,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limit = limit
        self.window = window
        self.limit_is_told = False
        self.writes_a_day: int | None = None
        self._clock = clock
        self._in_flight = 0
        self._used_until: deque[float] = deque()
        self._others = 0
        self._others_until = 0.0
        self._held_until = 0.0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._timer: asyncio.Handle | None = None

    @asynccontextmanager
    async def write(self, priority: WritePriority) -> AsyncIterator[Turn]:
        """Wait for a turn; the write is what happens inside."""
        await self._turn(priority)
        turn = Turn()
        try:
            yield turn
        finally:
            self._in_flight -= 1
            if turn.is_used:
                self._used_until.append(self._clock() + self.window + _MARGIN)
            self._grant()

    def hold(self, seconds: float) -> None:
        """Let nobody write for this long: the server said so."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def release(self) -> None:
        """Let write again whose turn it is, whatever the server said."""
        self._held_until = 0.0
        self._grant()

    @property
    def held_for(self) -> float:
        """Seconds that nobody may write, 0 if anybody may."""
        return max(0.0, self._held_until - self._clock())

    @property
    def next_free_in(self) -> float:
        """Seconds until a write may begin, 0 if one may now."""
        now = self._clock()
        return max(0.0, self._next_free(now) - now)

    def seconds_for(self, writes: int) -> float:
        """Return the seconds that so many writes take at the least; the first window's worth goes at once."""
        return max(0, writes - self.limit) / self.limit * self.window

    def learn(self, limits: "RateLimitHeaders") -> None:
        """Believe the server about the limit, and about what others use of it."""
        if not limits.is_for_writes:
            return
        if limits.limit:
            self.limit, self.limit_is_told = limits.limit, True
        if limits.remaining is not None:
            self._learn_of_others(limits.remaining, limits.reset_after)
        self._grant()

    def learn_tier(self, tier: str | None) -> None:
        """Take the tier's figure until a reply tells more."""
        if tier in WRITES_OF_TIER:
            self.limit, self.limit_is_told = WRITES_OF_TIER[tier], True
        self.writes_a_day = WRITES_A_DAY_OF_TIER.get(tier or "")
        self._grant()

    def _learn_of_others(self, remaining: int, reset_after: float | None) -> None:
        """What is neither left nor ours, another client of the same key used."""
        now = self._clock()
        ours = self._in_flight + self._count_used(now)
        self._others = max(0, self.limit - remaining - ours)
        self._others_until = now + min(reset_after if reset_after is not None else self.window, self.window)

    async def _turn(self, priority: WritePriority) -> None:
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._order), turn))
        self._grant()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._in_flight -= 1
                self._grant()
            raise

    def _grant(self) -> None:
        """Give every free write to who waits first, and come back when the next is free."""
        now = self._clock()
        while self._waiting and self._next_free(now) <= now:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                self._in_flight += 1
                turn.set_result(None)
        self._wake_at(self._next_free(now) if self._waiting else None, now)

    def _wake_at(self, moment: float | None, now: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if moment is not None and moment != math.inf:
            # Under Qt a timer may fire up to 5 % early; `_grant` looks at the clock again then.
            self._timer = asyncio.get_running_loop().call_later(max(0.001, moment - now), self._grant)

    def _next_free(self, now: float) -> float:
        """Return when the next write may begin; infinity where only an answer can free one."""
        used = self._count_used(now)
        others = self._others if now < self._others_until else 0
        over = self._in_flight + used + others + 1 - self.limit
        if over <= 0:
            return max(now, self._held_until)
        ends = heapq.merge(self._used_until, [self._others_until] * others)
        return max(next(itertools.islice(ends, over - 1, None), math.inf), self._held_until)

    def _count_used(self, now: float) -> int:
        while self._used_until and self._used_until[0] <= now:
            self._used_until.popleft()
        return len(self._used_until)


# "Under 256 KB" is taken as under 256,000 bytes: such a file goes in one call.
INLINE_LIMIT = 256_000


def writes_needed(upload: Upload) -> int:
    """Return the calls until the asset ID: two, or one for a small file or the last step, or none."""
    if upload.is_done:
        return 0
    is_one_call = (upload.size or 0) < INLINE_LIMIT and upload.remote.upload_id is None
    return 1 if is_one_call or upload.remote.may_have_arrived else 2
