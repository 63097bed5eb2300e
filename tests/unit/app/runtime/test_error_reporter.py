import asyncio
import gc
import sys
from collections.abc import Iterator

import pytest

from layers_desktop.app.runtime.event_loop import ErrorReporter


@pytest.fixture
def reported() -> list[None]:
    return []


@pytest.fixture
def reporter(reported: list[None], expected_log: list[str]) -> Iterator[ErrorReporter]:
    expected_log.append("A fault of the program")
    hook = sys.excepthook
    made = ErrorReporter()
    made.on_error = lambda: reported.append(None)
    yield made
    sys.excepthook = hook


async def test_a_task_that_nobody_asks_is_told_once(
    reporter: ErrorReporter, reported: list[None], caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise ValueError("a fault in a task")

    reporter.install(asyncio.get_running_loop())
    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    del task
    gc.collect()
    assert reported == [None]
    assert "a fault in a task" in caplog.text


async def test_a_callback_that_fails_is_told_and_the_loop_goes_on(
    reporter: ErrorReporter, reported: list[None], caplog: pytest.LogCaptureFixture
) -> None:
    loop = asyncio.get_running_loop()
    reporter.install(loop)
    loop.call_soon(lambda: 1 // 0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert reported == [None]
    assert "ZeroDivisionError" in caplog.text


async def test_a_word_of_the_loop_without_an_exception_is_told_too(
    reporter: ErrorReporter, reported: list[None], caplog: pytest.LogCaptureFixture
) -> None:
    loop = asyncio.get_running_loop()
    reporter.install(loop)
    loop.call_exception_handler({"message": "something was left behind"})
    assert reported == [None]
    assert "something was left behind" in caplog.text


async def test_what_reaches_the_interpreter_is_told(
    reporter: ErrorReporter, reported: list[None], caplog: pytest.LogCaptureFixture
) -> None:
    reporter.install(asyncio.get_running_loop())
    error = RuntimeError("a fault in a slot")
    sys.excepthook(RuntimeError, error, None)
    assert reported == [None]
    assert "a fault in a slot" in caplog.text


def test_a_fault_before_there_is_a_window_is_written_down(
    expected_log: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    expected_log.append("A fault of the program")
    ErrorReporter().report(KeyError("early"))
    assert "early" in caplog.text
