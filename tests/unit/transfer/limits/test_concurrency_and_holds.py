import asyncio
from contextlib import AsyncExitStack

import anyio
import pytest

from layers_desktop.domain.errors import Problem
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.limits.account_sessions import AccountSessions
from layers_desktop.transfer.limits.concurrency import SMALL, ConcurrencyLimiter
from layers_desktop.transfer.limits.connectivity import ConnectivityMonitor
from layers_desktop.transfer.limits.holds import Hold, HoldReason, QueueHolds
from layers_desktop.transfer.limits.rate_limiter import RateLimiter, WritePriority

PROBLEM = Problem("CODE", "Why.")
BIG = SMALL


async def turns(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


class Puts:
    """Holds slots until it is told to leave them."""

    def __init__(self, slots: ConcurrencyLimiter) -> None:
        self.slots = slots
        self.holding: list[str] = []
        self.leave: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, name: str, size: int = BIG, alone: bool = False) -> None:
        self.leave[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._hold(name, size, alone))
        await turns()

    async def _hold(self, name: str, size: int, alone: bool) -> None:
        async with self.slots.slot(size, exclusive=alone):
            self.holding.append(name)
            try:
                await self.leave[name].wait()
            finally:
                self.holding.remove(name)

    async def go(self, *names: str) -> None:
        for name in names:
            self.leave[name].set()
        await turns()


async def end(puts: Puts) -> None:
    await puts.go(*puts.leave)
    async with asyncio.timeout(60):
        await asyncio.wait(puts.tasks.values())


async def test_so_many_go_at_once_and_the_next_when_one_is_through() -> None:
    puts = Puts(ConcurrencyLimiter(2))
    for name in "abc":
        await puts.come(name)
    assert puts.holding == ["a", "b"]
    assert puts.slots.is_full
    await puts.go("a")
    assert puts.holding == ["b", "c"]
    await end(puts)


async def test_one_small_file_goes_beside_big_ones() -> None:
    puts = Puts(ConcurrencyLimiter(1))
    for name, size in (("big", BIG), ("small", SMALL - 1), ("second small", 1)):
        await puts.come(name, size)
    assert puts.holding == ["big", "small"]
    await puts.go("small")
    assert puts.holding == ["big", "second small"]
    await end(puts)


async def test_who_must_be_alone_waits_for_the_others_and_they_for_it() -> None:
    puts = Puts(ConcurrencyLimiter(3))
    await puts.come("a")
    await puts.come("alone", alone=True)
    await puts.come("b")
    await puts.come("small", 1)
    assert puts.holding == ["a"]
    await puts.go("a")
    assert puts.holding == ["alone"]
    await puts.go("alone")
    assert puts.holding == ["b", "small"]
    await end(puts)


async def test_who_gives_up_waiting_to_be_alone_lets_the_others_pass() -> None:
    puts = Puts(ConcurrencyLimiter(3))
    await puts.come("a")
    await puts.come("alone", alone=True)
    await puts.come("b")
    puts.tasks["alone"].cancel()
    await turns()
    assert puts.holding == ["a", "b"]
    await end(puts)


async def test_a_cancelled_put_gives_its_slot_back() -> None:
    puts = Puts(ConcurrencyLimiter(1))
    await puts.come("a")
    await puts.come("b")
    puts.tasks["a"].cancel()
    await turns()
    assert puts.holding == ["b"]
    await end(puts)


async def test_halving_stops_at_one_and_takes_nothing_from_who_is_under_way() -> None:
    puts = Puts(ConcurrencyLimiter(3))
    for name in "abcd":
        await puts.come(name)
    for expected in (1, 1):
        puts.slots.halve()
        assert puts.slots.limit == expected
    await puts.go("a", "b")
    assert puts.holding == ["c"]
    await puts.go("c")
    assert puts.holding == ["d"]
    await end(puts)


