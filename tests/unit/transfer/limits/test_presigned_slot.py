"""No slot is held while a budget is waited for, and no turn while a slot is."""

import asyncio

from layers_desktop.transfer.limits.concurrency import SMALL, ConcurrencyLimiter, presigned_slot
from layers_desktop.transfer.limits.rate_limiter import RateLimiter, WritePriority
from tests.unit.transfer.conftest import in_virtual_time

MINUTE = 60.0


class Sender:
    """Notes at which second each URL was asked for, and what was sent when."""

    def __init__(self, slots: ConcurrencyLimiter) -> None:
        self.slots = slots
        self.presigned: dict[str, float] = {}
        self.sent: dict[str, float] = {}

    async def send(
        self, name: str, budget: RateLimiter, seconds: float = 0.0, *, alone: bool = False
    ) -> None:
        async def presign() -> None:
            assert self.slots._regular > 0
            self.presigned[name] = asyncio.get_running_loop().time()

        async with presigned_slot(self.slots, budget, SMALL, presign, exclusive=alone):
            await asyncio.sleep(seconds)
        self.sent[name] = asyncio.get_running_loop().time()


def budget(limit: int) -> RateLimiter:
    return RateLimiter(limit, MINUTE, asyncio.get_running_loop().time)


def test_a_held_budget_keeps_no_slot_from_another_account() -> None:
    async def work() -> dict[str, float]:
        sender, held, free = Sender(ConcurrencyLimiter(2)), budget(60), budget(60)
        held.hold(3600)
        theirs = [asyncio.create_task(sender.send(f"their {number}", held)) for number in range(9)]
        await asyncio.sleep(1)
        await asyncio.gather(*(sender.send(f"my {number}", free) for number in range(9)))
        mine = dict(sender.sent)
        held.release()
        await asyncio.gather(*theirs)
        return mine

    mine = in_virtual_time(work)
    assert set(mine.values()) == {1.0}
    assert len(mine) == 9


def test_full_slots_use_up_no_turn_and_each_url_is_asked_for_when_it_is_needed() -> None:
    async def work() -> tuple[Sender, float]:
        sender, scarce = Sender(ConcurrencyLimiter(1)), budget(4)
        sending = [asyncio.create_task(sender.send(name, scarce, 10.0)) for name in "abc"]
        await asyncio.sleep(5)
        async with scarce.acquire(WritePriority.FINALIZE):
            finalized_at = asyncio.get_running_loop().time()
        await asyncio.gather(*sending)
        return sender, finalized_at

    sender, finalized_at = in_virtual_time(work)
    assert finalized_at == 5
    assert sender.presigned == {"a": 0, "b": 10, "c": 20}


def test_a_scarce_budget_gives_each_its_turn_without_one_lost() -> None:
    async def work() -> Sender:
        sender, scarce = Sender(ConcurrencyLimiter(2)), budget(1)
        await asyncio.gather(*(sender.send(name, scarce, 1.0) for name in "abcd"))
        return sender

    minutes = [round(moment / MINUTE) for moment in in_virtual_time(work).presigned.values()]
    assert minutes == [0, 1, 2, 3]


def test_who_must_be_alone_gets_its_turn_and_the_whole_line() -> None:
    async def work() -> Sender:
        sender, free = Sender(ConcurrencyLimiter(3)), budget(60)
        others = [asyncio.create_task(sender.send(name, free, 10.0)) for name in "ab"]
        await asyncio.sleep(1)
        alone = asyncio.create_task(sender.send("alone", free, 10.0, alone=True))
        await asyncio.sleep(1)
        await asyncio.gather(*others, alone, sender.send("after", free, 10.0))
        return sender

    assert in_virtual_time(work).presigned == {"a": 0, "b": 0, "alone": 10, "after": 20}


def test_who_gives_up_while_it_waits_leaves_slot_and_turn_to_the_next() -> None:
    async def work() -> Sender:
        sender, scarce = Sender(ConcurrencyLimiter(1)), budget(1)
        first = asyncio.create_task(sender.send("first", scarce, 10.0))
        await asyncio.sleep(1)
        waiting = [asyncio.create_task(sender.send(name, scarce, 1.0)) for name in "ab"]
        await asyncio.sleep(20)
        waiting[0].cancel()
        await asyncio.wait([first, *waiting])
        return sender

    assert list(in_virtual_time(work).presigned) == ["first", "b"]
