"""A thread for calls that may never come back."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")



class DaemonThread:
    """Runs calls one after another, in a thread that nobody has to wait for.

    While one call hangs, later ones queue up behind it instead of starting threads of their own; whoever
    stops waiting for a call that has not begun takes it back.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, call: Callable[[], T], timeout: float) -> T:  # noqa: ASYNC109 one deadline, queueing included
        """Return what the call returns, or raise what it raises.

        Raises:
            TimeoutError: It did not end within that many seconds; if it had begun, it goes on unheard.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._calls.put((future, call))
        async with asyncio.timeout(timeout):
            return await asyncio.wrap_future(future)

    def _work(self) -> None:
        while True:
            future, call = self._calls.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = call()
            except Exception as error:  # noqa: BLE001 it is handed to the one who asked
                future.set_exception(error)
            else:
                future.set_result(result)
