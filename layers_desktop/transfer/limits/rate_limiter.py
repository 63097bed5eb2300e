"""The rate limit of writes that all jobs of an account share: never exceeded in any window, and used up."""

import asyncio
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window's start does not wait for what reads responses
    from layers_desktop.api.rate_limit_headers import RateLimitHeaders

# Writes a minute of each tier, as the API contract has them.
WRITES_OF_TIER = {"standard": 60, "pilot": 600, "partner": 3_000}
# And a day, where it names a limit.
WRITES_A_DAY_OF_TIER = {"standard": 10_000}
DEFAULT_WRITES = WRITES_OF_TIER["standard"]
WINDOW = 60.0
# Seconds by which two clocks may differ.
_MARGIN = 0.002


class WritePriority(IntEnum):
    """Which call goes first: the one that is nearest to its asset ID."""

    FINALIZE = 0
    PROBE = 1
    INLINE = 2
    PRESIGN = 3


@dataclass(slots=True)
class Permit:
    """One write that may begin.

    Attributes:
        is_used: Whether anything was called; else the permit goes to the next that waits.
    """

    is_used: bool = True


@dataclass(slots=True, order=True)
class _Waiting:
    """A write that waits for its permit; the first in this order goes first."""

    priority: WritePriority
    number: int
    file: Hashable = field(compare=False)
    granted: asyncio.Future[None] = field(
        compare=False, default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class RateLimiter:
    """Lets at most `limit` writes begin in any `window` seconds, the most important first.

    A write counts from its beginning until a window after its answer: whenever in between the server
    counted it, no window of the server's holds more than the limit. A presign keeps a place for its finalize
    for as long as it counts itself, so that no file stands half-way when the limit is used up.

    Args:
        limit: Writes in a window, until the server names its own.
        window: Seconds.
        clock: Monotonic seconds.

    Attributes:
        limit_is_known: Whether the limit comes from the server or from the key's tier, and is no default.
        daily_limit: Writes that the key's tier allows in a day; None where it has no such limit.
    """

    def __init__(
        self,
        limit: int = DEFAULT_WRITES,
        window: float = WINDOW,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limit = limit
        self.window = window
        self.limit_is_known = False
        self.daily_limit: int | None = None
        self._clock = clock
        self._in_flight = 0
        self._used_until: deque[float] = deque()
        self._others = 0
        self._others_until = 0.0
        self._held_until = 0.0
        self._reserved_until: dict[Hashable, float] = {}
        self._waiting: list[_Waiting] = []
        self._order = itertools.count()
        self._timer: asyncio.Handle | None = None

    @asynccontextmanager
    async def acquire(self, priority: WritePriority, file: Hashable = None) -> AsyncIterator[Permit]:
        """Wait for a permit; the write is what happens inside.

        Args:
            priority: Which write it is. A presign begins only where the finalize of its file fits beside it.
            file: Whose write it is; without one, a presign keeps no place for a finalize.
        """
        await self._wait_for_permit(priority, file)
        permit = Permit()
        try:
            yield permit
        finally:
            self._in_flight -= 1
            reserved = self._reserved_until.pop(file, None)
            if permit.is_used:
                counts_until = self._clock() + self.window + _MARGIN
                self._used_until.append(counts_until)
                if reserved:
                    self._reserved_until[file] = counts_until
            self._grant()

    def give_back(self, file: Hashable) -> None:
        """Keep no place for a finalize of this file any more: it will not come."""
        if self._reserved_until.pop(file, None) is not None:
            self._grant()

    def hold(self, seconds: float) -> None:
        """Grant no permit for this long, in seconds: the server asked for it."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def release(self) -> None:
        """Grant permits again, whatever the server asked for."""
        self._held_until = 0.0
        self._grant()

    @property
    def held_for(self) -> float:
        """Seconds until permits are granted again; 0 if they are."""
        return max(0.0, self._held_until - self._clock())

    def seconds_for(self, calls: int) -> float:
        """Return the seconds until so many writes have begun at least, those under way among them."""
        now = self._clock()
        over = self._count_used(now) + self._count_others(now) + calls - self.limit
        if calls <= self._in_flight:
            return 0.0
        if over <= 0:
            return self.held_for
        rounds, place = divmod(over - 1, self.limit)
        freed_at = next(itertools.islice(self._ends(now), place, None), now + self.window)
        return max(freed_at + rounds * self.window - now, self.held_for)

    def waits(self) -> dict[Hashable, float]:
        """Return the files whose next write waits, with the seconds until it may begin at the earliest."""
        now, places, waits = self._clock(), 0, dict[Hashable, float]()
        for waiting in sorted(self._waiting):
            if not waiting.granted.done():
                places += self._places_for(waiting)
                moment = self._next_free(now, places, waiting.file)
                waits[waiting.file] = min(moment, max(now, self._held_until) + self.window) - now
        return waits

    def apply_headers(self, limits: "RateLimitHeaders") -> None:
        """Use the limit that the server names, and leave room for what other clients use of it."""
        if not limits.is_for_writes:
            return
        if limits.limit:
            self.limit, self.limit_is_known = limits.limit, True
        if limits.remaining is not None:
            self._update_use_by_others(limits.remaining, limits.reset_after)
        self._grant()

    def apply_tier(self, tier: str | None) -> None:
        """Use the limits of this tier until a response names others."""
        if tier in WRITES_OF_TIER:
            self.limit, self.limit_is_known = WRITES_OF_TIER[tier], True
        self.daily_limit = WRITES_A_DAY_OF_TIER.get(tier or "")
        self._grant()

    def _update_use_by_others(self, remaining: int, reset_after: float | None) -> None:
        """Count as used by other clients of the same key what is neither left nor used here."""
        now = self._clock()
        ours = self._in_flight + self._count_used(now)
        self._others = max(0, self.limit - remaining - ours)
        self._others_until = now + min(reset_after if reset_after is not None else self.window, self.window)

    async def _wait_for_permit(self, priority: WritePriority, file: Hashable) -> None:
        waiting = _Waiting(priority, next(self._order), file)
        heapq.heappush(self._waiting, waiting)
        self._grant()
        try:
            await waiting.granted
        except asyncio.CancelledError:
            if waiting.granted.done() and not waiting.granted.cancelled():
                self._in_flight -= 1
                self._reserved_until.pop(file, None)
                self._grant()
            raise

    def _grant(self) -> None:
        """Grant every free permit to the first that waits, and run again when the next is free."""
        now, moment = self._clock(), math.inf
        while self._waiting:
            first = self._waiting[0]
            if not first.granted.done():
                moment = self._next_free(now, self._places_for(first), first.file)
                if moment > now:
                    break
                self._begin(first)
            heapq.heappop(self._waiting)
        self._wake_at(moment if self._waiting else None, now)

    def _begin(self, waiting: "_Waiting") -> None:
        """Count the write as begun, with the place of the finalize that it keeps or uses up."""
        self._in_flight += 1
        if self._places_for(waiting) > 1:
            self._reserved_until[waiting.file] = math.inf
        else:
            self._reserved_until.pop(waiting.file, None)
        waiting.granted.set_result(None)

    def _places_for(self, waiting: "_Waiting") -> int:
        """Return how many places must be free for this write to begin."""
        keeps_one = waiting.priority is WritePriority.PRESIGN and waiting.file is not None
        return min(2 if keeps_one else 1, self.limit)

    def _wake_at(self, moment: float | None, now: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if moment is not None and moment != math.inf:
            # Under Qt a timer may fire up to 5 % early; `_grant` reads the clock again then.
            self._timer = asyncio.get_running_loop().call_later(max(0.001, moment - now), self._grant)

    def _next_free(self, now: float, places: int, file: Hashable) -> float:
        """Return when so many writes more may begin; infinity where only an answer can free their places."""
        self._reserved_until = {each: until for each, until in self._reserved_until.items() if until > now}
        reserved = sorted(until for each, until in self._reserved_until.items() if each != file)
        taken = self._in_flight + self._count_used(now) + self._count_others(now) + len(reserved)
        over = taken + places - self.limit
        if over <= 0:
            return max(now, self._held_until)
        ends = heapq.merge(self._ends(now), reserved)
        return max(next(itertools.islice(ends, over - 1, None), math.inf), self._held_until)

    def _ends(self, now: float) -> Iterator[float]:
        """Yield when the places that are used now get free again, those of writes under way left out."""
        others = itertools.repeat(self._others_until, self._count_others(now))
        return heapq.merge(self._used_until, others)

    def _count_others(self, now: float) -> int:
        return self._others if now < self._others_until else 0

    def _count_used(self, now: float) -> int:
        while self._used_until and self._used_until[0] <= now:
            self._used_until.popleft()
        return len(self._used_until)
