"""Tasks with an owner that keeps them, awaits them and reports what they raised."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Report = Callable[[BaseException], None]


class OwnedTasks:
    """Keeps the tasks of one owner until they end.

    Args:
        report: Called with every exception that a task did not handle itself.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[Any]] = set()
        self._cancelled: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Start a task that ends with its owner at the latest."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def cancel(self, task: asyncio.Task[Any]) -> None:
        """Cancel one of these, once only: a second time would disturb it in releasing what it holds.

        `Task.cancelling` does not tell whether it was: `asyncio.timeout` cancels the task that it is in, too,
        and takes that back.
        """
        if task in self._tasks and task not in self._cancelled:
            self._cancelled.add(task)
            task.cancel()

    async def close(self) -> None:
        """Cancel all that run, and return when they have ended."""
        while self._tasks:
            tasks = set(self._tasks)
            for task in tasks:
                self.cancel(task)
            await asyncio.wait(tasks)

    async def wait_idle(self) -> None:
        """Return when everything that runs now has ended by itself."""
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._cancelled.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._report(error)
