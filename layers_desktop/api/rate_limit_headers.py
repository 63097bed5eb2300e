"""How much Layers lets this key do, as its reply headers tell."""

import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass

# A Reset above this is a point in time, below it a number of seconds: the contract allows both.
_EPOCH_FLOOR = 10_000_000
# Python refuses to read a number of thousands of digits; no honest one has more than these.
_MOST_DIGITS = 12
# No tier allows a thirtieth of it in a minute.
_MOST_CALLS = 100_000
# A limit of the day ends after one, so that nothing is asked to wait for longer.
_LONGEST = 86_400.0


@dataclass(frozen=True, slots=True)
class Limits:
    """One reply's word on the budget; what it did not say is None.

    Attributes:
        limit: Calls allowed in a window.
        remaining: Calls left in the current window.
        reset_after: Seconds until the window ends.
        endpoint_class: Which budget it speaks of, such as "write".
    """

    limit: int | None
    remaining: int | None
    reset_after: float | None
    endpoint_class: str | None

    @property
    def speaks_of_writes(self) -> bool:
        """Whether this is about the budget for writes."""
        return self.endpoint_class is not None and self.endpoint_class.lower().startswith("write")


def limits_in(headers: Mapping[str, str]) -> Limits:
    """Return what these headers say of the budget; what cannot be read counts as not said."""
    return Limits(
        limit=_calls(headers.get("X-RateLimit-Limit")),
        remaining=_calls(headers.get("X-RateLimit-Remaining")),
        reset_after=_reset_after(_whole(headers.get("X-RateLimit-Reset"))),
        endpoint_class=headers.get("X-RateLimit-Endpoint-Class"),
    )


def retry_after_in(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `Retry-After` asks for, a number or an HTTP date (RFC 9110, 10.2.3)."""
    value = headers.get("Retry-After", "").strip()
    if (seconds := _whole(value)) is not None:
        return min(float(seconds), _LONGEST)
    try:
        moment = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, moment - _server_time(headers)), _LONGEST)


def _server_time(headers: Mapping[str, str]) -> float:
    """Return the server's clock where it shows it: this computer's may be wrong."""
    try:
        return email.utils.parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except (ValueError, OverflowError):
        return time.time()


def _reset_after(reset: int | None) -> float | None:
    if reset is None:
        return None
    seconds = float(reset) if reset < _EPOCH_FLOOR else max(0.0, reset - time.time())
    return min(seconds, _LONGEST)


def _calls(value: str | None) -> int | None:
    number = _whole(value)
    return None if number is None else min(number, _MOST_CALLS)


def _whole(value: str | None) -> int | None:
    text = (value or "").strip()
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text) if len(text) <= _MOST_DIGITS else 10**_MOST_DIGITS
