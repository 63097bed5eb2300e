import asyncio
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_desktop.api.rate_limit_headers import RateLimitHeaders
from layers_desktop.sandbox.state.rate_limits import SlidingWindow
from layers_desktop.transfer.limits.rate_limiter import RateLimiter, WritePriority
from tests.unit.transfer.conftest import in_virtual_time, most_in_any_window

PRIORITIES = list(WritePriority)


def of_this_loop(limit: int = 60, window: float = 60.0) -> RateLimiter:
    return RateLimiter(limit, window, asyncio.get_running_loop().time)


async def write(
    limiter: RateLimiter,
    spans: list[tuple[float, float]],
    seconds: float,
    priority: WritePriority,
    file: int | None = None,
) -> None:
    async with limiter.acquire(priority, file):
        begin = asyncio.get_running_loop().time()
        await asyncio.sleep(seconds)
        spans.append((begin, asyncio.get_running_loop().time()))


@settings(max_examples=60, deadline=None)
@given(
    limit=st.integers(1, 12),
    window=st.sampled_from([1.0, 6.0, 60.0]),
    writes=st.lists(
        st.tuples(st.floats(0, 100), st.floats(0, 20), st.sampled_from(PRIORITIES), st.booleans()),
        min_size=1,
        max_size=60,
    ),
)
def test_no_window_ever_holds_more_than_the_limit_whoever_gives_up(
    limit: int, window: float, writes: list[tuple[float, float, WritePriority, bool]]
) -> None:
    async def work() -> list[tuple[float, float]]:
        limiter, spans = of_this_loop(limit, window), list[tuple[float, float]]()

        async def come(at: float, seconds: float, priority: WritePriority, gives_up: bool) -> None:
            await asyncio.sleep(at)
            file = round(at) if at % 2 else None
            writing = asyncio.create_task(write(limiter, spans, seconds, priority, file))
            if gives_up:
                await asyncio.sleep(seconds / 2)
                writing.cancel()
            await asyncio.wait([writing])

        await asyncio.gather(*(come(*each) for each in writes))
        kept = [each for each in writes if not each[3]]
        assert len(spans) >= len(kept)
        await asyncio.sleep(window + 1)
        async with asyncio.timeout(1):
            # No permit was lost on the way: a whole window's worth can begin at once.
            await asyncio.gather(*(write(limiter, [], 0, WritePriority.PRESIGN) for _ in range(limit)))
        return spans

    assert most_in_any_window(in_virtual_time(work), window) <= limit


def test_at_least_98_of_100_possible_writes_happen_while_work_waits() -> None:
    async def work() -> tuple[list[tuple[float, float]], float]:
        limiter, spans, luck = of_this_loop(), list[tuple[float, float]](), random.Random(1)  # noqa: S311  # no secret
        tasks = [write(limiter, spans, luck.uniform(0.05, 0.6), luck.choice(PRIORITIES)) for _ in range(600)]
        await asyncio.gather(*tasks)
        return spans, max(begin for begin, _ in spans)

    spans, last = in_virtual_time(work)
    assert most_in_any_window(spans, 60) <= 60
    # The first window's worth begins at once; from then on the rate counts.
    assert (600 - 60) / (last / 60 * 60) >= 0.98


async def test_the_limit_holds_on_a_real_clock_too() -> None:
    limiter, spans = of_this_loop(40, 0.5), list[tuple[float, float]]()
    await asyncio.gather(*(write(limiter, spans, 0.002, WritePriority.PRESIGN) for _ in range(100)))
    assert len(spans) == 100
    assert most_in_any_window(spans, 0.5) <= 40


