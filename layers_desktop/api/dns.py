"""Asking for the addresses of names, without being held up by name servers that say nothing."""

import asyncio
import socket
import threading
from concurrent.futures import Future
from functools import partial
from typing import Any


def look_up_names_apart(loop: asyncio.AbstractEventLoop) -> None:
    """Have this loop ask each time in a thread of its own that nobody waits for at the end.

    The loop's own way takes one of its workers until the system gives up, which is after half a minute, and
    neither Ctrl+C nor Quit ends the program before.
    """
    loop.getaddrinfo = _getaddrinfo  # type: ignore[method-assign]  # the class of the loop is not ours


async def _getaddrinfo(host: Any, port: Any, **what: int) -> Any:
    """Do as `asyncio.loop.getaddrinfo` does."""
    future: Future[Any] = Future()
    ask = partial(_ask, future, partial(socket.getaddrinfo, host, port, **what))
    threading.Thread(target=ask, name="name lookup", daemon=True).start()
    return await asyncio.wrap_future(future)


def _ask(future: "Future[Any]", question: "partial[Any]") -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        answer = question()
    except Exception as error:  # noqa: BLE001 it is handed to the one who asked
        future.set_exception(error)
    else:
        future.set_result(answer)
