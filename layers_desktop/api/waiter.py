"""Waiting for what a connection does next, with one timer for all of its waits."""

import asyncio
import math


class Waiter:
    """Lets one task at a time wait until it is woken.

    A timer for each wait would cost more than the wait, and under Qt outlive it by a minute: so the one that
    runs looks, when it fires, how long there is still to be waited.
    """

    def __init__(self) -> None:
        self._woken: asyncio.Future[None] | None = None
        self._until = math.inf
        self._timer: asyncio.Handle | None = None
        self._timer_at = math.inf

    async def wait(self, patience: float | None) -> None:
        """Return when `wake` was called.

        Args:
            patience: Seconds; None to wait as long as it takes.

        Raises:
            TimeoutError: Nobody called it in time.
        """
        loop = asyncio.get_running_loop()
        self._woken = woken = loop.create_future()
        self._until = math.inf if patience is None else loop.time() + patience
        if self._until < self._timer_at:
            self._look_at(self._until, loop)
        try:
            await woken
        finally:
            if self._woken is woken:  # else another waits since this one was cancelled
                self._woken = None

    def wake(self) -> None:
        """Let the one who waits go on, if anybody does."""
        if self._woken and not self._woken.done():
            self._woken.set_result(None)

    def stop(self) -> None:
        """Wait no more: the connection is closed."""
        if self._timer:
            self._timer.cancel()
        self._timer, self._timer_at = None, -math.inf

    def _look_at(self, moment: float, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_later(max(0.0, moment - loop.time()), self._look, loop)
        self._timer_at = moment

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give up, or come back when it is time: the wait that the timer was set for may be over."""
        self._timer, self._timer_at = None, math.inf
        if self._woken is None or self._woken.done():
            return
        if loop.time() < self._until < math.inf:
            self._look_at(self._until, loop)
        elif self._until < math.inf:
            self._woken.set_exception(TimeoutError())
