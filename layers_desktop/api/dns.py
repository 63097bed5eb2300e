"""DNS look-ups that block nothing while name servers do not answer."""

import asyncio
import socket
import threading
from concurrent.futures import Future
from functools import partial
from typing import Any


def use_lookup_threads(loop: asyncio.AbstractEventLoop) -> None:
    """Have this loop's `getaddrinfo` start a thread for each look-up, which nobody waits for at the end.

    asyncio's own takes one of the loop's few worker threads until the operating system gives up: for half a
    minute, neither Ctrl+C nor Quit would end the program.
    """
    loop.getaddrinfo = _getaddrinfo  # type: ignore[method-assign]  # the loop's class is asyncio's or qasync's


async def _getaddrinfo(host: Any, port: Any, **options: int) -> Any:
    """Do as `asyncio.loop.getaddrinfo` does."""
    future: Future[Any] = Future()
    look_up = partial(_look_up, future, partial(socket.getaddrinfo, host, port, **options))
    threading.Thread(target=look_up, name="DNS look-up", daemon=True).start()
    return await asyncio.wrap_future(future)


def _look_up(future: "Future[Any]", call: "partial[Any]") -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        addresses = call()
    except Exception as error:  # noqa: BLE001  # it is handed to the one who asked
        future.set_exception(error)
    else:
        future.set_result(addresses)
