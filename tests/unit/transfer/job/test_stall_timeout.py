import asyncio
import gc
from collections.abc import Callable

import pytest

from layers_desktop.domain.file_errors import FileChangedError
from layers_desktop.domain.network_errors import ConnectionBrokenError
from layers_desktop.transfer.job.job import with_stall_timeout
from tests.unit.transfer.conftest import in_virtual_time

HOST = "store.example"


class Sending:
    """A transfer that moves as it is told: after seconds so many bytes; None: all are handed over."""

    def __init__(self, *steps: tuple[float, int | None]) -> None:
        self.steps = steps
        self.moved: int | None = 0
        self.was_cancelled = False

    async def run(self) -> str:
        try:
            for seconds, moved in self.steps:
                await asyncio.sleep(seconds)
                self.moved = moved
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        return "answer"


def watched(sending: Sending, patience: float = 30.0) -> tuple[str, float]:
    async def work() -> tuple[str, float]:
        loop = asyncio.get_running_loop()
        answer = await with_stall_timeout(sending.run(), lambda: sending.moved, HOST, patience)
        return answer, loop.time()

    return in_virtual_time(work)


@pytest.mark.parametrize(
    "sending",
    [
        Sending(),
        Sending((29, 1), (29, 2), (29, 3), (1, 3)),
        Sending((1, 1), (1, None), (10_000, None)),
        Sending((20, None), (600, None), (0, 5)),
    ],
    ids=["at once", "slowly", "with a late answer", "with a very late answer"],
)
def test_what_moves_or_only_waits_for_its_answer_is_let_alone(sending: Sending) -> None:
    answer, _ = watched(sending)
    assert answer == "answer"
    assert not sending.was_cancelled


@pytest.mark.parametrize("before", [(), ((10.0, 1), (20.0, 2))])
def test_what_moves_no_byte_is_given_up_in_time(before: tuple[tuple[float, int], ...]) -> None:
    sending = Sending(*before, (10_000, 9))
    started = sum(seconds for seconds, _ in before)

    async def work() -> float:
        with pytest.raises(ConnectionBrokenError, match="no data for 30 seconds"):
            await with_stall_timeout(sending.run(), lambda: sending.moved, HOST)
        return asyncio.get_running_loop().time()

    assert 29 <= in_virtual_time(work) - started <= 36
    assert sending.was_cancelled


def test_what_goes_wrong_in_the_transfer_comes_out_as_it_is() -> None:
    async def fail() -> str:
        raise FileChangedError

    async def work() -> None:
        with pytest.raises(FileChangedError):
            await with_stall_timeout(fail(), lambda: 0, HOST)

    in_virtual_time(work)


@pytest.mark.parametrize("last_word", [None, FileChangedError])
def test_who_cancels_the_watch_ends_the_transfer_too_whatever_that_says(
    last_word: Callable[[], Exception] | None,
) -> None:
    ended: list[bool] = []

    async def endless() -> None:
        try:
            await asyncio.sleep(10_000)
        finally:
            ended.append(True)
            if last_word:
                raise last_word()

    async def work() -> None:
        watching = asyncio.create_task(with_stall_timeout(endless(), lambda: None, HOST))
        await asyncio.sleep(1)
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching

    in_virtual_time(work)
    assert ended == [True]


async def test_one_that_fails_in_the_moment_of_a_cancel_leaves_no_error_that_nobody_takes() -> None:
    told: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    fails = asyncio.Event()

    async def sending() -> None:
        await fails.wait()
        raise ConnectionBrokenError("store", "reset")

    watching = asyncio.ensure_future(with_stall_timeout(sending(), lambda: 0, "store"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    fails.set()
    await asyncio.sleep(0)
    watching.cancel()
    await asyncio.wait([watching])
    del watching
    gc.collect()
    assert told == []
