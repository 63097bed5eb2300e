"""The speed limit that all uploads share."""

import asyncio

import pytest

from layers_desktop.transfer.limits.bandwidth import BandwidthLimiter


class Clock:
    """Stands still but for what is waited."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio, "sleep", clock.sleep)
    return clock


@pytest.mark.parametrize("rate", [1_000, 500_000, 5_000_000])
async def test_so_many_bytes_go_in_a_second_and_no_more(clock: Clock, rate: int) -> None:
    limiter = BandwidthLimiter(rate, clock)
    sent = 0
    for piece in limiter.pieces(bytes(rate * 3)):
        await limiter.wait_for(len(piece))
        sent += len(piece)
        assert sent <= rate * (clock.now - 100) + len(piece) + 1
    assert sent == rate * 3
    assert clock.now - 100 == pytest.approx(3, abs=0.2)


async def test_without_a_limit_nothing_waits_and_a_slow_network_is_still_seen_moving(clock: Clock) -> None:
    limiter = BandwidthLimiter(None, clock)
    chunk = b"".join(number.to_bytes(4) for number in range(256 * 1024))
    pieces = list(limiter.pieces(chunk))
    assert b"".join(pieces) == chunk
    assert {len(piece) for piece in pieces} == {256 * 1024}
    await limiter.wait_for(10**12)
    assert clock.now == 100


async def test_a_change_counts_from_the_next_piece_on(clock: Clock) -> None:
    limiter = BandwidthLimiter(None, clock)
    pieces = limiter.pieces(bytes(2_000))
    limiter.rate = 10_000
    assert len(next(pieces)) == 1_000
    limiter.rate = None
    assert len(next(pieces)) == 1_000


async def test_a_limit_that_is_lifted_lets_go_who_waits() -> None:
    limiter = BandwidthLimiter(1_000)
    waiting = [asyncio.ensure_future(limiter.wait_for(1_000_000)) for _ in range(3)]
    await asyncio.sleep(0)
    limiter.rate = None
    await asyncio.wait_for(asyncio.gather(*waiting), 30)


async def test_who_gives_up_takes_nothing_from_the_others() -> None:
    limiter = BandwidthLimiter(10_000)
    waiting = [asyncio.ensure_future(limiter.wait_for(1_000_000)) for _ in range(3)]
    await asyncio.sleep(0)
    for each in waiting:
        each.cancel()
    await asyncio.wait_for(limiter.wait_for(1_000), 30)
