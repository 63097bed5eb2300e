import asyncio
import time
import weakref

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from layers_desktop.app import event_loop


def test_callbacks_run_in_the_order_in_which_they_came_and_cancelled_ones_never(qapp: QApplication) -> None:
    async def work(loop: asyncio.AbstractEventLoop) -> int:
        ran: list[int] = []
        handles = [loop.call_soon(ran.append, number) for number in range(1_000)]
        handles[7].cancel()
        while len(ran) < 999:  # noqa: ASYNC110  # the turns themselves are tested
            await asyncio.sleep(0)
        assert ran == [number for number in range(1_000) if number != 7]
        return 0

    assert event_loop.run(qapp, work) == 0


def test_a_cancelled_timer_lets_go_at_once_of_all_it_held(qapp: QApplication) -> None:
    class Held:
        def note(self) -> None:
            pass

    async def work(loop: asyncio.AbstractEventLoop) -> int:
        held = Held()
        gone = weakref.ref(held)
        handle = loop.call_later(3_600, held.note)
        del held
        assert gone() is not None
        handle.cancel()
        handle.cancel()
        del handle
        assert gone() is None
        return 0

    assert event_loop.run(qapp, work) == 0


def test_no_timer_comes_before_its_time_and_the_earlier_one_comes_first(qapp: QApplication) -> None:
    async def work(loop: asyncio.AbstractEventLoop) -> int:
        began, ran = loop.time(), asyncio.get_running_loop().create_future()
        order: list[str] = []
        loop.call_at(began + 0.25, lambda: ran.set_result(loop.time()))
        loop.call_later(0.25, order.append, "later")
        loop.call_later(0.05, order.append, "earlier")
        assert await ran - began >= 0.25
        await asyncio.sleep(0.01)
        assert order == ["earlier", "later"]
        return 0

    assert event_loop.run(qapp, work) == 0


def test_callbacks_go_on_in_an_event_loop_that_a_callback_opened(qapp: QApplication) -> None:
    """As while a file is being dragged: Qt runs a loop of its own inside the one that began it."""

    async def work(loop: asyncio.AbstractEventLoop) -> int:
        inner, ran = QEventLoop(), asyncio.Event()

        def open_loop() -> None:
            inner.exec()
            ran.set()

        loop.call_soon(open_loop)
        loop.call_soon(inner.quit)  # behind it in the same turn
        await ran.wait()
        return 0

    assert event_loop.run(qapp, work) == 0


def test_a_flood_of_callbacks_leaves_the_window_its_turns(qapp: QApplication) -> None:
    async def work(loop: asyncio.AbstractEventLoop) -> int:
        seen: list[int] = []
        left = 200

        def busy() -> None:
            nonlocal left
            left -= 1
            time.sleep(0.001)
            if left:
                loop.call_soon(busy)
                loop.call_soon(lambda: None)

        loop.call_soon(busy)
        while left:
            seen.append(left)
            await asyncio.sleep(0.01)
        assert len(seen) > 1
        return 0

    assert event_loop.run(qapp, work) == 0
