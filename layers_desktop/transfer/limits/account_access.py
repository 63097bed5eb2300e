"""What each account calls Layers with: a client that holds its key, and the budget that goes with the key.

The engine has one list, one line to the store and one journal, but nothing of an account's is shared: a
job asks for the access of its upload's own account, anew before each call, so that no file can go out
with another's key. A key that is refused or used up holds up the files of its own account only.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.transfer.limits.rate_limiter import RateLimiter

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP
    from layers_desktop.api.client import LayersClient


class SignedOutError(UploaderError):
    """There is no key to call with any more; never shown, for the KEY gate says why."""

    code = "SIGNED_OUT"

    def __init__(self) -> None:
        super().__init__("a call without a key")


@dataclass(slots=True)
class AccountSession:
    """One account's way to Layers.

    Attributes:
        client: None until there is a key, and after it was taken away.
        day_ends_at: When a used-up day's budget is back, in wall-clock seconds.
    """

    rate_limiter: RateLimiter
    client: "LayersClient | None" = None
    daily_hold_until: float = -math.inf
    _held_until: float = -math.inf
    _is_shared: bool = False

    @property
    def connected_client(self) -> "LayersClient":
        """The client, which is there whenever the account's KEY gate is open.

        Raises:
            SignedOutError: The key was taken away while somebody waited for a turn.
        """
        if self.client is None:
            raise SignedOutError
        return self.client

    def hold(self, now: float, seconds: float, problem: Problem) -> tuple[Problem, float]:
        """Let nobody write for this long; return what to say of it, and until when it holds.

        Again within a window it is not our doing. Times are monotonic seconds.
        """
        if now >= self._held_until:
            self._is_shared = now < self._held_until + self.rate_limiter.window
        self._held_until = max(self._held_until, now + seconds)
        self.rate_limiter.hold(seconds)
        said = _used_by_others(problem) if self._is_shared else _over_the_limit(problem, self.rate_limiter)
        return said, self._held_until

    def hold_until_tomorrow(self, seconds: float, until: float) -> None:
        """Let nobody write until the day's budget is back."""
        self.daily_hold_until = until
        self.rate_limiter.hold(seconds)

    def release_daily_hold(self) -> None:
        """Write again, where a day's budget was used up."""
        if self.daily_hold_until > -math.inf:
            self.daily_hold_until = -math.inf
            self.rate_limiter.release()


@dataclass(slots=True)
class AccountSessions:
    """The accesses of all accounts.

    Attributes:
        first_budget: Of the account that comes first; `further_budget` makes those of the others.
    """

    first_limiter: RateLimiter
    new_limiter: Callable[[], RateLimiter]
    _by_account: dict[str, AccountSession] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, AccountSession]]:
        return iter(list(self._by_account.items()))

    def of(self, account: str) -> AccountSession:
        """Return the access of this account; without a key at first."""
        if account not in self._by_account:
            is_further = account and any(self._by_account)
            self._by_account[account] = AccountSession(
                self.new_limiter() if is_further else self.first_limiter
            )
        return self._by_account[account]

    def any_client(self) -> "LayersClient | None":
        """Return a client to ask whether Layers can be reached: whose it is makes no difference."""
        return next((session.client for session in self._by_account.values() if session.client), None)


def _used_by_others(problem: Problem) -> Problem:
    return replace(
        problem,
        title=tr("Layers asked us to slow down again: something else uses the same key."),
        next_step=tr("Uploads continue by themselves, more slowly."),
    )


def _over_the_limit(problem: Problem, limiter: RateLimiter) -> Problem:
    """Name the limit, where Layers has told it."""
    if not limiter.limit_is_known:
        return problem
    title = tr_plural(
        "Layers asked us to slow down ({n} call a minute on your plan).",
        "Layers asked us to slow down ({n} calls a minute on your plan).",
        limiter.limit,
    )
    return replace(problem, title=title)
