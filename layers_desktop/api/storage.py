"""The object storage behind signed URLs. Nothing here ever sees the API key."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

import httpx

from layers_desktop.api.connection_trace import ConnectionWatch, dialled
from layers_desktop.api.early_response import EarlyAnswer
from layers_desktop.api.error_mapping import our_errors
from layers_desktop.api.http_client import CONNECT_TIMEOUT, Lanes, Route, new_http_client
from layers_desktop.api.requests import SignedPut
from layers_desktop.api.responses import not_layers, storage_error
from layers_desktop.api.ssrf_guard import Perimeter
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import NotLayersError
from layers_desktop.domain.redaction import Secret, clear_tracebacks

_STORED = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT})
_ANSWER_TIMEOUT = 60.0
_ANSWER_TIMEOUT_PER_BYTE = 10.0 / 100_000_000


@dataclass(slots=True)
class _Lane:
    """One connection to the store, and what is heard of it."""

    http: httpx.AsyncClient
    watch: ConnectionWatch | None = None
    early: EarlyAnswer | None = None
    stream: Any = None

    @classmethod
    def on(cls, route: Route) -> "_Lane":
        """Return a lane on this way."""
        return cls(new_http_client(route, httpx.Timeout(None)))

    async def aclose(self) -> None:
        """Close the connection."""
        await self.http.aclose()

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Remember the newest stream, behind a proxy too: an answer that comes early is looked for there."""
        if self.watch:
            await self.watch.trace(event, info)
            self.stream = self.watch.stream or self.stream
        if event == "http11.receive_response_headers.started" and self.early:
            await self.early.after_broken_write()


class StorageClient:
    """Puts bytes to signed URLs, each with exactly the headers that were signed.

    Args:
        route: Whom to trust, and which way to take.
        perimeter: Where a store may be.
    """

    def __init__(self, route: Route, perimeter: Perimeter) -> None:
        self._perimeter = perimeter
        self._lanes = Lanes(route, _Lane.on)

    def take(self, route: Route) -> None:
        """Make every later PUT on this way; those under way end on the one that they began on."""
        self._lanes.take(route)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._lanes.aclose()

    async def put(self, signed: SignedPut, body: AsyncIterator[bytes], size: int) -> None:
        """Send the bytes; return once the store says that it has them.

        Raises:
            StorageError: The store refused, if need be before the last byte.
            NetworkError: No usable answer came.
            FileError: What the body raised.
        """
        host, port = self._checked_address(signed.url)
        with self._lanes.one() as lane:
            check = partial(self._perimeter.check_peer, host)
            lane.watch = watch = ConnectionWatch((host, port), check, size * _ANSWER_TIMEOUT_PER_BYTE)
            lane.early = early = EarlyAnswer(host, lambda: lane.stream)
            listened = early.listened(body, size)
            try:
                with our_errors(host, watch):
                    async with watch.limit:
                        response = await _send(lane, signed, listened, size)
            finally:
                await early.close()
                # Not every event loop finishes a generator that was left in the middle: Qt's does not.
                await listened.aclose()
        _raise_unless_stored(response)

    def _checked_address(self, url: Secret) -> tuple[str, int]:
        """Return host and port of an address that may be used; no variable here holds it in clear."""
        scheme, host, port = _parts(url)
        if not host or not (scheme == "https" or (scheme == "http" and self._perimeter.allows_plain_http)):
            raise NotLayersError(host or "?", tr("an upload address that is not https"))
        self._perimeter.check_host(host)
        return host, port


async def _send(lane: _Lane, signed: SignedPut, body: AsyncIterator[bytes], size: int) -> httpx.Response:
    # No timeout for writes: each would leave a timer behind for every chunk. The sender watches instead.
    timeout = httpx.Timeout(
        connect=CONNECT_TIMEOUT,
        read=_ANSWER_TIMEOUT + size * _ANSWER_TIMEOUT_PER_BYTE,
        write=None,
        pool=None,
    )
    request = lane.http.build_request(
        "PUT",
        signed.url,
        content=body,
        headers={**_without_length(signed.headers), "Content-Length": str(size)},
        timeout=timeout,
        extensions={"trace": lane.trace},
    )
    return await lane.http.send(request)


def _parts(url: Secret) -> tuple[str, str, int]:
    """Return scheme, host and port."""
    try:
        parsed = httpx.URL(url)
        # As it is dialled, and httpx's own reading: a second parser might see another host in it.
        return parsed.scheme, *dialled(parsed)
    except httpx.InvalidURL as error:
        clear_tracebacks(error)
        raise NotLayersError("?", tr("an upload address that is none")) from None


def _without_length(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() != "content-length"}


def _raise_unless_stored(response: httpx.Response) -> None:
    # A page has a body: OpenStack Swift calls even its empty answer to a good PUT text/html.
    is_html = response.headers.get("Content-Type", "").lower().startswith("text/html")
    is_page = is_html and bool(response.content)
    if response.status_code in _STORED and not is_page:
        return
    if response.is_client_error or response.is_server_error:
        raise storage_error(response.status_code, response.headers, response.content)
    raise not_layers(response)
