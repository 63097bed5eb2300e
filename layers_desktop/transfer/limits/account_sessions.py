"""What each account calls Layers with: a client that holds its key, and the rate limit of that key.

All accounts share one list, the connections to the storage and one journal, but nothing of an account's is
shared: a job asks for the session of its upload's own account, anew before each call, so that no file can
go out with another's key. A key that is refused or used up holds up the files of its own account only.
"""

import math
import time
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.transfer.limits.holds import HoldReason, QueueHolds
from layers_desktop.transfer.limits.rate_limiter import RateLimiter

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP
    from layers_desktop.api.client import LayersClient

_DAY = 86_400.0
# Seconds: who waits for less sees no standstill.
_SHORTEST_SHOWN = 3.0


class SignedOutError(UploaderError):
    """The account has no key any more; never shown, for the account's KEY hold says why."""

    code = "SIGNED_OUT"

    def __init__(self) -> None:
        super().__init__("a call without a key")


@dataclass(slots=True)
class AccountSession:
    """One account's client and rate limiter.

    Attributes:
        client: None until there is a key, and after it was taken away.
        daily_hold_until: When a used-up daily limit is available again, in wall-clock seconds.
    """

    rate_limiter: RateLimiter
    client: "LayersClient | None" = None
    daily_hold_until: float = -math.inf
    _held_until: float = -math.inf
    _is_shared: bool = False

    @property
    def connected_client(self) -> "LayersClient":
        """The client, which is there whenever no KEY hold stops the account.

        Raises:
            SignedOutError: The key was taken away while a call waited for the rate limiter.
        """
        if self.client is None:
            raise SignedOutError
        return self.client

    def hold_writes(self, now: float, seconds: float, problem: Problem) -> tuple[Problem, float]:
        """Start no write for this long; return what to say of it, and until when it lasts.

        A second hold within one window means that another client uses the same key. `now` and the returned
        time are monotonic seconds.
        """
        if now >= self._held_until:
            self._is_shared = now < self._held_until + self.rate_limiter.window
        self._held_until = max(self._held_until, now + seconds)
        self.rate_limiter.hold(seconds)
        explained = (
            _used_by_others(problem) if self._is_shared else _over_the_limit(problem, self.rate_limiter)
        )
        return explained, self._held_until

    def release_daily_hold(self) -> None:
        """Allow writes again, where a daily limit was used up."""
        if self.daily_hold_until > -math.inf:
            self.daily_hold_until = -math.inf
            self.rate_limiter.release()


class AccountSessions:
    """The sessions of all accounts, and what keeps an account from sending.

    Args:
        first_limiter: For the account that comes first; the others get one with the same window.

    Attributes:
        holds: Gets the KEY, DAY and BUDGET holds of the accounts.
    """

    def __init__(self, first_limiter: RateLimiter, holds: QueueHolds) -> None:
        self.holds = holds
        self._first_limiter = first_limiter
        self._by_account: dict[str, AccountSession] = {}

    def __iter__(self) -> Iterator[tuple[str, AccountSession]]:
        return iter(list(self._by_account.items()))

    def of(self, account: str) -> AccountSession:
        """Return the session of this account; without a key at first."""
        if account not in self._by_account:
            is_further = account and any(self._by_account)
            limiter = RateLimiter(window=self._first_limiter.window) if is_further else self._first_limiter
            self._by_account[account] = AccountSession(limiter)
        return self._by_account[account]

    def any_client(self) -> "LayersClient | None":
        """Return a client to find out whether Layers can be reached: whose it is makes no difference."""
        return next((session.client for session in self._by_account.values() if session.client), None)

    def can_run(self, account: str) -> bool:
        """Whether a job of this account may begin: it has a key, and nothing holds it."""
        return self.of(account).client is not None and not self.holds.is_holding(account)

    def hold_for_key(self, account: str, problem: Problem | None = None) -> None:
        """Start nothing for this account until it has another key, and say why."""
        self.holds.add(HoldReason.KEY, problem, account=account)

    def hold_writes(self, account: str, seconds: float, problem: Problem) -> None:
        """Start no write for this account for this long, and say why."""
        explained, until = self.of(account).hold_writes(time.monotonic(), seconds, problem)
        self.holds.add(HoldReason.BUDGET, explained, until, account)

    def update_write_holds(self) -> None:
        """Show what writes wait for: that Layers asked, or that a limit is used up; lift what is over."""
        for account, session in self:
            limiter = session.rate_limiter
            seconds = min(limiter.waits().values(), default=0.0)
            if limiter.held_for:
                continue
            if seconds > (0.0 if self.holds.is_active(HoldReason.BUDGET, account) else _SHORTEST_SHOWN):
                until = time.monotonic() + seconds
                self.holds.add(HoldReason.BUDGET, _limit_used_up(limiter), until, account)
            else:
                self.holds.lift(HoldReason.BUDGET, account)

    def waits(self) -> dict[Hashable, float]:
        """Return the files whose next call waits for a rate limiter, with the seconds until it may begin."""
        return {file: wait for _, session in self for file, wait in session.rate_limiter.waits().items()}

    def hold_until_tomorrow(self, account: str, seconds: float, problem: Problem) -> None:
        """Start nothing for this account until its daily limit is available again, in so many seconds."""
        seconds, session = min(seconds, _DAY), self.of(account)
        session.daily_hold_until = time.time() + seconds
        session.rate_limiter.hold(seconds)
        self.holds.add(HoldReason.DAY, _daily_limit_reached(problem), time.monotonic() + seconds, account)

    def release_daily_holds(self, due_at: float = math.inf) -> None:
        """Lift the DAY holds that end by this wall-clock time; all of them by default."""
        for account, session in self:
            if due_at >= session.daily_hold_until:
                session.release_daily_hold()
                self.holds.lift(HoldReason.DAY, account)

    def release_due_daily_holds(self) -> None:
        """Lift the DAY holds that are over by the wall clock, which goes on while a computer sleeps."""
        self.release_daily_holds(time.time())


def _used_by_others(problem: Problem) -> Problem:
    return replace(
        problem,
        title=tr("Layers asked this program to slow down again: something else uses the same key."),
        next_step=tr("Uploads continue by themselves, more slowly."),
    )


def _over_the_limit(problem: Problem, limiter: RateLimiter) -> Problem:
    """Name the limit, where Layers has told it."""
    if not limiter.limit_is_known:
        return problem
    title = tr_plural(
        "Layers asked this program to slow down ({n} call a minute on your plan).",
        "Layers asked this program to slow down ({n} calls a minute on your plan).",
        limiter.limit,
    )
    return replace(problem, title=title)


def _limit_used_up(limiter: RateLimiter) -> Problem:
    """Say what uploads wait for before Layers has to: this many calls are made, and no more."""
    title = (
        tr_plural(
            "Your plan allows {n} call a minute.", "Your plan allows {n} calls a minute.", limiter.limit
        )
        if limiter.limit_is_known
        else tr_plural(
            "Uploads keep to {n} call a minute.", "Uploads keep to {n} calls a minute.", limiter.limit
        )
    )
    return Problem("LIMIT_USED_UP", title, tr("Uploads continue by themselves."))


def _daily_limit_reached(problem: Problem) -> Problem:
    return replace(
        problem,
        code="DAILY_LIMIT",
        title=tr("The daily limit of this key is used up."),
        next_step=tr("Uploads continue by themselves, if the program is open then."),
    )
