"""Responses that a store sends before it has received the whole body, such as 403 or 413.

httpcore sends the whole body before it reads. A store that refuses early and closes the connection breaks the
write in progress, and the reset that follows discards its response. So the same stream is read while the body
is sent. Reading stops before the last bytes of the body: what comes after those is httpcore's to read.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from http import HTTPStatus
from typing import Any

import httpcore
import httpx

from layers_desktop.api.responses import storage_error, unexpected_response
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.file_errors import FileChangedError

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
    if status < HTTPStatus.BAD_REQUEST:
        return unexpected_response(host, status)
    return storage_error(status, _headers_in(head), content)


def _headers_in(head: bytes) -> httpx.Headers:
    """Return the header fields after the status line."""
    pairs = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return httpx.Headers([(name.strip(), value.strip()) for name, _, value in pairs])