async def test_slots_grow_while_more_of_them_bring_more() -> None:
    puts = Puts(ConcurrencyLimiter(1, maximum=3))
    for name in "abcd":
        await puts.come(name)
    speeds = [(1000, 2), (1050, 2), (1200, 3), (9000, 3)]
    for speed, expected in speeds:
        puts.slots.adapt(speed)
        await turns()
        assert (puts.slots.limit, len(puts.holding)) == (expected, expected)
    await end(puts)


async def test_what_a_person_chose_counts_at_once_and_only_when_it_is_new() -> None:
    puts = Puts(ConcurrencyLimiter(1))
    for name in "abc":
        await puts.come(name)
    puts.slots.set_limit(3)
    await turns()
    assert puts.holding == ["a", "b", "c"]
    puts.slots.halve()
    puts.slots.set_limit(3)
    assert puts.slots.limit == 1
    await end(puts)


async def test_a_new_choice_forgets_what_was_found_out_about_the_network() -> None:
    puts = Puts(ConcurrencyLimiter(1, maximum=3))
    for name in "abc":
        await puts.come(name)
    puts.slots.adapt(1000)
    puts.slots.set_limit(2)
    await turns()
    puts.slots.adapt(10)
    assert puts.slots.limit == 3
    await end(puts)


async def test_slots_grow_again_to_what_a_person_chose() -> None:
    puts = Puts(ConcurrencyLimiter(1, maximum=2))
    puts.slots.set_limit(4)
    puts.slots.halve()
    for name, speed, expected in (("ab", 10, 3), ("c", 20, 4), ("d", 40, 4)):
        for each in name:
            await puts.come(each)
        puts.slots.adapt(speed)
        assert puts.slots.limit == expected
    await end(puts)


def test_an_idle_line_is_no_reason_for_more_slots() -> None:
    slots = ConcurrencyLimiter(2)
    slots.adapt(1e9)
    assert slots.limit == 2


async def test_inline_calls_have_slots_of_their_own() -> None:
    slots = ConcurrencyLimiter(1)
    async with AsyncExitStack() as stack:
        for _ in range(6):
            await stack.enter_async_context(slots.inline_slot("org"))
        seventh = asyncio.create_task(stack.enter_async_context(slots.inline_slot("org")))
        await turns()
        assert not seventh.done()
        assert slots.has_free_slot(BIG)
        seventh.cancel()


@pytest.mark.parametrize("reason", HoldReason)
async def test_a_gate_holds_the_queue_unless_it_only_tells(reason: HoldReason) -> None:
    changes: list[None] = []
    queue_holds = QueueHolds(lambda: changes.append(None))
    queue_holds.add(reason, PROBLEM, 9.0)
    holds = reason not in {HoldReason.BUDGET, HoldReason.UNRECORDED}
    assert queue_holds.is_holding("") is holds
    assert queue_holds.current == Hold(reason, PROBLEM, 9.0)
    assert queue_holds.is_active(reason)
    waiting = asyncio.create_task(queue_holds.wait_until_lifted(""))
    await turns()
    assert waiting.done() is not holds
    queue_holds.lift(reason)
    async with asyncio.timeout(60):
        await waiting
    assert (queue_holds.current, len(changes)) == (None, 2)


async def test_whoever_waits_goes_on_only_when_the_last_gate_is_open() -> None:
    queue_holds = QueueHolds(lambda: None)
    for reason in (HoldReason.OFFLINE, HoldReason.KEY, HoldReason.BUDGET):
        queue_holds.add(reason)
    assert queue_holds.current == Hold(HoldReason.KEY)
    waiting = asyncio.create_task(queue_holds.wait_until_lifted(""))
    queue_holds.lift(HoldReason.KEY)
    await turns()
    assert not waiting.done()
    assert queue_holds.current == Hold(HoldReason.OFFLINE)
    queue_holds.lift(HoldReason.OFFLINE)
    await turns()
    assert waiting.done()
    assert queue_holds.current == Hold(HoldReason.BUDGET)


