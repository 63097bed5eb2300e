"""Asking for the addresses of names, without being held up by name servers that say nothing."""

import asyncio
import socket
import threading
from concurrent.futures import Future
from functools import partial
from typing import Any

from layers_desktop.domain.futures import run_into


def look_up_names_apart(loop: asyncio.AbstractEventLoop) -> None:
    """Have this loop ask each time in a thread of its own that nobody waits for at the end.

    The loop's own way takes one of its workers until the system gives up, which is after half a minute, and
    neither Ctrl+C nor Quit ends the program before.
    """
    loop.getaddrinfo = _getaddrinfo  # type: ignore[method-assign]  # the class of the loop is not ours


async def _getaddrinfo(host: Any, port: Any, **what: int) -> Any:
    """Do as `asyncio.loop.getaddrinfo` does."""
    future: Future[Any] = Future()
    look_up = partial(run_into, future, partial(socket.getaddrinfo, host, port, **what))
    threading.Thread(target=look_up, name="name lookup", daemon=True).start()
    return await asyncio.wrap_future(future)
