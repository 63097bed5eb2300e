import time
from email.utils import formatdate

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers_desktop.api.rate_limit_headers import RateLimitHeaders, parse_retry_after

NAMES = [
    b"X-RateLimit-Limit",
    b"X-RateLimit-Remaining",
    b"X-RateLimit-Reset",
    b"X-RateLimit-Endpoint-Class",
    b"Retry-After",
    b"Date",
]
# Dates are where the standard library stumbles, so many of the guesses look nearly like one.
NEARLY_DATES = st.from_regex(
    r"(?:Sun|Mon|,|x)? ?[0-9-]{0,3} (?:Jan|Feb|Foo)? ?[0-9]{0,6} [0-9:]{0,9} ?(?:GMT|[+-][0-9]{0,6})?",
    fullmatch=True,
)


@given(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.one_of(
            st.binary(max_size=40), NEARLY_DATES.map(str.encode), st.integers().map(lambda n: b"%d" % n)
        ),
    )
)
@example({b"Retry-After": b"Mon, 01 Jan 0000 00:00:00 GMT"})
@example({b"Retry-After": b"Sun, 31 Dec 9999 23:59:59 -9999"})
@example({b"Retry-After": b"Mon, 1 Jan 1 00:00:00 -0000"})
@example({b"Retry-After": b"Mon, 1 Jan 2026 25:61:61 GMT", b"Date": b",,,"})
@example({b"X-RateLimit-Limit": "٣".encode(), b"X-RateLimit-Reset": b"9" * 5000, b"Retry-After": b"9" * 5000})
def test_no_bytes_in_a_header_can_do_harm(headers: dict[bytes, bytes]) -> None:
    given_headers = httpx.Headers(list(headers.items()))
    limits, wait = RateLimitHeaders.parse(given_headers), parse_retry_after(given_headers)
    assert wait is None or wait >= 0
    for number in (limits.limit, limits.remaining, limits.reset_after):
        assert number is None or number >= 0


def test_nothing_said_is_nothing_known() -> None:
    assert RateLimitHeaders.parse({}) == RateLimitHeaders(None, None, None, None)
    assert parse_retry_after({}) is None
    assert not RateLimitHeaders.parse({}).is_for_writes


def test_all_four_headers_are_read() -> None:
    headers = httpx.Headers(
        {
            "x-ratelimit-limit": "60",
            "x-ratelimit-remaining": " 0 ",
            "x-ratelimit-reset": "12",
            "x-ratelimit-endpoint-class": "Write",
        }
    )
    limits = RateLimitHeaders.parse(headers)
    assert limits == RateLimitHeaders(60, 0, 12.0, "Write")
    assert limits.is_for_writes


def test_a_reset_may_be_a_moment_or_a_time_span() -> None:
    soon = RateLimitHeaders.parse({"X-RateLimit-Reset": str(int(time.time()) + 30)}).reset_after
    assert soon is not None
    assert 25 < soon <= 30
    assert RateLimitHeaders.parse({"X-RateLimit-Reset": str(int(time.time()) - 30)}).reset_after == 0
    assert RateLimitHeaders.parse({"X-RateLimit-Reset": "-1"}).reset_after is None


@pytest.mark.parametrize("name", ["read", "reads", "", None])
def test_the_budget_of_reads_is_none_of_the_writers_business(name: str | None) -> None:
    assert not RateLimitHeaders(120, 3, 1.0, name).is_for_writes


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("30", 30.0),
        (" 7 ", 7.0),
        ("9" * 30, 86_400),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("²", None),
    ],
)
def test_retry_after_in_seconds(value: str, seconds: float | None) -> None:
    assert parse_retry_after({"Retry-After": value}) == seconds


def test_retry_after_as_a_date_goes_by_the_servers_clock_where_it_shows_it() -> None:
    far_off = 1_000_000_000.0
    headers = {"Date": formatdate(far_off, usegmt=True), "Retry-After": formatdate(far_off + 42, usegmt=True)}
    assert parse_retry_after(headers) == 42
    assert parse_retry_after({"Retry-After": formatdate(far_off, usegmt=True)}) == 0


def test_retry_after_as_a_date_goes_by_this_clock_where_there_is_no_other() -> None:
    wait = parse_retry_after({"Retry-After": formatdate(time.time() + 30, usegmt=True)})
    assert wait is not None
    assert 25 < wait <= 30
