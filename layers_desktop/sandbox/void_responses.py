"""Answers that never come: the connection is cut, or stays silent."""

import asyncio
import socket
import struct
import sys
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

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


class Silence:
    """Says nothing for as long as the client listens."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's shape
        """Wait until the client has gone."""
        await _until_disconnected(receive)


class Cut:
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