def test_only_what_is_new_is_told() -> None:
    changes: list[None] = []
    queue_holds = QueueHolds(lambda: changes.append(None))
    queue_holds.lift(HoldReason.OFFLINE)
    queue_holds.add(HoldReason.OFFLINE, PROBLEM)
    queue_holds.add(HoldReason.OFFLINE, PROBLEM)
    assert len(changes) == 1
    queue_holds.add(HoldReason.OFFLINE, Problem("OTHER", "Why."))
    assert len(changes) == 2


async def test_a_task_has_an_owner_that_ends_it_and_reports_what_it_raised() -> None:
    reported: list[BaseException] = []
    tasks = OwnedTasks(reported.append)
    fault = ValueError("fault")

    async def fail() -> None:
        raise fault

    tasks.spawn(fail(), "fails")
    endless = tasks.spawn(asyncio.sleep(60), "endless")
    await turns()
    assert reported == [fault]
    await tasks.close()
    assert endless.cancelled()
    assert reported == [fault]
    tasks.spawn(asyncio.sleep(0), "short")
    await tasks.wait_idle()


async def test_a_task_that_anyio_is_just_cancelling_is_ended_by_its_owner_all_the_same() -> None:
    """As it does to the task that opens a connection, once one of the addresses has answered."""
    tasks, scopes = OwnedTasks(lambda _error: None), list[anyio.CancelScope]()

    async def connect() -> None:
        async with anyio.create_task_group() as addresses:
            scopes.append(addresses.cancel_scope)
            addresses.start_soon(asyncio.sleep, 60)
        await asyncio.Event().wait()

    task = tasks.spawn(connect(), "connects")
    await turns()
    scopes[0].cancel()
    assert task.cancelling()
    async with asyncio.timeout(60):
        await tasks.close()
    assert task.cancelled()


async def test_probes_end_with_their_owner_even_in_the_moment_in_which_they_are_to_try() -> None:
    queue_holds, tasks = QueueHolds(lambda: None), OwnedTasks(lambda _error: None)
    monitor = ConnectivityMonitor(AccountSessions(RateLimiter(), queue_holds), tasks)
    queue_holds.add(HoldReason.OFFLINE, PROBLEM)
    monitor.keep_probing()
    await turns()
    monitor.retry_now()
    await asyncio.sleep(0)  # the wait is over, and whoever waited has not gone on yet
    async with asyncio.timeout(60):
        await tasks.close()


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (None, "Used up."),
        (99.0, "Used up."),
        (140.2, "Used up. Goes on in 41 s."),
        (400.0, "Used up. Goes on in about 5 min."),
        (50_500.0, "Used up. Goes on in about 14 h."),
    ],
)
def test_a_hold_says_for_how_long(until: float | None, sentence: str) -> None:
    assert Hold(HoldReason.BUDGET, Problem("X", "Used up.", "Next."), until).sentence(100.0) == sentence
    assert Hold(HoldReason.PAUSED, None, until).sentence(100.0) == ""


async def test_a_limit_that_is_used_up_is_a_hold_with_its_end_as_long_as_somebody_waits() -> None:
    holds = QueueHolds(lambda: None)
    limiter = RateLimiter(1, 60.0)
    sessions = AccountSessions(limiter, holds)
    sessions.of("a")
    holds.shown_account = "a"
    async with limiter.acquire(WritePriority.INLINE):
        pass
    sessions.update_write_holds()
    assert holds.current is None
    waiting = asyncio.create_task(limiter.acquire(WritePriority.INLINE, "file").__aenter__())
    await asyncio.sleep(0)
    sessions.update_write_holds()
    assert holds.current
    assert holds.current.sentence(0.0).startswith("Uploads keep to 1 call a minute. Goes on in ")
    assert not holds.is_holding("a")
    limiter.apply_tier("standard")
    await waiting
    sessions.update_write_holds()
    assert holds.current is None
