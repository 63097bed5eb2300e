"""Responses of the sandbox's API: results, documented errors, and connections without a response."""

import asyncio
import json
import secrets
import socket
import struct
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

# struct linger: on, with a time of 0 s, so that close sends RST. On Windows its fields are shorts.
_NO_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


# Seconds between two looks at whether the client has taken what was written.
_PATIENCE = 0.01


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A status with a JSON body."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_http(self, extra_headers: Mapping[str, str]) -> Response:
        """Return the HTTP response, with these headers besides its own."""
        # In ASCII, so that a fault can answer a lone surrogate too; without blanks, as Starlette writes it.
        headers = {**extra_headers, **self.headers}
        return Response(
            json.dumps(self.body, separators=(",", ":")), self.status, headers, "application/json"
        )


class ApiRefusalError(Exception):
    """A call is refused with a documented error."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = dict(details or {})
        self.headers = dict(headers or {})

    @property
    def response(self) -> ApiResponse:
        """The error in its documented form, with a new request ID."""
        request_id = f"req_{secrets.token_hex(8)}"
        error = {"code": self.code, "message": self.message, "requestId": request_id, "details": self.details}
        return ApiResponse(self.status, {"error": error}, {"X-Request-Id": request_id, **self.headers})


def not_found(message: str) -> ApiRefusalError:
    """Return the 404 error for a resource that does not exist."""
    return ApiRefusalError(404, "NOT_FOUND", message)


def invalid(field_name: str, message: str) -> ApiRefusalError:
    """Return the 422 error for a field of a request."""
    return ApiRefusalError(422, "VALIDATION_FAILED", message, details={"field": field_name})


def too_large(message: str, limit: int) -> ApiRefusalError:
    """Return the 413 error for more than `limit` bytes."""
    return ApiRefusalError(413, "PAYLOAD_TOO_LARGE", message, details={"limitBytes": limit})


class ReachableProtocol(H11Protocol):
    """Uvicorn's protocol, which a response finds as `scope["state"]["protocol"]`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.app_state = {**app_state, "protocol": self}


async def no_response(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI's signature
    """Send nothing, and wait until the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


class CutConnection:
    """Closes the connection instead of responding: with a FIN, or with a RST."""

    def __init__(self, *, reset: bool) -> None:
        self._reset = reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close the connection, and wait until Uvicorn has noticed."""
        close_transport(scope["state"]["protocol"].transport, reset=self._reset)
        await no_response(scope, receive, send)


class RawAnswer:
    """Writes a whole HTTP message past Uvicorn: one of `UNBOUNDED`, or of `RAW` with these bytes."""

    def __init__(self, name: str, text: str = "") -> None:
        self._name = name
        self._text = text

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write it, and wait until Uvicorn has noticed the end."""
        await write_raw(scope["state"]["protocol"].transport, self._name, self._text)
        await no_response(scope, receive, send)


async def write_raw(transport: asyncio.WriteTransport, name: str, text: str) -> None:
    """Write what `RawAnswer` has, until the client has gone; close the connection, save for silence."""
    pieces, seconds = UNBOUNDED[name]() if name in UNBOUNDED else ([text.encode("latin-1")], 0.0)
    for piece in pieces:
        if transport.is_closing():
            break
        transport.write(piece)
        await asyncio.sleep(seconds)
        while transport.get_write_buffer_size() and not transport.is_closing():  # noqa: ASYNC110 it tells nobody
            await asyncio.sleep(_PATIENCE)
    if name != RAW_THEN_SILENCE:
        transport.close()


def _packed_zeros() -> Iterator[bytes]:
    """Yield chunks of a gzip stream that unpacks to 512 MiB."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    for _ in range(512):
        yield from _chunk(packer.compress(bytes(1 << 20)))
    yield from _chunk(packer.flush())


def _chunk(data: bytes) -> Iterator[bytes]:
    if data:
        yield f"{len(data):x}\r\n".encode() + data + b"\r\n"


_CHUNKED_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
_PACKED_HEAD = _CHUNKED_HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\n"
_INTERIM = b"HTTP/1.1 103 Early Hints\r\n\r\n"
RAW_THEN_SILENCE = "raw_then_silence"
RAW = ("raw", RAW_THEN_SILENCE)
# Messages without end or measure: their pieces, and the seconds between two of them.
UNBOUNDED: dict[str, Callable[[], tuple[Iterable[bytes], float]]] = {
    "gzip_bomb": lambda: (chain([_PACKED_HEAD], _packed_zeros(), [b"0\r\n\r\n"]), 0.0),
    "endless_body": lambda: (chain([_CHUNKED_HEAD], repeat(b"4000\r\n" + bytes(0x4000) + b"\r\n")), 0.0),
    "endless_interim": lambda: (repeat(_INTERIM * 40), 0.0),
    "trickled_interim": lambda: (repeat(_INTERIM), 0.1),
    "trickled_headers": lambda: (chain([b"HTTP/1.1 200 OK\r\n"], repeat(b"X-A: b\r\n")), 0.1),
    "trickled_body": lambda: (chain([_CHUNKED_HEAD], repeat(b"1\r\n \r\n")), 0.1),
}


def close_transport(transport: asyncio.BaseTransport, *, reset: bool) -> None:
    """Close a connection at once, with a FIN or with a RST (`SO_LINGER` with a time of 0)."""
    if reset and not transport.is_closing():
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
