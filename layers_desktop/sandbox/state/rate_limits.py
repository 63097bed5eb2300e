"""Budgets of calls in a sliding window."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

BudgetClass = Literal["read", "write"]
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class LimitReading:
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

    def take(self, foreign_share: float = 0.0) -> LimitReading:
        """Admit a call, or say when; `foreign_share` of the limit is taken as used up by somebody else."""
        now = self._clock()
        while self._admitted and self._admitted[0] + self._seconds <= now:
            self._admitted.popleft()
        room = self.limit - math.ceil(self.limit * foreign_share) - len(self._admitted)
        if room > 0:
            self._admitted.append(now)
        oldest = self._admitted[0] if self._admitted else now
        return LimitReading(room > 0, self.limit, max(0, room - 1), oldest + self._seconds - now)

    def give_back(self) -> None:
        """Undo the latest admission."""
        self._admitted.pop()


class RateLimits:
    """The windows of every key: reads and writes in a window, and writes in a day; None is no limit."""

    def __init__(
        self,
        limits: dict[BudgetClass, int | None],
        daily_writes: int | None,
        window_seconds: float,
        clock: Callable[[], float],
    ) -> None:
        self._limits = limits
        self._daily_writes = daily_writes
        self._window_seconds = window_seconds
        self._clock = clock
        self._windows: dict[tuple[str, str], SlidingWindow] = {}

    def take(self, key_id: str, budget_class: BudgetClass, foreign_share: float = 0.0) -> LimitReading | None:
        """Draw one call; None where nothing is limited."""
        window = self._window(key_id, budget_class, self._limits[budget_class], self._window_seconds)
        reading = window.take(foreign_share) if window else None
        if budget_class == "write" and (reading is None or reading.allowed):
            return self._take_of_day(key_id, window, reading)
        return reading

    def _take_of_day(
        self, key_id: str, window: SlidingWindow | None, reading: LimitReading | None
    ) -> LimitReading | None:
        day = self._window(key_id, "day", self._daily_writes, DAY)
        of_day = day.take() if day else None
        if of_day is None or of_day.allowed:
            return reading or of_day
        if window:
            window.give_back()
        return of_day

    def _window(self, key_id: str, name: str, limit: int | None, seconds: float) -> SlidingWindow | None:
        if limit is None:
            return None
        if (key_id, name) not in self._windows:
            self._windows[key_id, name] = SlidingWindow(limit, seconds, self._clock)
        return self._windows[key_id, name]
