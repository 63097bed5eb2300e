"""httpcore's connections on asyncio itself.

httpcore goes through anyio, which asks the system and its own books, and sets a timer, at each read and each
write: that is much of what a small file costs. Only the opening is left to it.
"""

import asyncio
import select
import ssl
from collections.abc import Iterable
from socket import socket
from typing import Any

import httpcore

from layers_desktop.api.wire import BelowTls, Wire

# The head of a request is shorter. It goes out with what follows: in one call of the system, in one packet.
_HEAD = 4 * 1024
# What is full is the connection below TLS.
_NEVER_FULL = 2**62


class AsyncioStream(httpcore.AsyncNetworkStream):
    """One open connection."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._head = b""
        self._is_between_requests = True

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's
        """Return some of what came, or what comes next; nothing at its end.

        Raises:
            ReadTimeout: Nothing came in time.
            ReadError: The connection broke.
        """
        wire = self._wire
        self._send_head()
        self._is_between_requests = True
        while not wire.received and not wire.is_ended:
            try:
                await wire.reader.wait(timeout)
            except TimeoutError as error:
                raise httpcore.ReadTimeout(str(error)) from error
        data = bytes(wire.received[:max_bytes])
        del wire.received[:max_bytes]
        if not data and wire.error:
            raise httpcore.ReadError(str(wire.error)) from wire.error
        if not wire.is_ended:
            wire.transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  # httpcore's
        """Return when all of this has left; the head of a request leaves with what follows it.

        Raises:
            WriteTimeout: It has not left in time.
            WriteError: The connection broke.
        """
        if self._is_between_requests and len(buffer) < _HEAD:
            self._is_between_requests = False
            self._head = buffer
        elif buffer:
            self._is_between_requests = False
            self._require_open()
            buffer, self._head = self._head + buffer, b""
            self._wire.transport.write(buffer)
            try:
                await self._wire.drain(timeout)
            except TimeoutError as error:
                raise httpcore.WriteTimeout(str(error)) from error
            self._require_open()

    async def aclose(self) -> None:
        """Close it at once, whatever is still to be sent."""
        self._head = b""
        self._wire.reader.stop()
        self._wire.writer.stop()
        self._wire.transport.abort()
        await asyncio.sleep(0)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's
    ) -> "AsyncioStream":
        """Return the connection that goes on behind TLS.

        Raises:
            ConnectTimeout: The other end said nothing in time.
            ConnectError: It is not to be trusted, or does not speak TLS.
        """
        self._send_head()
        wire, loop = Wire(), asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                transport = await loop.start_tls(
                    self._wire.transport, wire, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as error:
            await self.aclose()
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:  # ssl.SSLError is one
            await self.aclose()
            raise httpcore.ConnectError(str(error)) from error
        BelowTls(self._wire.transport, wire)
        return _stream_on(transport, wire, _NEVER_FULL)

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore knows by this name."""
        wire = self._wire
        if info == "is_readable":
            return bool(wire.received) or wire.is_ended or _has_more(wire.transport.get_extra_info("socket"))
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return wire.transport.get_extra_info(names.get(info, info))

    def _send_head(self) -> None:
        if self._head:
            self._wire.transport.write(self._head)
            self._head = b""

    def _require_open(self) -> None:
        if self._wire.is_lost:
            raise httpcore.WriteError(str(self._wire.error or "closed")) from self._wire.error


class AsyncioNetwork(httpcore.AnyIOBackend):
    """Opens connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> AsyncioStream:
        """Return a connection to the first of the host's addresses that takes it.

        Raises:
            ConnectTimeout: None did in time.
            ConnectError: None did.
        """
        opened = await super().connect_tcp(host, port, timeout, local_address, socket_options)
        # Neither library hands out the transport; both are pinned, and a test opens one.
        transport: asyncio.Transport = opened._stream._transport  # type: ignore[attr-defined]  # noqa: SLF001
        wire = Wire()
        transport.set_protocol(wire)
        stream = _stream_on(transport, wire, 0)
        transport.resume_reading()
        return stream


def _stream_on(transport: asyncio.Transport | None, wire: Wire, full: int) -> AsyncioStream:
    """Return the stream of a connection that is full with more than so many bytes to be sent."""
    if transport is None:  # as asyncio says of one that was closed meanwhile
        raise httpcore.ConnectError("closed as soon as it was open")
    # With 0 who writes goes on when all of it has left: progress is counted by that.
    transport.set_write_buffer_limits(high=full)
    wire.transport = transport
    return AsyncioStream(wire)


def _has_more(connection: socket | None) -> bool:
    """Whether the system has bytes of it, or its end, that the event loop has not fetched yet."""
    if connection is None or connection.fileno() < 0:
        return True
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([connection], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))