def test_the_nearest_to_its_id_goes_first_and_equals_in_their_order() -> None:
    async def work() -> list[str]:
        limiter, order = of_this_loop(1, 10), list[str]()

        async def named(priority: WritePriority, name: str) -> None:
            async with limiter.acquire(priority):
                order.append(f"{priority.name}{name}")

        await named(WritePriority.PRESIGN, "0")
        waiting = [named(priority, n) for n in "12" for priority in reversed(PRIORITIES)]
        await asyncio.gather(*waiting)
        return order[1:]

    expected = [f"{priority.name}{n}" for priority in PRIORITIES for n in "12"]
    assert in_virtual_time(work) == expected


def test_nobody_writes_while_the_server_said_wait_and_everybody_after() -> None:
    async def work() -> None:
        limiter, spans = of_this_loop(), list[tuple[float, float]]()
        limiter.hold(30)
        limiter.hold(10)
        assert limiter.held_for == 30
        await asyncio.gather(*(write(limiter, spans, 1, WritePriority.FINALIZE) for _ in range(20)))
        assert min(begin for begin, _ in spans) >= 30
        assert max(begin for begin, _ in spans) < 30.1
        assert limiter.held_for == 0

    in_virtual_time(work)


def test_a_hold_that_comes_while_others_wait_for_their_turn_counts_for_them_too() -> None:
    async def work() -> None:
        limiter, spans = of_this_loop(1, 5), list[tuple[float, float]]()
        waiting = [asyncio.create_task(write(limiter, spans, 0, WritePriority.INLINE)) for _ in range(2)]
        await asyncio.sleep(1)
        limiter.hold(20)
        await asyncio.gather(*waiting)
        assert spans[1][0] >= 21

    in_virtual_time(work)


@pytest.mark.parametrize(
    ("limits", "begun"),
    [
        (RateLimitHeaders(5, None, None, "write"), 5),
        (RateLimitHeaders(30, None, None, "writes"), 30),
        (RateLimitHeaders(None, 4, 12.0, "write"), 4),
        (RateLimitHeaders(10, 4, 12.0, "write"), 4),
        (RateLimitHeaders(10, 0, 12.0, "write"), 0),
        (RateLimitHeaders(10, 10, 12.0, "write"), 10),
        (RateLimitHeaders(0, None, None, "write"), 20),
        (RateLimitHeaders(3, 0, 9.0, "read"), 20),
        (RateLimitHeaders(3, 0, 9.0, None), 20),
    ],
)
def test_what_the_replies_say_counts_at_once(limits: RateLimitHeaders, begun: int) -> None:
    async def work() -> int:
        limiter, spans = of_this_loop(20), list[tuple[float, float]]()
        limiter.apply_headers(limits)
        tasks = [asyncio.create_task(write(limiter, spans, 0, WritePriority.PRESIGN)) for _ in range(50)]
        await asyncio.sleep(1)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        return len(spans)

    assert in_virtual_time(work) == begun


def test_what_others_used_is_free_again_when_the_window_is_over() -> None:
    async def work() -> None:
        limiter, spans = of_this_loop(10), list[tuple[float, float]]()
        limiter.apply_headers(RateLimitHeaders(10, 3, 12.0, "write"))
        await asyncio.gather(*(write(limiter, spans, 0, WritePriority.PRESIGN) for _ in range(10)))
        begins = sorted(begin for begin, _ in spans)
        assert begins[2] < 1
        assert 12 <= begins[3] < 12.1
        assert begins[9] < 12.1

    in_virtual_time(work)


