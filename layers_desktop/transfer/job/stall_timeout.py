"""A transfer that moves no byte is given up, so that it can be tried again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import ConnectionBrokenError

STALL_SECONDS = 30.0
_CHECKS = 6

Answer = TypeVar("Answer")


async def with_stall_timeout(
    sending: Coroutine[Any, Any, Answer],
    bytes_moved: Callable[[], int | None],
    host: str,
    stall_seconds: float = STALL_SECONDS,
) -> Answer:
    """Return what `sending` returns, as long as `bytes_moved` grows.

    Looks a few times in each `stall_seconds`: a timer for each chunk would outlive its chunk by that long.

    Args:
        sending: The transfer.
        bytes_moved: Bytes moved so far, or None once only the answer is waited for.
        host: Named in the error.
        stall_seconds: Seconds without a byte that are borne.

    Raises:
        ConnectionBrokenError: Nothing moved for that long.
    """
    task = asyncio.ensure_future(sending)
    try:
        await _watch(task, bytes_moved, stall_seconds)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # whoever stopped it, be it at its very end, has no use for what it died of
    if task.cancelled():
        raise ConnectionBrokenError(host, tr("no byte moved for {n} seconds", n=round(stall_seconds)))
    return task.result()


async def _watch(
    task: asyncio.Future[Any], bytes_moved: Callable[[], int | None], stall_seconds: float
) -> None:
    """Return when the task is done, or when too many checks in a row saw nothing move."""
    seen, idle = bytes_moved(), 0
    while idle < _CHECKS:
        done, _ = await asyncio.wait([task], timeout=stall_seconds / _CHECKS)
        if done:
            return
        now = bytes_moved()
        idle = idle + 1 if now == seen and now is not None else 0
        seen = now
