import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from layers_desktop.api.happy_eyeballs import use_lookup_threads


def run(work: Callable[[asyncio.AbstractEventLoop], Coroutine[Any, Any, Any]]) -> Any:
    """Run this on a loop that looks up names apart, to the end of the loop."""
    with asyncio.Runner() as runner:
        use_lookup_threads(runner.get_loop())
        return runner.run(work(runner.get_loop()))


def test_an_answer_is_the_systems_own() -> None:
    asked = ("localhost", 443), {"type": socket.SOCK_STREAM}
    assert run(lambda loop: loop.getaddrinfo(*asked[0], **asked[1])) == socket.getaddrinfo(
        *asked[0], **asked[1]
    )


def test_a_name_that_nobody_knows_is_told_as_ever() -> None:
    with pytest.raises(socket.gaierror):
        run(lambda loop: loop.getaddrinfo("layers.invalid", 443))


def test_silence_holds_neither_the_others_nor_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    silence = threading.Event()
    asked: list[threading.Thread] = []

    def say_nothing(*_: object, **__: object) -> list[object]:
        asked.append(threading.current_thread())
        silence.wait()
        return []

    async def work(loop: asyncio.AbstractEventLoop) -> int:
        monkeypatch.setattr(socket, "getaddrinfo", say_nothing)
        questions = [asyncio.create_task(loop.getaddrinfo("silent.invalid", 443)) for _ in range(40)]
        while len(asked) < len(questions):  # noqa: ASYNC110 threads tell nobody that they have begun
            await asyncio.sleep(0.001)
        assert await asyncio.to_thread(lambda: 7) == 7
        questions[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await questions[0]
        return 7

    assert run(work) == 7
    assert all(thread.is_alive() and thread.daemon for thread in asked)
    silence.set()
    for thread in asked:
        thread.join()


def test_one_that_is_given_up_before_it_began_is_never_asked() -> None:
    async def work(loop: asyncio.AbstractEventLoop) -> None:
        question = asyncio.create_task(loop.getaddrinfo("localhost", 443))
        question.cancel()
        with pytest.raises(asyncio.CancelledError):
            await question

    run(work)