@pytest.mark.parametrize("latency", [0.002, 0.02, 0.1, 0.3, 1.0])
def test_another_client_that_eats_half_is_made_room_for(latency: float) -> None:
    """Once a window somebody must run against it to learn that it has gone on; what is on its way may too."""
    limit, window, at_once = 30, 2.0, 6

    async def work() -> tuple[int, float]:
        loop = asyncio.get_running_loop()
        budget, server = of_this_loop(limit, window), SlidingWindow(limit, window, loop.time)
        slots, refused = asyncio.Semaphore(at_once), 0

        async def send() -> bool:
            async with budget.acquire(WritePriority.INLINE):
                await asyncio.sleep(latency / 2)
                reading = server.acquire(other_share=0.5)
                await asyncio.sleep(latency / 2)
                budget.apply_headers(
                    RateLimitHeaders(reading.limit, reading.remaining, round(reading.reset_seconds), "write")
                )
                if not reading.allowed:
                    budget.hold(float(reading.retry_after))
                return reading.allowed

        async def upload() -> None:
            nonlocal refused
            async with slots:
                while not await send():
                    refused += 1

        await asyncio.gather(*(upload() for _ in range(45)))
        return refused, loop.time()

    refused, seconds = in_virtual_time(work)
    assert refused <= at_once
    assert seconds <= 45 / (limit / 2) * window + 45 / at_once * latency + 1


def test_our_own_writes_are_not_taken_for_somebody_elses() -> None:
    async def work() -> None:
        limiter, spans = of_this_loop(10), list[tuple[float, float]]()
        for used in range(1, 11):
            async with limiter.acquire(WritePriority.PRESIGN):
                limiter.apply_headers(RateLimitHeaders(10, 10 - used, 60.0, "write"))
        assert asyncio.get_running_loop().time() < 1
        await write(limiter, spans, 0, WritePriority.PRESIGN)
        assert 60 <= spans[0][0] < 60.1

    in_virtual_time(work)


@pytest.mark.parametrize(
    ("tier", "limit"), [("standard", 60), ("pilot", 600), ("partner", 3000), ("new", 7), (None, 7)]
)
def test_a_tier_gives_the_limit_until_a_reply_tells_more(tier: str | None, limit: int) -> None:
    async def work() -> None:
        limiter = of_this_loop(7)
        limiter.apply_tier(tier)
        assert (limiter.limit, limiter.limit_is_known) == (limit, limit != 7)
        limiter.apply_headers(RateLimitHeaders(45, None, None, "write"))
        assert (limiter.limit, limiter.limit_is_known) == (45, True)

    in_virtual_time(work)


def test_what_is_presigned_is_finalized_before_the_limit_is_used_up() -> None:
    """Three slots and ten calls a minute: no file stands half-way until the next minute."""

    async def work() -> list[float]:
        limiter, slots, gaps = of_this_loop(10), asyncio.Semaphore(3), list[float]()
        now = asyncio.get_running_loop().time

        async def upload(file: int) -> None:
            async with slots:
                async with limiter.acquire(WritePriority.PRESIGN, file):
                    await asyncio.sleep(0.1)
                presigned_at = now()
                await asyncio.sleep(1 + file % 3)
            async with limiter.acquire(WritePriority.FINALIZE, file):
                gaps.append(now() - presigned_at - 1 - file % 3)
                await asyncio.sleep(0.1)

        await asyncio.gather(*map(upload, range(24)), write(limiter, [], 0, WritePriority.INLINE))
        return gaps

    gaps = in_virtual_time(work)
    assert len(gaps) == 24
    assert max(gaps) < 1


def test_a_place_that_nobody_will_use_is_given_back() -> None:
    async def work() -> float:
        limiter, spans = of_this_loop(4), list[tuple[float, float]]()
        for file in "ab":
            async with limiter.acquire(WritePriority.PRESIGN, file):
                pass
        waiting = [asyncio.create_task(write(limiter, spans, 0, WritePriority.INLINE)) for _ in range(2)]
        await asyncio.sleep(1)
        assert not spans
        for file in "ab":
            limiter.give_back(file)
        await asyncio.gather(*waiting)
        return max(begin for begin, _ in spans)

    assert in_virtual_time(work) < 2


