"""The speed limit that all uploads share."""

import asyncio

import pytest

from layers_desktop.transfer.limits.bandwidth import BandwidthLimiter

_let_others_run = asyncio.sleep


class Clock:
    """Stands still but for what is waited."""

    def __init__(self) -> None:
        self.now = 100.0
        self._due: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        due = self.now + seconds
        self._due.append(due)
        await _let_others_run(0)
        while min(self._due) < due:  # whoever is due before goes on before
            await _let_others_run(0)
        self.now = due
        self._due.remove(due)


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
    pieces = []
    for piece in limiter.pieces(chunk):
        clock.now += 1
        pieces.append(piece)
    assert b"".join(pieces) == chunk
    assert {len(piece) for piece in pieces} == {256 * 1024}
    now = clock.now
    await limiter.wait_for(10**12)
    assert clock.now == now


async def test_a_fast_network_gets_whole_chunks_and_one_that_becomes_slow_small_pieces(clock: Clock) -> None:
    limiter = BandwidthLimiter(None, clock)
    sizes, chunk = [], bytes(1024 * 1024)
    for seconds in (0.001, 0.5, 0.001):
        for piece in limiter.pieces(chunk):
            clock.now += seconds
            sizes.append(len(piece) // 1024)
        limiter.rate = 100
        assert len(next(limiter.pieces(chunk))) == 128
        limiter.rate = None
    assert sizes == [256, 768, 1024, 256, 768]


async def test_a_change_counts_from_the_next_piece_on(clock: Clock) -> None:
    limiter = BandwidthLimiter(None, clock)
    pieces = limiter.pieces(bytes(2_000))
    limiter.rate = 10_000
    assert len(next(pieces)) == 1_000
    limiter.rate = None
    assert len(next(pieces)) == 1_000


async def test_what_is_sent_whole_leaves_one_by_one_after_its_time(clock: Clock) -> None:
    limiter, left = BandwidthLimiter(500_000, clock), list[float]()

    async def send(size: int) -> None:
        await limiter.wait_for_whole(size)
        left.append(clock.now - 100)

    await asyncio.gather(*(send(250_000) for _ in range(6)))
    assert left == pytest.approx([0.4, 0.9, 1.4, 1.9, 2.4, 2.9])


async def test_what_is_sent_whole_does_not_hold_up_what_goes_in_pieces(clock: Clock) -> None:
    limiter = BandwidthLimiter(500_000, clock)
    whole = asyncio.create_task(limiter.wait_for_whole(5_000_000))
    longest = 0.0
    for _ in range(20):
        asked = clock.now
        await limiter.wait_for(50_000)
        longest = max(longest, clock.now - asked)
    assert not whole.done()
    assert longest == pytest.approx(0.2, abs=0.1)
    limiter.rate = None
    await whole


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
