"""A timeout for transfers that counts from the last byte."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import ConnectionBrokenError

STALL_SECONDS = 30.0
_CHECKS = 6

Answer = TypeVar("Answer")


async def with_stall_timeout(
    transfer: Coroutine[Any, Any, Answer],
    bytes_moved: Callable[[], int | None],
    host: str,
    stall_seconds: float = STALL_SECONDS,
) -> Answer:
    """Return what `transfer` returns; cancel it when `bytes_moved` stops growing.

    The count is read a few times in each `stall_seconds`: one cancelled timer for each chunk would slow the
    event loop.

    Args:
        transfer: Sends the bytes.
        bytes_moved: Bytes moved so far, or None once only the answer is waited for.
        host: Of the other side, named in the error.
        stall_seconds: Seconds without a byte after which the transfer is given up.

    Raises:
        ConnectionBrokenError: Nothing moved for that long.
    """
    task = asyncio.ensure_future(transfer)
    try:
        await _watch(task, bytes_moved, stall_seconds)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # retrieved, or asyncio reports it as lost
    if task.cancelled():
        raise ConnectionBrokenError(host, tr("no byte moved for {n} seconds", n=round(stall_seconds)))
    return task.result()


async def _watch(
    task: asyncio.Future[Any], bytes_moved: Callable[[], int | None], stall_seconds: float
) -> None:
    """Return when the task is done, or when too many checks in a row saw no byte."""
    before, idle = bytes_moved(), 0
    while idle < _CHECKS:
        done, _ = await asyncio.wait([task], timeout=stall_seconds / _CHECKS)
        if done:
            return
        now = bytes_moved()
        idle = idle + 1 if now == before and now is not None else 0
        before = now
