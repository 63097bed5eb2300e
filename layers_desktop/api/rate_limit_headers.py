"""How many requests Layers allows, as its response headers say."""

import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass

# `X-RateLimit-Reset` may be a Unix time or a number of seconds; from here on it is a time.
_FIRST_TIME = 10_000_000
# Longer numbers count as this many digits: Python refuses to read one of thousands.
_MAX_DIGITS = 12
# No tier allows a thirtieth of it in a minute.
_MAX_CALLS = 100_000
# Seconds: a limit of the day ends after one, so that nothing is asked to wait for longer.
_MAX_WAIT = 86_400.0


@dataclass(frozen=True, slots=True)
class RateLimitHeaders:
    """The rate limit in one response; None for what it does not say.

    Attributes:
        limit: Requests allowed in a window.
        remaining: Requests left in the current window.
        reset_after: Seconds until the window ends.
        endpoint_class: Which requests the limit is for, such as "write".
    """

    limit: int | None
    remaining: int | None
    reset_after: float | None
    endpoint_class: str | None

    @property
    def is_for_writes(self) -> bool:
        """Whether the limit is that of writes."""
        return self.endpoint_class is not None and self.endpoint_class.lower().startswith("write")

    @classmethod
    def parse(cls, headers: Mapping[str, str]) -> "RateLimitHeaders":
        """Return the rate limit in these headers; a value that cannot be read counts as missing."""
        return cls(
            limit=_calls(headers.get("X-RateLimit-Limit")),
            remaining=_calls(headers.get("X-RateLimit-Remaining")),
            reset_after=_seconds_until(_number(headers.get("X-RateLimit-Reset"))),
            endpoint_class=headers.get("X-RateLimit-Endpoint-Class"),
        )


def parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds in `Retry-After`, which holds them or an HTTP date (RFC 9110, 10.2.3); else None."""
    value = headers.get("Retry-After", "").strip()
    if (seconds := _number(value)) is not None:
        return min(float(seconds), _MAX_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    now = server_time(headers)
    # Without a `Date` this computer's clock must do, which may be wrong.
    return min(max(0.0, moment - (time.time() if now is None else now)), _MAX_WAIT)


def server_time(headers: Mapping[str, str]) -> float | None:
    """Return the Unix time in `Date`; None where it has none."""
    try:
        return email.utils.parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except (ValueError, OverflowError):
        return None


def _seconds_until(reset: int | None) -> float | None:
    if reset is None:
        return None
    seconds = float(reset) if reset < _FIRST_TIME else max(0.0, reset - time.time())
    return min(seconds, _MAX_WAIT)


def _calls(value: str | None) -> int | None:
    number = _number(value)
    return None if number is None else min(number, _MAX_CALLS)


def _number(value: str | None) -> int | None:
    digits = (value or "").strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits) if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS
