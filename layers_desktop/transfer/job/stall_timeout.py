"""A transfer that moves no byte is given up, so that it can be tried again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import ConnectionBrokenError

PATIENCE = 30.0
_LOOKS = 6

Answer = TypeVar("Answer")


async def unless_stalled(
    sending: Coroutine[Any, Any, Answer],
    moved: Callable[[], int | None],
    host: str,
    patience: float = PATIENCE,
) -> Answer:
    """Return what `sending` returns, as long as `moved` grows.

    Looks a few times in each `patience`: a timer for each chunk would outlive its chunk by that long.

    Args:
        sending: The transfer.
        moved: Bytes moved so far, or None once only the answer is waited for.
        host: Named in the error.
        patience: Seconds without a byte that are borne.

    Raises:
        ConnectionBrokenError: Nothing moved for that long.
    """
    task = asyncio.ensure_future(sending)
    try:
        await _watch(task, moved, patience)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # whoever stopped it, be it at its very end, has no use for what it died of
    if task.cancelled():
        raise ConnectionBrokenError(host, tr("no byte moved for {n} seconds", n=round(patience)))
    return task.result()


async def _watch(task: asyncio.Future[Any], moved: Callable[[], int | None], patience: float) -> None:
    """Return when the task is done, or when too many looks in a row saw nothing move."""
    seen, idle = moved(), 0
    while idle < _LOOKS:
        done, _ = await asyncio.wait([task], timeout=patience / _LOOKS)
        if done:
            return
        now = moved()
        idle = idle + 1 if now == seen and now is not None else 0
        seen = now
