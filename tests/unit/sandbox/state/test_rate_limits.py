from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.sandbox.state.rate_limits import RateLimits, SlidingWindow

WINDOW = 60
# Whole seconds, so that sums are exact and the edge of a window is hit.
pauses = st.lists(st.integers(0, 40), max_size=60)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(pauses, st.integers(1, 5))
def test_no_window_holds_more_than_the_limit_and_none_is_refused_below_it(
    pauses: list[int], limit: int
) -> None:
    clock = Clock()
    window = SlidingWindow(limit, WINDOW, clock)
    admitted: list[float] = []
    for pause in pauses:
        clock.now += pause
        inside = sum(moment > clock.now - WINDOW for moment in admitted)
        assert window.acquire().allowed == (inside < limit)
        if inside < limit:
            admitted.append(clock.now)


@given(pauses, st.integers(1, 5))
def test_a_refused_call_is_admitted_when_the_reading_says(pauses: list[int], limit: int) -> None:
    clock = Clock()
    window = SlidingWindow(limit, WINDOW, clock)
    for pause in pauses:
        clock.now += pause
        reading = window.acquire()
        if not reading.allowed:
            clock.now += float(reading.retry_after)
            assert window.acquire().allowed


def test_remaining_counts_down_to_nothing() -> None:
    window = SlidingWindow(3, WINDOW, Clock())
    assert [window.acquire().remaining for _ in range(4)] == [2, 1, 0, 0]


def test_another_client_leaves_only_its_share_of_the_limit() -> None:
    window = SlidingWindow(10, WINDOW, Clock())
    assert [window.acquire(0.5).allowed for _ in range(7)] == [True] * 5 + [False] * 2
    assert window.acquire().limit == 10


def test_reads_and_writes_and_keys_have_budgets_of_their_own() -> None:
    budgets = RateLimits({"read": 1, "write": 1}, None, WINDOW, Clock())
    drawn = [budgets.acquire(*who) for who in (("a", "read"), ("a", "write"), ("b", "write"), ("a", "write"))]
    assert [reading.allowed for reading in drawn if reading] == [True, True, True, False]


def test_the_day_is_a_limit_besides_the_window() -> None:
    clock = Clock()
    budgets = RateLimits({"read": None, "write": 5}, 6, WINDOW, clock)
    allowed = []
    for _ in range(8):
        reading = budgets.acquire("a", "write")
        allowed.append(reading is not None and reading.allowed)
        clock.now += WINDOW
    assert allowed == [True] * 6 + [False] * 2


def test_a_write_that_the_day_refuses_is_given_back_to_the_window() -> None:
    clock = Clock()
    budgets = RateLimits({"read": None, "write": 2}, 1, 100_000, clock)
    assert [budgets.acquire("a", "write").allowed for _ in range(3)] == [True, False, False]  # type: ignore[union-attr]
    clock.now = 90_000
    assert budgets.acquire("a", "write").allowed  # type: ignore[union-attr]


def test_nothing_is_limited_where_no_limit_is_set() -> None:
    assert RateLimits({"read": None, "write": None}, None, WINDOW, Clock()).acquire("a", "write") is None
