"""A plain HTTP server instead of the sandbox's own store: it accepts any PUT, as nginx with DAV does."""

import asyncio
import contextlib
import http.client
import ssl
from collections import deque
from http import HTTPStatus
from urllib.parse import urlsplit

from layers_desktop.sandbox.state.asset_store import StoredObject, StoredUpload

_TIMEOUT_SECONDS = 30.0


class SinkObjectStore:
    """Gives unsigned URLs of the server, and looks up the objects there.

    For comparing a client with others on a fast server that is not ours; `origin` is its http or https
    address.
    """

    def __init__(self, origin: str) -> None:
        self._origin = urlsplit(origin)
        self._certificates = ssl.create_default_context() if self._origin.scheme == "https" else None
        # One for each HEAD at a time; a deque is thread-safe at its ends.
        self._idle_connections: deque[http.client.HTTPConnection] = deque()

    async def presign(self, upload: StoredUpload, lifetime: float) -> str:  # noqa: ARG002 - a store's signature
        """Return the object's URL, which does not expire."""
        return f"{self._origin.geturl().rstrip('/')}/{upload.object_key}"

    async def stat(self, key: str) -> StoredObject | None:
        """Return the object with its size, by a HEAD; the server does not report the SHA-256."""
        return await asyncio.to_thread(self._head, key)

    def close(self) -> None:
        """Close the connections to the server."""
        while self._idle_connections:
            self._idle_connections.pop().close()

    def _head(self, key: str) -> StoredObject | None:
        if self._idle_connections:
            with contextlib.suppress(ConnectionError):  # closed by the server while it was idle
                return self._ask(self._idle_connections.pop(), key)
        return self._ask(self._new_connection(), key)

    def _ask(self, connection: http.client.HTTPConnection, key: str) -> StoredObject | None:
        try:
            connection.request("HEAD", f"{self._origin.path.rstrip('/')}/{key}")
            response = connection.getresponse()
            response.read()
        except (http.client.HTTPException, OSError):
            connection.close()
            raise
        self._idle_connections.append(connection)
        if response.status == HTTPStatus.NOT_FOUND:
            return None
        if response.status != HTTPStatus.OK:
            raise http.client.HTTPException(f"The sink answers {response.status}.")
        return StoredObject(key, int(response.headers["Content-Length"]), None)

    def _new_connection(self) -> http.client.HTTPConnection:
        host = self._origin.netloc
        if self._certificates is None:
            return http.client.HTTPConnection(host, timeout=_TIMEOUT_SECONDS)
        return http.client.HTTPSConnection(host, timeout=_TIMEOUT_SECONDS, context=self._certificates)
