"""What holds up the whole queue, or all of one account; a hold is no state of an upload."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr


class HoldReason(StrEnum):
    """Why uploads are held up; of several, the first in this order is shown."""

    KEY = "key"
    OFFLINE = "offline"
    PAUSED = "paused"
    NO_JOURNAL = "no-journal"  # what was uploaded before cannot be read: a person decides
    DISK = "disk"  # nothing can be written to the journal
    DAY = "day"
    BUDGET = "budget"
    UNRECORDED = "unrecorded"  # one of the two, and a person wants uploads to go on


# The others only inform: the rate limiter itself delays writes.
_STOPPING = frozenset(HoldReason) - {HoldReason.BUDGET, HoldReason.UNRECORDED}

# Each account has its own of these; the empty account's apply while there is no account at all.
_OF_ONE_ACCOUNT = frozenset({HoldReason.KEY, HoldReason.DAY})


# Seconds: what takes longer is told in minutes, or in hours.
_MINUTES_FROM, _HOURS_FROM = 90, 5_400


class Hold(NamedTuple):
    """One hold.

    Attributes:
        problem: What is shown of it; None where the person asked for it.
        until: Monotonic seconds at which it ends by itself, where that is known.
        account: Whose uploads it concerns; empty where it concerns all.
    """

    reason: HoldReason
    problem: Problem | None = None
    until: float | None = None
    account: str = ""

    def sentence(self, now: float) -> str:
        """Return what uploads wait for and, at this monotonic time, for how long; empty without a problem."""
        why = self.problem.title if self.problem else ""
        seconds = math.ceil(self.until - now) if why and self.until is not None else 0
        if seconds <= 0:
            return why
        if seconds < _MINUTES_FROM:
            # Translators: {why} is a whole sentence, here and in the next two.
            return tr("{why} Goes on in {n} s.", why=why, n=seconds)
        if seconds < _HOURS_FROM:
            return tr("{why} Goes on in about {n} min.", why=why, n=round(seconds / 60))
        return tr("{why} Goes on in about {n} h.", why=why, n=round(seconds / 3600))


class QueueHolds:
    """The active holds of one queue: some stop every account, some one account only.

    Attributes:
        on_change: Called after every change.
        shown_account: The account whose own holds are shown before those of all.
    """

    def __init__(self, on_change: Callable[[], None]) -> None:
        self.on_change = on_change
        self._active: dict[tuple[HoldReason, str], Hold] = {}
        self.shown_account = ""
        self._lifted = asyncio.Event()
        self._times_added: Counter[HoldReason] = Counter()

    @property
    def current(self) -> Hold | None:
        """The hold that is shown, if there is any: the shown account's, or one of all accounts."""
        keys = ((reason, account) for reason in HoldReason for account in (self.shown_account, ""))
        return next((self._active[key] for key in keys if key in self._active), None)

    @property
    def key_holds(self) -> dict[str, Hold]:
        """The active KEY holds, by account."""
        return {account: hold for (reason, account), hold in self._active.items() if reason is HoldReason.KEY}

    def is_holding(self, account: str) -> bool:
        """Whether no job of this account may go on."""
        own = ((reason, account) for reason in _STOPPING)
        of_all = ((reason, "") for reason in _STOPPING - _OF_ONE_ACCOUNT)
        return any(key in self._active for key in (*own, *of_all))

    def get(self, reason: HoldReason) -> Hold | None:
        """Return this hold of all accounts, where it is active."""
        return self._active.get((reason, ""))

    def is_active(self, reason: HoldReason, account: str = "") -> bool:
        """Whether this hold is active for this account; without one, for all."""
        return (reason, account) in self._active

    def is_active_anywhere(self, reason: HoldReason) -> bool:
        """Whether this hold is active for any account."""
        return any(active is reason for active, _ in self._active)

    def times_added(self, reason: HoldReason) -> int:
        """How often this hold began; if that differs after a call, it began during the call."""
        return self._times_added[reason]

    def add(
        self,
        reason: HoldReason,
        problem: Problem | None = None,
        until: float | None = None,
        account: str = "",
    ) -> None:
        """Begin a hold, or replace what is said of it; with an account, for that one alone."""
        hold = Hold(reason, problem, until, account)
        self._times_added[reason] += not self.is_active(reason, account)
        if self._active.get((reason, account)) != hold:
            self._active[reason, account] = hold
            self.on_change()

    def lift(self, reason: HoldReason, account: str = "") -> None:
        """End a hold; an account goes on once none is left that stops it."""
        if self._active.pop((reason, account), None) is None:
            return
        self._lifted.set()
        self._lifted = asyncio.Event()
        self.on_change()

    async def wait_until_lifted(self, account: str) -> None:
        """Return as soon as no hold stops this account."""
        while self.is_holding(account):
            await self._lifted.wait()
