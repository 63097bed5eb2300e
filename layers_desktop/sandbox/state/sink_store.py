"""A plain HTTP server in place of the sandbox's own store: it takes any PUT, as nginx with DAV does."""

import asyncio
import http.client
import ssl
from collections import deque
from http import HTTPStatus
from urllib.parse import urlsplit

from layers_desktop.sandbox.state.asset_store import StoredObject, StoredUpload

_TIMEOUT_SECONDS = 30.0


class SinkObjectStore:
    """Names addresses of the sink, unsigned, and looks there for what arrived.

    For measuring a client beside others on a server that is fast and not our own; `origin` is its http or
    https address.
    """

    def __init__(self, origin: str) -> None:
        self._origin = urlsplit(origin)
        self._certificates = ssl.create_default_context() if self._origin.scheme == "https" else None
        # One for each look under way; a deque's ends may be used from several threads.
        self._idle_connections: deque[http.client.HTTPConnection] = deque()

    async def presign(self, upload: StoredUpload, life: float) -> str:  # noqa: ARG002 - the shape of a store
        """The object's address; nothing there expires."""
        return f"{self._origin.geturl().rstrip('/')}/{upload.object_key}"

    async def stat(self, key: str) -> StoredObject | None:
        """The object's size by a HEAD; the sink does not tell the sha256."""
        return await asyncio.to_thread(self._head, key)

    def close(self) -> None:
        """Close the connections to the sink."""
        while self._idle_connections:
            self._idle_connections.pop().close()

    def _head(self, key: str) -> StoredObject | None:
        connection = self._idle_connections.pop() if self._idle_connections else self._new_connection()
        try:
            connection.request("HEAD", f"{self._origin.path.rstrip('/')}/{key}")
            answer = connection.getresponse()
            answer.read()
        except (http.client.HTTPException, OSError):
            connection.close()
            raise
        self._idle_connections.append(connection)
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        if answer.status != HTTPStatus.OK:
            raise http.client.HTTPException(f"The sink answers {answer.status}.")
        return StoredObject(key, int(answer.headers["Content-Length"]), None)

    def _new_connection(self) -> http.client.HTTPConnection:
        host = self._origin.netloc
        if self._certificates is None:
            return http.client.HTTPConnection(host, timeout=_TIMEOUT_SECONDS)
        return http.client.HTTPSConnection(host, timeout=_TIMEOUT_SECONDS, context=self._certificates)