def test_a_presign_that_fails_keeps_its_one_place_and_one_that_gives_up_keeps_none() -> None:
    async def work() -> float:
        limiter, spans = of_this_loop(4), list[tuple[float, float]]()
        for _ in range(2):
            async with limiter.acquire(WritePriority.PRESIGN, "a"):
                pass
        async with limiter.acquire(WritePriority.FINALIZE, "a"):
            pass
        await write(limiter, spans, 0, WritePriority.INLINE)
        giving_up = asyncio.create_task(limiter.acquire(WritePriority.PRESIGN, "b").__aenter__())
        await asyncio.sleep(1)
        giving_up.cancel()
        await asyncio.wait([giving_up])
        assert not limiter.waits()
        await asyncio.gather(*(write(limiter, spans, 0, WritePriority.INLINE) for _ in range(4)))
        return spans[-1][0]

    assert in_virtual_time(work) < 62


def test_the_time_that_writes_take_counts_what_is_used_up_already() -> None:
    async def work() -> None:
        limiter = of_this_loop(10)
        assert limiter.seconds_for(10) == 0
        assert limiter.seconds_for(11) == 60
        assert limiter.seconds_for(31) == 180
        await asyncio.gather(*(write(limiter, [], 0, WritePriority.INLINE) for _ in range(10)))
        await asyncio.sleep(19)
        assert limiter.seconds_for(0) == 0
        assert limiter.seconds_for(1) == pytest.approx(41, abs=0.1)
        assert limiter.seconds_for(10) == pytest.approx(41, abs=0.1)
        assert limiter.seconds_for(11) == pytest.approx(101, abs=0.1)
        limiter.hold(50)
        assert limiter.seconds_for(1) == 50

    in_virtual_time(work)


def test_who_waits_is_told_for_how_long() -> None:
    async def work() -> None:
        limiter = of_this_loop(3)
        assert limiter.waits() == {}
        await asyncio.gather(*(write(limiter, [], 0, WritePriority.INLINE) for _ in range(2)))
        await asyncio.sleep(10)
        calls = [
            asyncio.create_task(limiter.acquire(WritePriority.PRESIGN, file).__aenter__()) for file in "ab"
        ]
        await asyncio.sleep(9)
        waits = limiter.waits()
        assert list(waits) == ["a", "b"]
        assert waits["a"] == pytest.approx(41, abs=0.1)
        assert waits["b"] > 41
        await asyncio.sleep(42)
        assert list(limiter.waits()) == ["b"]
        calls[1].cancel()
        await asyncio.wait(calls)
        assert limiter.waits() == {}

    in_virtual_time(work)


@pytest.mark.parametrize("cancel_at", ["before its turn", "as its turn comes"])
def test_who_gives_up_while_waiting_takes_no_permit_along(cancel_at: str) -> None:
    async def work() -> None:
        limiter, spans = of_this_loop(1, 10), list[tuple[float, float]]()
        holding = asyncio.create_task(write(limiter, spans, 5, WritePriority.PRESIGN))
        await asyncio.sleep(1)
        waiting = asyncio.create_task(write(limiter, spans, 0, WritePriority.FINALIZE))
        behind = asyncio.create_task(write(limiter, spans, 0, WritePriority.PRESIGN))
        await asyncio.sleep(1)
        if cancel_at == "as its turn comes":
            asyncio.get_running_loop().call_at(15.002, waiting.cancel)
        else:
            waiting.cancel()
        await asyncio.wait([holding, waiting, behind])
        assert not behind.cancelled()
        assert spans[-1][0] < 26

    in_virtual_time(work)


def test_a_timer_that_fires_early_lets_nobody_through_early() -> None:
    """Qt's timers may fire 5 % before their time: here the limiter's clock runs behind the loop's."""

    async def work(clock: Callable[[], float]) -> float:
        limiter, spans = RateLimiter(1, 60.0, clock), list[tuple[float, float]]()
        for _ in range(2):
            await write(limiter, spans, 0, WritePriority.PRESIGN)
        return clock()

    async def with_a_slow_clock() -> float:
        loop = asyncio.get_running_loop()
        return await work(lambda: loop.time() * 0.95)

    assert in_virtual_time(with_a_slow_clock) >= 60
