import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from layers_desktop.api.asyncio_backend import Waiter


async def wait_and_wake(waiter: Waiter, patience: float | None) -> None:
    waiting = asyncio.create_task(waiter.wait(patience))
    await asyncio.sleep(0)
    waiter.wake()
    await waiting


async def test_who_is_woken_goes_on() -> None:
    waiter = Waiter()
    waiter.wake()  # nobody waits: nobody minds
    for patience in (None, 60.0, 0.01):
        await wait_and_wake(waiter, patience)
    waiter.stop()


@pytest.mark.parametrize("before", [[], [60.0], [None], [0.001], [60.0, 0.001, None]])
async def test_whatever_was_waited_for_before_a_wait_ends_in_its_own_time(before: list[float | None]) -> None:
    waiter = Waiter()
    for patience in before:
        await wait_and_wake(waiter, patience)
    waiting = asyncio.create_task(waiter.wait(0.02))
    await asyncio.wait([waiting], timeout=5)
    assert isinstance(waiting.exception(), TimeoutError)
    waiter.stop()


async def test_a_timer_that_was_set_for_an_earlier_wait_does_not_end_a_later_one() -> None:
    waiter = Waiter()
    await wait_and_wake(waiter, 0.02)
    waiting = asyncio.create_task(waiter.wait(60.0))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    waiter.wake()
    await waiting
    waiter.stop()


async def test_a_thousand_waits_take_one_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, timers = asyncio.get_running_loop(), 0
    call_later = loop.call_later

    def counted(delay: float, callback: Callable[..., object], *arguments: Any) -> asyncio.TimerHandle:
        nonlocal timers
        timers += 1
        return call_later(delay, callback, *arguments)

    monkeypatch.setattr(loop, "call_later", counted)
    waiter = Waiter()
    for _ in range(1_000):
        await wait_and_wake(waiter, 60.0)
    waiter.stop()
    assert timers == 1


async def test_who_is_cancelled_leaves_the_place_to_the_next() -> None:
    waiter = Waiter()
    waiting = asyncio.create_task(waiter.wait(None))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    await wait_and_wake(waiter, None)
    waiter.stop()


async def test_who_waits_before_a_cancelled_one_has_wound_up_is_woken_all_the_same() -> None:
    waiter = Waiter()
    waiting = asyncio.create_task(waiter.wait(None))
    await asyncio.sleep(0)
    waiting.cancel()
    other = waiter.wait(None)
    woken = other.send(None)
    await asyncio.wait([waiting])
    waiter.wake()
    assert woken.done()
    other.close()
    waiter.stop()
