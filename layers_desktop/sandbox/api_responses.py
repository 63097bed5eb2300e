"""What the API says: an answer, or the documented error."""

import asyncio
import secrets
import socket
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A status and a JSON body."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_http(self, extra_headers: Mapping[str, str]) -> Response:
        """The answer as it goes over the wire, with `extra_headers` besides its own."""
        return JSONResponse(self.body, self.status, {**extra_headers, **self.headers})


class ApiRefusalError(Exception):
    """A call is refused with one of the documented errors."""

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
        """The error in its documented shape, under a fresh request ID."""
        request_id = f"req_{secrets.token_hex(8)}"
        error = {
            "code": self.code,
            "message": self.message,
            "requestId": request_id,
            "details": self.details,
        }
        return ApiResponse(self.status, {"error": error}, {"X-Request-Id": request_id, **self.headers})


def not_found(message: str) -> ApiRefusalError:
    """404 for something that the address names and that does not exist."""
    return ApiRefusalError(404, "NOT_FOUND", message)


def invalid(field_name: str, message: str) -> ApiRefusalError:
    """422 for one field of a request."""
    return ApiRefusalError(422, "VALIDATION_FAILED", message, details={"field": field_name})


def too_large(message: str, limit: int) -> ApiRefusalError:
    """413 for more bytes than `limit`."""
    return ApiRefusalError(413, "PAYLOAD_TOO_LARGE", message, details={"limitBytes": limit})


# struct linger: on, and no time to deliver what is left. Windows counts in shorts.
_NO_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class ReachableProtocol(H11Protocol):
    """Uvicorn's connection, which a response finds in the state of its scope."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.app_state = {**app_state, "protocol": self}


class NoResponse:
    """Says nothing for as long as the client listens."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's shape
        """Wait until the client has gone."""
        await _until_disconnected(receive)


class CutConnection:
    """Closes the connection in place of an answer: in order, or with a reset."""

    def __init__(self, *, reset: bool) -> None:
        self._reset = reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's shape
        """Close, and wait until Uvicorn has seen it."""
        close_transport(scope["state"]["protocol"].transport, reset=self._reset)
        await _until_disconnected(receive)


def close_transport(transport: asyncio.BaseTransport, *, reset: bool) -> None:
    """End a connection at once: with a FIN, or with a real RST (`SO_LINGER` of no time)."""
    if reset and not transport.is_closing():
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


async def _until_disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
