"""Uploads to the store, the object storage behind signed URLs. It never gets the API key."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

import httpx

from layers_desktop.api.connection_trace import ConnectionTrace, host_and_port
from layers_desktop.api.early_response import EarlyResponse
from layers_desktop.api.error_mapping import map_errors
from layers_desktop.api.http_client import CONNECT_TIMEOUT, ClientPool, Route, new_http_client
from layers_desktop.api.requests import SignedPut
from layers_desktop.api.responses import not_layers_error, storage_error
from layers_desktop.api.ssrf_guard import SsrfGuard
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import NotLayersError
from layers_desktop.domain.redaction import Secret, clear_tracebacks

_STORED = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT})
# Seconds for the response after the last byte; more for a large file, which some stores read once more.
_RESPONSE_TIMEOUT = 60.0
_RESPONSE_TIMEOUT_PER_BYTE = 10.0 / 100_000_000


@dataclass(slots=True)
class _StoreConnection:
    """A client for one upload at a time.

    Attributes:
        trace, early_response: Of the upload in progress, or of the last one.
        stream: The newest stream of the connection, which may be kept from upload to upload.
    """

    http: httpx.AsyncClient
    trace: ConnectionTrace | None = None
    early_response: EarlyResponse | None = None
    stream: Any = None

    @classmethod
    def open(cls, route: Route) -> "_StoreConnection":
        """Return one that has not connected yet."""
        return cls(new_http_client(route, httpx.Timeout(None)))

    async def aclose(self) -> None:
        """Close the connection."""
        await self.http.aclose()

    async def on_event(self, event: str, info: dict[str, Any]) -> None:
        """Take note of one event, as httpcore's `trace` extension calls it."""
        if self.trace:
            await self.trace.trace(event, info)
            self.stream = self.trace.stream or self.stream
        # httpcore comes here with part of the body unsent, too, if a write failed.
        if event == "http11.receive_response_headers.started" and self.early_response:
            await self.early_response.stop_after_write_error()


class StorageClient:
    """Uploads bytes to signed URLs, with exactly the headers that were signed.

    Args:
        route: How it connects.
        guard: Says where the store may be.

    Raises:
        ConfigurationError: The proxy cannot be used.
    """

    def __init__(self, route: Route, guard: SsrfGuard) -> None:
        self._guard = guard
        self._connections = ClientPool(route, _StoreConnection.open)

    def set_route(self, route: Route) -> None:
        """Use this route from the next upload on; uploads in progress finish on the one before."""
        self._connections.set_route(route)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._connections.aclose()

    async def put(self, signed: SignedPut, body: AsyncIterator[bytes], size: int) -> None:
        """Upload the body; return when the store has confirmed it.

        Args:
            signed: Where to, and with which headers.
            body: The bytes; an error that it raises ends the upload and is raised here.
            size: How many bytes it has.

        Raises:
            StorageError: The store refused the upload, before its end or after.
            NetworkError: There was no response, or none of a store.
            FileChangedError: The body has more bytes, or fewer.
        """
        host, port = self._check_url(signed.url)
        with self._connections.acquire() as connection:
            check = partial(self._guard.check_peer, host)
            connection.trace = trace = ConnectionTrace((host, port), check, size * _RESPONSE_TIMEOUT_PER_BYTE)
            connection.early_response = early = EarlyResponse(host, lambda: connection.stream)
            watched_body = early.watch(body, size)
            try:
                with map_errors(host, trace):
                    async with trace.timeout:
                        response = await _send(connection, signed, watched_body, size)
            finally:
                await early.close()
                # Under qasync, nobody closes a generator that was left before its end.
                await watched_body.aclose()
        _raise_unless_stored(response)

    def _check_url(self, url: Secret) -> tuple[str, int]:
        """Return host and port of a URL that may be called; no variable here holds the URL itself.

        Raises:
            NotLayersError: It may not be called.
        """
        scheme, host, port = _split(url)
        if not host or not (scheme == "https" or (scheme == "http" and self._guard.allows_plain_http)):
            raise NotLayersError(host or "?", tr("an upload address that is not https"))
        self._guard.check_host(host)
        return host, port


async def _send(
    connection: _StoreConnection, signed: SignedPut, body: AsyncIterator[bytes], size: int
) -> httpx.Response:
    # Writes have no timeout: under qasync, the timer of each chunk would live on until it fires. The caller
    # notices an upload that stands still.
    timeout = httpx.Timeout(
        connect=CONNECT_TIMEOUT,
        read=_RESPONSE_TIMEOUT + size * _RESPONSE_TIMEOUT_PER_BYTE,
        write=None,
        pool=None,
    )
    request = connection.http.build_request(
        "PUT",
        signed.url,
        content=body,
        headers={**_without_length(signed.headers), "Content-Length": str(size)},
        timeout=timeout,
        extensions={"trace": connection.on_event},
    )
    return await connection.http.send(request)


def _split(url: Secret) -> tuple[str, str, int]:
    """Return scheme, host and port, as httpx reads them: another parser might see another host."""
    try:
        parsed = httpx.URL(url)
        return parsed.scheme, *host_and_port(parsed)
    except httpx.InvalidURL as error:
        clear_tracebacks(error)
        raise NotLayersError("?", tr("an upload address that is none")) from None


def _without_length(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() != "content-length"}


def _raise_unless_stored(response: httpx.Response) -> None:
    is_html = response.headers.get("Content-Type", "").lower().startswith("text/html")
    # HTML with content is a page of a proxy; OpenStack Swift calls its empty response to a PUT text/html.
    is_page = is_html and bool(response.content)
    if response.status_code in _STORED and not is_page:
        return
    if response.is_client_error or response.is_server_error:
        raise storage_error(response.status_code, response.headers, response.content)
    raise not_layers_error(response)
