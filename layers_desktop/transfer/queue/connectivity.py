"""Whether Layers can be reached at all; while it cannot, the queue stands still and no try is used up."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.network_errors import ConnectionBrokenError, NetworkError
from layers_desktop.transfer.limits.holds import HoldReason, QueueHolds
from layers_desktop.transfer.tasks import OwnedTasks

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP
    from layers_desktop.api.client import LayersClient

# Seconds between probes; the last is repeated: uploads go on within ten seconds of the network's return.
_PROBES = (1.0, 2.0, 5.0, 8.0)


class ConnectivityMonitor:
    """Closes the OFFLINE gate when Layers cannot be reached, and opens it when it can again.

    Args:
        client: Gives the client in use; None while there is no key.
    """

    def __init__(
        self, holds: QueueHolds, tasks: OwnedTasks, client: "Callable[[], LayersClient | None]"
    ) -> None:
        self._holds = holds
        self._tasks = tasks
        self._client = client
        self._asking: asyncio.Task[None] | None = None
        self._probing: asyncio.Task[None] | None = None
        self._try_now = asyncio.Event()

    async def check(self) -> None:
        """Ask Layers once, for all who want to know, and close or open the gate accordingly."""
        if self._asking is None or self._asking.done():
            self._asking = self._tasks.spawn(self._ask(), "network check")
        await asyncio.shield(self._asking)
        if self._holds.is_active(HoldReason.OFFLINE):
            self.keep_probing()

    def keep_probing(self) -> None:
        """Probe until the gate is open again."""
        if self._probing is None or self._probing.done():
            self._probing = self._tasks.spawn(self._probe(), "network probes")

    def try_now(self) -> None:
        """Do not wait for the next probe's time."""
        self._try_now.set()

    async def _probe(self) -> None:
        waits = iter(_PROBES)
        while self._holds.is_active(HoldReason.OFFLINE):
            wait = next(waits, _PROBES[-1])
            self._try_now.clear()
            with contextlib.suppress(TimeoutError):
                # Not `wait_for`: Python 3.11's swallows the cancel that comes along with what it waits for.
                async with asyncio.timeout(wait):
                    await self._try_now.wait()
            await self._ask()

    async def _ask(self) -> None:
        client = self._client()
        if client is None:
            return
        try:
            await client.whoami()
        except ConnectionBrokenError:
            # Somebody took the call: the line is bad, not gone.
            self._holds.lift(HoldReason.OFFLINE)
        except NetworkError as error:
            self._holds.add(HoldReason.OFFLINE, error.problem)
        except UploaderError:
            # Layers answered, whatever it said.
            self._holds.lift(HoldReason.OFFLINE)
        else:
            self._holds.lift(HoldReason.OFFLINE)
