"""What holds the whole queue: a gate is no state of a file."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from layers_desktop.domain.errors import Problem


class GateReason(StrEnum):
    """Why the queue stands still; the first in this order is the one that people are told."""

    KEY = "key"
    OFFLINE = "offline"
    PAUSED = "paused"
    DAY = "day"
    BUDGET = "budget"
    DISK = "disk"


# The queue goes on in memory while the disk is full, and the budget itself decides whose turn it is.
_HOLDING = frozenset({GateReason.KEY, GateReason.OFFLINE, GateReason.PAUSED, GateReason.DAY})


@dataclass(frozen=True, slots=True)
class Gate:
    """One closed gate.

    Attributes:
        problem: What to tell; None where the person closed it.
        until: Monotonic seconds at which it opens by itself, where that is known.
    """

    reason: GateReason
    problem: Problem | None = None
    until: float | None = None


class Gates:
    """The gates of one queue, and who waits before them."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._closed: dict[GateReason, Gate] = {}
        self._opened = asyncio.Event()
        self._times_closed: Counter[GateReason] = Counter()

    @property
    def current(self) -> Gate | None:
        """The gate that people are told of, if any is closed."""
        return next((self._closed[reason] for reason in GateReason if reason in self._closed), None)

    @property
    def is_holding(self) -> bool:
        """Whether no job may go on."""
        return bool(_HOLDING & self._closed.keys())

    def is_closed(self, reason: GateReason) -> bool:
        """Whether this gate is closed."""
        return reason in self._closed

    def times_closed(self, reason: GateReason) -> int:
        """How often this gate has closed: what differs over a call tells that it closed meanwhile."""
        return self._times_closed[reason]

    def close(self, reason: GateReason, problem: Problem | None = None, until: float | None = None) -> None:
        """Close a gate, or say anew why it is closed."""
        gate = Gate(reason, problem, until)
        self._times_closed[reason] += not self.is_closed(reason)
        if self._closed.get(reason) != gate:
            self._closed[reason] = gate
            self._on_change()

    def open(self, reason: GateReason) -> None:
        """Open a gate; who waited goes on once none is left that holds."""
        if self._closed.pop(reason, None) is None:
            return
        if not self.is_holding:
            self._opened.set()
            self._opened = asyncio.Event()
        self._on_change()

    async def passed(self) -> None:
        """Wait until no gate holds."""
        while self.is_holding:
            await self._opened.wait()
