"""Rate limits: a sliding window for each key and class of calls, and a daily limit of writes."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

CallClass = Literal["read", "write"]
_DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class RateLimitStatus:
    """The state of a rate limit after one call.

    Attributes:
        allowed: Whether the call was admitted.
        limit: Calls per window.
        remaining: Calls left in this window.
        reset_seconds: The time until the oldest call leaves the window, when another is admitted.
    """

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: float

    @property
    def retry_after(self) -> str:
        """The seconds after which a refused call may be repeated, rounded up."""
        return str(max(1, math.ceil(self.reset_seconds)))


class SlidingWindow:
    """Admits at most `limit` calls in any period of `seconds` seconds."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float]) -> None:
        self.limit = limit
        self._seconds = seconds
        self._clock = clock
        self._admitted: deque[float] = deque()

    def acquire(self, other_share: float = 0.0) -> RateLimitStatus:
        """Admit or refuse a call; `other_share` of the limit counts as used up by another client."""
        now = self._clock()
        while self._admitted and self._admitted[0] + self._seconds <= now:
            self._admitted.popleft()
        free = self.limit - math.ceil(self.limit * other_share) - len(self._admitted)
        if free > 0:
            self._admitted.append(now)
        oldest = self._admitted[0] if self._admitted else now
        return RateLimitStatus(free > 0, self.limit, max(0, free - 1), oldest + self._seconds - now)

    def undo(self) -> None:
        """Remove the latest admitted call."""
        self._admitted.pop()


class RateLimits:
    """The limits of every key: reads and writes per window, and writes per day; None is no limit."""

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

    def acquire(self, key_id: str, call_class: CallClass, other_share: float = 0.0) -> RateLimitStatus | None:
        """Admit or refuse a call of this key; None where nothing is limited."""
        window = self._window(key_id, call_class, self._limits[call_class], self._window_seconds)
        status = window.acquire(other_share) if window else None
        if call_class == "write" and (status is None or status.allowed):
            return self._acquire_daily(key_id, window, status)
        return status

    def _acquire_daily(
        self, key_id: str, window: SlidingWindow | None, status: RateLimitStatus | None
    ) -> RateLimitStatus | None:
        day = self._window(key_id, "day", self._daily_writes, _DAY_SECONDS)
        daily = day.acquire() if day else None
        if daily is None or daily.allowed:
            return status or daily
        if window:
            window.undo()
        return daily

    def _window(self, key_id: str, name: str, limit: int | None, seconds: float) -> SlidingWindow | None:
        if limit is None:
            return None
        if (key_id, name) not in self._windows:
            self._windows[key_id, name] = SlidingWindow(limit, seconds, self._clock)
        return self._windows[key_id, name]
