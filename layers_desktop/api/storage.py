"""The object storage behind signed URLs. Nothing here ever sees the API key."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from layers_desktop.api.boundary import our_errors
from layers_desktop.api.connections import CONNECT_TIMEOUT, new_http_client
from layers_desktop.api.early_answer import EarlyAnswer
from layers_desktop.api.replies import SignedPut, not_layers, storage_error
from layers_desktop.domain.language import tr
from layers_desktop.domain.remote_errors import LyingNetworkError

_STORED = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT})
_ANSWER_TIMEOUT = 60.0
_ANSWER_TIMEOUT_PER_BYTE = 10.0 / 100_000_000


@dataclass(slots=True)
class _Lane:
    """One connection to the store, and the stream below it once it is open."""

    http: httpx.AsyncClient
    stream: Any = None
    early: EarlyAnswer | None = None

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Remember the newest stream, behind a proxy too: an answer that comes early is looked for there."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self.stream = info["return_value"]
        elif event == "http11.receive_response_headers.started" and self.early:
            await self.early.after_broken_write()


class StorageClient:
    """Puts bytes to signed URLs, each with exactly the headers that were signed.

    Args:
        certificates: Whom to trust.
        allow_plain_http: Whether an http URL is taken: only where the API itself is on this machine.
    """

    def __init__(self, certificates: ssl.SSLContext, *, allow_plain_http: bool = False) -> None:
        self._certificates = certificates
        self._schemes = {"https", "http"} if allow_plain_http else {"https"}
        self._free: list[_Lane] = []
        self._lanes: list[_Lane] = []

    async def aclose(self) -> None:
        """Close the connections."""
        for lane in self._lanes:
            await lane.http.aclose()

    async def put(self, signed: SignedPut, body: AsyncIterator[bytes], size: int) -> None:
        """Send the bytes; return once the store says that it has them.

        Raises:
            StorageError: The store refused, if need be before the last byte.
            NetworkError: No usable answer came.
            FileError: What the body raised.
        """
        host = self._checked_host(signed.url)
        lane = self._free.pop() if self._free else self._new_lane()
        lane.early = early = EarlyAnswer(host, lambda: lane.stream)
        listened = early.listened(body, size)
        try:
            with our_errors(host):
                response = await self._send(lane, signed, listened, size)
        finally:
            self._free.append(lane)
            await early.close()
            # Not every event loop finishes a generator that was left in the middle: Qt's does not.
            await listened.aclose()
        _raise_unless_stored(response)

    async def _send(
        self, lane: _Lane, signed: SignedPut, body: AsyncIterator[bytes], size: int
    ) -> httpx.Response:
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

    def _checked_host(self, url: str) -> str:
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise LyingNetworkError("?", tr("an upload address that is none")) from error
        if parts.scheme not in self._schemes or not parts.hostname:
            raise LyingNetworkError(parts.hostname or "?", tr("an upload address that is not https"))
        return parts.hostname

    def _new_lane(self) -> _Lane:
        lane = _Lane(new_http_client(self._certificates, httpx.Timeout(None), connections=1))
        self._lanes.append(lane)
        return lane


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
