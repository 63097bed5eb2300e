"""Whether Layers can be reached at all; while it cannot, the queue stands still and no try is used up."""

import asyncio
import contextlib

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.network_errors import ConnectionBrokenError, NetworkError
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.limits.account_sessions import AccountSessions
from layers_desktop.transfer.limits.holds import HoldReason

# Seconds between probes; the last is repeated: uploads go on within ten seconds of the network's return.
PROBE_WAITS = (1.0, 2.0, 5.0, 8.0)


class ConnectivityMonitor:
    """Adds the OFFLINE hold when Layers cannot be reached, and lifts it when it can again.

    Args:
        sessions: Any of their clients is used to find out, with the key that it has.
        tasks: Own the probes.
    """

    def __init__(self, sessions: AccountSessions, tasks: OwnedTasks) -> None:
        self._sessions = sessions
        self._holds = sessions.holds
        self._tasks = tasks
        self._checking: asyncio.Task[None] | None = None
        self._probing: asyncio.Task[None] | None = None
        self._retry_now = asyncio.Event()

    async def check(self) -> None:
        """Call Layers once, for all who wait for the answer, and add or lift the hold accordingly."""
        if self._checking is None or self._checking.done():
            self._checking = self._tasks.spawn(self._call_once(), "network check")
        await asyncio.shield(self._checking)
        if self._holds.is_active(HoldReason.OFFLINE):
            self.keep_probing()

    def keep_probing(self) -> None:
        """Probe until the hold is lifted."""
        if self._probing is None or self._probing.done():
            self._probing = self._tasks.spawn(self._probe(), "network probes")

    def retry_now(self) -> None:
        """Send the next probe at once, if the hold is active."""
        self._retry_now.set()

    async def _probe(self) -> None:
        waits = iter(PROBE_WAITS)
        while self._holds.is_active(HoldReason.OFFLINE):
            wait = next(waits, PROBE_WAITS[-1])
            self._retry_now.clear()
            with contextlib.suppress(TimeoutError):
                # Not `wait_for`: Python 3.11's swallows a cancellation that comes as what it waits for ends.
                async with asyncio.timeout(wait):
                    await self._retry_now.wait()
            await self._call_once()

    async def _call_once(self) -> None:
        client = self._sessions.any_client()
        if client is None:
            return
        try:
            await client.whoami()
        except ConnectionBrokenError:
            # Something accepted the connection: the network is bad, not gone.
            self._holds.lift(HoldReason.OFFLINE)
        except NetworkError as error:
            self._holds.add(HoldReason.OFFLINE, error.problem)
        except UploaderError:
            # Layers answered, whatever it said.
            self._holds.lift(HoldReason.OFFLINE)
        else:
            self._holds.lift(HoldReason.OFFLINE)
