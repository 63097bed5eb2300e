"""What holds the whole queue: a gate is no state of a file."""

import asyncio
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from layers_desktop.domain.errors import Problem


class HoldReason(StrEnum):
    """Why the queue stands still; the first in this order is the one that people are told."""

    KEY = "key"
    OFFLINE = "offline"
    PAUSED = "paused"
    DAY = "day"
    BUDGET = "budget"
    DISK = "disk"


# The queue goes on in memory while the disk is full, and the budget itself decides whose turn it is.
_HOLDING = frozenset({HoldReason.KEY, HoldReason.OFFLINE, HoldReason.PAUSED, HoldReason.DAY})

# Each account has its own of these; without a name they stand for there being no account at all.
_OF_AN_ACCOUNT = frozenset({HoldReason.KEY, HoldReason.DAY})


class Hold(NamedTuple):
    """One closed gate.

    Attributes:
        account: Whose uploads it concerns; empty where it concerns all.
        problem: What to tell; None where the person closed it.
        until: Monotonic seconds at which it opens by itself, where that is known.
    """

    reason: HoldReason
    problem: Problem | None = None
    until: float | None = None
    account: str = ""


class QueueHolds:
    """The gates of one queue, and who waits before them: some hold everybody, some one account only.

    Attributes:
        shown: The account whose own gates people are told of first.
    """

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._active: dict[tuple[HoldReason, str], Hold] = {}
        self.shown_account = ""
        self._lifted = asyncio.Event()
        self._times_added: Counter[HoldReason] = Counter()

    @property
    def current(self) -> Hold | None:
        """The gate that people are told of, if any is closed: one of the account shown, or of all."""
        places = ((reason, account) for reason in HoldReason for account in (self.shown_account, ""))
        return next((self._active[place] for place in places if place in self._active), None)

    @property
    def key_holds(self) -> dict[str, Hold]:
        """The closed KEY gates, by account."""
        return {account: hold for (reason, account), hold in self._active.items() if reason is HoldReason.KEY}

    def is_holding(self, account: str) -> bool:
        """Whether no job of this account may go on."""
        own = ((reason, account) for reason in _HOLDING)
        everybodys = ((reason, "") for reason in _HOLDING - _OF_AN_ACCOUNT)
        return any(place in self._active for place in (*own, *everybodys))

    def is_active(self, reason: HoldReason, account: str = "") -> bool:
        """Whether this gate is closed."""
        return (reason, account) in self._active

    def is_active_anywhere(self, reason: HoldReason) -> bool:
        """Whether this gate is closed for anybody."""
        return any(closed is reason for closed, _ in self._active)

    def times_added(self, reason: HoldReason) -> int:
        """How often this gate has closed: what differs over a call tells that it closed meanwhile."""
        return self._times_added[reason]

    def add(
        self,
        reason: HoldReason,
        problem: Problem | None = None,
        until: float | None = None,
        account: str = "",
    ) -> None:
        """Close a gate, or say anew why it is closed; with an account, for that alone."""
        hold = Hold(reason, problem, until, account)
        self._times_added[reason] += not self.is_active(reason, account)
        if self._active.get((reason, account)) != hold:
            self._active[reason, account] = hold
            self._on_change()

    def lift(self, reason: HoldReason, account: str = "") -> None:
        """Open a gate; who waited goes on once none is left that holds them."""
        if self._active.pop((reason, account), None) is None:
            return
        self._lifted.set()
        self._lifted = asyncio.Event()
        self._on_change()

    async def wait_until_open(self, account: str) -> None:
        """Wait until no gate holds this account."""
        while self.is_holding(account):
            await self._lifted.wait()
