"""Budgets of calls in a sliding window."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

CallClass = Literal["read", "write"]
_DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class RateLimitStatus:
    """What a budget said to one call.

    Attributes:
        allowed: Whether the call may go on.
        limit: Calls a window.
        remaining: Calls left in this window.
        reset_seconds: Until the next call is given back, or the refused one may come again.
    """

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: float

    @property
    def retry_after(self) -> str:
        """Whole seconds after which the refused call finds room."""
        return str(max(1, math.ceil(self.reset_seconds)))


class SlidingWindow:
    """Admits at most `limit` calls in any `seconds` seconds of `clock`."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float]) -> None:
        self.limit = limit
        self._seconds = seconds
        self._clock = clock
        self._admitted: deque[float] = deque()

    def acquire(self, foreign_share: float = 0.0) -> RateLimitStatus:
        """Admit a call, or say when; `foreign_share` of the limit is taken as used up by somebody else."""
        now = self._clock()
        while self._admitted and self._admitted[0] + self._seconds <= now:
            self._admitted.popleft()
        room = self.limit - math.ceil(self.limit * foreign_share) - len(self._admitted)
        if room > 0:
            self._admitted.append(now)
        oldest = self._admitted[0] if self._admitted else now
        return RateLimitStatus(room > 0, self.limit, max(0, room - 1), oldest + self._seconds - now)

    def undo(self) -> None:
        """Undo the latest admission."""
        self._admitted.pop()


class RateLimits:
    """The windows of every key: reads and writes in a window, and writes in a day; None is no limit."""

    def __init__(
        self,
        limits: dict[CallClass, int | None],
        daily_writes: int | None,
        window_seconds: float,
        clock: Callable[[], float],
    ) -> None:
        self._limits = limits
        self._daily_writes = daily_writes
        self._window_seconds = window_seconds
        self._clock = clock
        self._windows: dict[tuple[str, str], SlidingWindow] = {}

    def acquire(
        self, key_id: str, budget_class: CallClass, foreign_share: float = 0.0
    ) -> RateLimitStatus | None:
        """Draw one call; None where nothing is limited."""
        window = self._window(key_id, budget_class, self._limits[budget_class], self._window_seconds)
        reading = window.acquire(foreign_share) if window else None
        if budget_class == "write" and (reading is None or reading.allowed):
            return self._acquire_daily(key_id, window, reading)
        return reading

    def _acquire_daily(
        self, key_id: str, window: SlidingWindow | None, reading: RateLimitStatus | None
    ) -> RateLimitStatus | None:
        day = self._window(key_id, "day", self._daily_writes, _DAY_SECONDS)
        of_day = day.acquire() if day else None
        if of_day is None or of_day.allowed:
            return reading or of_day
        if window:
            window.undo()
        return of_day

    def _window(self, key_id: str, name: str, limit: int | None, seconds: float) -> SlidingWindow | None:
        if limit is None:
            return None
        if (key_id, name) not in self._windows:
            self._windows[key_id, name] = SlidingWindow(limit, seconds, self._clock)
        return self._windows[key_id, name]
