"""Uploads to the store, the object storage behind signed URLs. It never gets the API key.

A store may respond before it has received the whole body, such as with 403 or 413, and close the connection.
httpcore sends the whole body before it reads, and the reset that follows discards the response: so the same
stream is read while the body is sent. Reading stops before the last bytes of the body: what comes after
those is httpcore's to read.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

import httpcore
import httpx

from layers_desktop.api.connection_trace import ConnectionTrace, host_and_port
from layers_desktop.api.error_mapping import map_errors
from layers_desktop.api.http_client import CONNECT_TIMEOUT, ClientPool, Route, new_http_client
from layers_desktop.api.requests import SignedPut
from layers_desktop.api.responses import not_layers_error, storage_error, unexpected_response
from layers_desktop.api.ssrf_guard import SsrfGuard
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.file_errors import FileChangedError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import NotLayersError
from layers_desktop.domain.redaction import Secret, clear_tracebacks
from layers_desktop.domain.server_errors import StorageError

# No more of a response is read, in bytes.
_MAX_RESPONSE = 64 * 1024
# The last bytes of the body, sent when reading has stopped. Without them the store cannot accept the upload,
# and they fit into any buffer on the way.
_FINAL_BYTES = 16 * 1024
# Seconds without a byte after which a response that has begun counts as complete.
_IDLE_TIMEOUT = 1.0
# Turns of the event loop in which bytes that the socket holds reach the reading task.
_LOOP_TURNS = 4
# Seconds to wait for a response when a write has failed.
_GRACE_PERIOD = 0.05


_STORED = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT})
# Seconds for the response after the last byte; more for a large file, which some stores read once more.
_RESPONSE_TIMEOUT = 60.0
_RESPONSE_TIMEOUT_PER_BYTE = 10.0 / 100_000_000


class EarlyResponse:
    """Reads what the store sends while one request body is sent to it.

    Args:
        host: The store, named in errors.
        current_stream: Returns the stream that the body is sent on, or None before it is open.
    """

    def __init__(self, host: str, current_stream: Callable[[], Any]) -> None:
        self._host = host
        self._current_stream = current_stream
        self._received = b""
        self._reading: asyncio.Task[None] | None = None

    async def watch(self, body: AsyncIterator[bytes], size: int) -> AsyncGenerator[bytes, None]:
        """Yield the body, and read from the store until the last bytes of it are due.

        Args:
            body: What is sent.
            size: How many bytes it must have.

        Raises:
            FileChangedError: The body has more bytes, or fewer.
            StorageError: The store refused the upload.
            NetworkError: What was received is no store's response.
        """
        left = size
        try:
            async for chunk in body:
                left -= len(chunk)
                if left < 0:
                    raise FileChangedError
                first, final = (chunk, b"") if left > 0 else (chunk[:-_FINAL_BYTES], chunk[-_FINAL_BYTES:])
                await self._read_ahead()
                if first:
                    yield first
                if final:
                    await self.stop()
                    yield final
            if left:
                raise FileChangedError
        finally:
            if isinstance(body, AsyncGenerator):
                await body.aclose()

    async def stop(self, seconds: float = 0.0) -> None:
        """Stop reading; a response that has begun is read to its end.

        Args:
            seconds: How long to wait for one to begin.

        Raises:
            StorageError: The store refused the upload.
            NetworkError: What was received is no store's response.
        """
        task = self._reading
        if task is None:
            return
        if seconds or self._received:
            await asyncio.wait([task], timeout=max(seconds, _IDLE_TIMEOUT if self._received else 0.0))
        await self.close()
        if self._received:
            raise _error_in(self._received, self._host)

    async def stop_after_write_error(self) -> None:
        """Stop reading, after a moment in which the reason for a failed write may come; raises as `stop`."""
        await self.stop(_GRACE_PERIOD)

    async def close(self) -> None:
        """Stop reading, whatever has been received."""
        task, self._reading = self._reading, None
        if task:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                task.result()

    async def _read_ahead(self) -> None:
        """Start reading if need be, and read what is there: the next write may find the connection reset."""
        stream = self._current_stream()
        if stream is None:
            return
        if self._reading is None:
            self._reading = asyncio.get_running_loop().create_task(self._read(stream), name="early response")
        for _ in range(_LOOP_TURNS):
            if not stream.get_extra_info("is_readable"):
                break
            await asyncio.sleep(0)
        if self._received:
            await self.stop()

    async def _read(self, stream: Any) -> None:
        with contextlib.suppress(httpcore.NetworkError, httpcore.TimeoutException, OSError):
            while not _is_complete(self._received):
                data = await stream.read(_MAX_RESPONSE, timeout=_IDLE_TIMEOUT if self._received else None)
                if not data:
                    break
                self._received = _without_interim_responses(self._received + data)
        if self._received:
            # The store reads no further: this ends a write that waits for it.
            await stream.aclose()


def _without_interim_responses(received: bytes) -> bytes:
    """Return what follows the interim responses (1xx; RFC 9110, 15.2)."""
    head, end, rest = received.partition(b"\r\n\r\n")
    while end and head.split(b" ", 2)[1:2] and head.split(b" ", 2)[1].startswith(b"1"):
        received = rest
        head, end, rest = received.partition(b"\r\n\r\n")
    return received


def _is_complete(received: bytes) -> bool:
    """Whether a response has come to its end by its Content-Length, or is as long as it may get."""
    head, end, content = received.partition(b"\r\n\r\n")
    length = _headers_in(head).get("Content-Length", "")
    is_number = length.isascii() and length.isdigit() and len(length) < len(str(_MAX_RESPONSE))
    enough = int(length) if is_number else _MAX_RESPONSE
    return len(received) > 2 * _MAX_RESPONSE or (bool(end) and len(content) >= enough)


def _error_in(response: bytes, host: str) -> UploaderError:
    """Return the error that a response means; a store sends none before the body's end but to refuse it."""
    head, _, content = response.partition(b"\r\n\r\n")
    word = head.split(b" ", 2)[1:2]
    status = int(word[0][:3]) if word and word[0][:3].isdigit() else 0
    return _refusal(status, _headers_in(head), content) or unexpected_response(host, status)


def _headers_in(head: bytes) -> httpx.Headers:
    """Return the header fields after the status line."""
    pairs = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return httpx.Headers([(name.strip(), value.strip()) for name, _, value in pairs])


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
            with map_errors(host, trace):
                try:
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
            # Translators: A reason; stands in parentheses.
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
        # Translators: A reason; stands in parentheses.
        raise NotLayersError("?", tr("an upload address that is not valid")) from None


def _without_length(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() != "content-length"}


def _raise_unless_stored(response: httpx.Response) -> None:
    is_html = response.headers.get("Content-Type", "").lower().startswith("text/html")
    # HTML with content is a page of a proxy; OpenStack Swift calls its empty response to a PUT text/html.
    is_page = is_html and bool(response.content)
    if response.status_code in _STORED and not is_page:
        return
    refusal = _refusal(response.status_code, response.headers, response.content)
    raise refusal or not_layers_error(response)


def _refusal(status: int, headers: httpx.Headers, content: bytes) -> StorageError | None:
    """Return what the store refused the upload with; None where no store says so.

    S3 redirects with a code in its XML (https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html),
    which the pages of captive portals do not have. Where it leads is not followed: that was not signed.
    """
    error = storage_error(status, headers, content)
    is_redirect = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    return error if status >= HTTPStatus.BAD_REQUEST or (is_redirect and error.store_code) else None
