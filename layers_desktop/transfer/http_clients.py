"""The HTTP clients of one engine.

Their libraries take longer to load than all else of a start, so they are loaded in a thread, with the first
call.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from layers_desktop.api import load_clients
from layers_desktop.api.ssrf_guard import SsrfGuard
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.file_errors import FileSystemSilentError
from layers_desktop.domain.network_config import NetworkChoice
from layers_desktop.domain.redaction import Secret
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.transfer.intake.file_threads import FileThreads

if TYPE_CHECKING:
    from layers_desktop.api.client import LayersClient
    from layers_desktop.api.http_client import Route
    from layers_desktop.api.requests import SignedPut
    from layers_desktop.api.storage import StorageClient


class HttpClients:
    """The clients of one engine, all with the same proxy and certificates; made when first needed.

    Args:
        base_url: The API's address.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._ssrf_guard = SsrfGuard(base_url)
        self._route_lock = asyncio.Lock()
        self._route: Route | None = None
        self._storage: StorageClient | None = None
        self._clients: list[LayersClient] = []

    async def set_route(self, network: NetworkChoice) -> None:
        """Use this proxy and these certificates for every later call; calls under way end as they began.

        Raises:
            ConfigurationError: The certificates or the proxy cannot be used; the ones before stay.
        """
        async with self._route_lock:
            self._route = route = await _in_thread(network.ca_file, partial(_chosen_route, network))
            for client in self._clients:
                client.set_route(route)
            if self._storage:
                self._storage.set_route(route)

    async def new_client(self, key: Secret) -> "LayersClient":
        """Return a client of this key; it is closed with the others."""
        route = await self._any_route()
        from layers_desktop.api.client import LayersClient  # loaded by `_any_route`

        client = LayersClient(self._base_url, key, route, on_connected=self._ssrf_guard.set_api_address)
        self._clients.append(client)
        return client

    async def check_reachable(self) -> None:
        """Find out whether Layers can be reached; no real key is sent.

        Raises:
            NetworkError: It cannot.
        """
        client = await self.new_client(Secret("lp_nobody"))
        try:
            await client.whoami()
        except ApiError:
            pass  # an answer of Layers, whatever it says
        finally:
            self._clients.remove(client)
            await client.aclose()

    async def put(self, signed: "SignedPut", body: AsyncIterator[bytes], size: int) -> None:
        """Send the bytes to the storage; raises as `StorageClient.put` does."""
        if self._storage is None:
            route = await self._any_route()
            from layers_desktop.api.storage import StorageClient  # as above

            self._storage = self._storage or StorageClient(route, self._ssrf_guard)
        await self._storage.put(signed, body, size)

    async def aclose(self) -> None:
        """Close all connections."""
        for client in self._clients:
            await client.aclose()
        if self._storage:
            await self._storage.aclose()

    async def _any_route(self) -> "Route":
        """Return the route that was set last, or the system's where none was."""
        async with self._route_lock:
            if self._route is None:
                self._route = await _in_thread("", _default_route)
            return self._route


async def _in_thread(ca_file: str, work: Callable[[], "Route"]) -> "Route":
    """Return what the work returns, which reads the certificates of this file: it may lie on a share.

    The clients are loaded before: a busy computer may take long over that, and no disk is to blame.
    """
    await asyncio.to_thread(load_clients)
    try:
        return await FileThreads().ask(Path(ca_file), work)
    except FileSystemSilentError as error:
        raise ConfigurationError(error.title, error.problem.next_step) from error


def _chosen_route(network: NetworkChoice) -> "Route":
    from layers_desktop.api.http_client import Route

    return Route.of(network)


def _default_route() -> "Route":
    from layers_desktop.api.http_client import Route, create_ssl_context

    return Route(create_ssl_context())
