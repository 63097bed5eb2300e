"""What holds the whole queue: a gate is no state of a file."""

import asyncio
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

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

# Each account has its own of these; without a name they stand for there being no account at all.
_OF_AN_ACCOUNT = frozenset({GateReason.KEY, GateReason.DAY})


class Gate(NamedTuple):
    """One closed gate.

    Attributes:
        account: Whose uploads it concerns; empty where it concerns all.
        problem: What to tell; None where the person closed it.
        until: Monotonic seconds at which it opens by itself, where that is known.
    """

    reason: GateReason
    problem: Problem | None = None
    until: float | None = None
    account: str = ""


class Gates:
    """The gates of one queue, and who waits before them: some hold everybody, some one account only.

    Attributes:
        shown: The account whose own gates people are told of first.
    """

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._closed: dict[tuple[GateReason, str], Gate] = {}
        self.shown = ""
        self._opened = asyncio.Event()
        self._times_closed: Counter[GateReason] = Counter()

    @property
    def current(self) -> Gate | None:
        """The gate that people are told of, if any is closed: one of the account shown, or of all."""
        places = ((reason, account) for reason in GateReason for account in (self.shown, ""))
        return next((self._closed[place] for place in places if place in self._closed), None)

    @property
    def of_keys(self) -> dict[str, Gate]:
        """The closed KEY gates, by account."""
        return {account: gate for (reason, account), gate in self._closed.items() if reason is GateReason.KEY}

    def is_holding(self, account: str) -> bool:
        """Whether no job of this account may go on."""
        own = ((reason, account) for reason in _HOLDING)
        everybodys = ((reason, "") for reason in _HOLDING - _OF_AN_ACCOUNT)
        return any(place in self._closed for place in (*own, *everybodys))

    def is_closed(self, reason: GateReason, account: str = "") -> bool:
        """Whether this gate is closed."""
        return (reason, account) in self._closed

    def has_closed(self, reason: GateReason) -> bool:
        """Whether this gate is closed for anybody."""
        return any(closed is reason for closed, _ in self._closed)

    def times_closed(self, reason: GateReason) -> int:
        """How often this gate has closed: what differs over a call tells that it closed meanwhile."""
        return self._times_closed[reason]

    def close(
        self,
        reason: GateReason,
        problem: Problem | None = None,
        until: float | None = None,
        account: str = "",
    ) -> None:
        """Close a gate, or say anew why it is closed; with an account, for that alone."""
        gate = Gate(reason, problem, until, account)
        self._times_closed[reason] += not self.is_closed(reason, account)
        if self._closed.get((reason, account)) != gate:
            self._closed[reason, account] = gate
            self._on_change()

    def open(self, reason: GateReason, account: str = "") -> None:
        """Open a gate; who waited goes on once none is left that holds them."""
        if self._closed.pop((reason, account), None) is None:
            return
        self._opened.set()
        self._opened = asyncio.Event()
        self._on_change()

    async def passed(self, account: str) -> None:
        """Wait until no gate holds this account."""
        while self.is_holding(account):
            await self._opened.wait()
