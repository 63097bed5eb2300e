"""httpcore's connections on asyncio itself.

httpcore goes through anyio, which asks the system and its own books, and sets a timer, at each read and each
write: that is much of what a small file costs. Only the opening is left to it.
"""

import asyncio
import math
import select
import ssl
from collections.abc import Iterable
from socket import socket
from typing import Any

import httpcore


class Waiter:
    """Lets one task at a time wait until it is woken.

    A timer for each wait would cost more than the wait, and under Qt outlive it by a minute: so the one that
    runs looks, when it fires, how long there is still to be waited.
    """

    def __init__(self) -> None:
        self._woken: asyncio.Future[None] | None = None
        self._until = math.inf
        self._timer: asyncio.Handle | None = None
        self._timer_at = math.inf

    async def wait(self, patience: float | None) -> None:
        """Return when `wake` was called.

        Args:
            patience: Seconds; None to wait as long as it takes.

        Raises:
            TimeoutError: Nobody called it in time.
        """
        loop = asyncio.get_running_loop()
        self._woken = woken = loop.create_future()
        self._until = math.inf if patience is None else loop.time() + patience
        if self._until < self._timer_at:
            self._look_at(self._until, loop)
        try:
            await woken
        finally:
            if self._woken is woken:  # else another waits since this one was cancelled
                self._woken = None

    def wake(self) -> None:
        """Let the one who waits go on, if anybody does."""
        if self._woken and not self._woken.done():
            self._woken.set_result(None)

    def stop(self) -> None:
        """Wait no more: the connection is closed."""
        if self._timer:
            self._timer.cancel()
        self._timer, self._timer_at = None, -math.inf

    def _look_at(self, moment: float, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_later(max(0.0, moment - loop.time()), self._look, loop)
        self._timer_at = moment

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give up, or come back when it is time: the wait that the timer was set for may be over."""
        self._timer, self._timer_at = None, math.inf
        if self._woken is None or self._woken.done():
            return
        if loop.time() < self._until < math.inf:
            self._look_at(self._until, loop)
        elif self._until < math.inf:
            self._woken.set_exception(TimeoutError())


# So much may come before somebody asks for it.
_READ_AHEAD = 256 * 1024


class Wire(asyncio.Protocol):
    """What has come, and whether more may go, as asyncio tells of it.

    Attributes:
        received: What nobody has asked for yet.
        is_ended: Whether nothing more will come.
        is_lost: Whether nothing more can go.
        error: What broke the connection; None where it was closed in good order.
        reader, writer: Who waits for the one and for the other.
    """

    def __init__(self) -> None:
        self.transport: asyncio.Transport  # as soon as it is open
        self.received = bytearray()
        self.is_ended = False
        self.is_lost = False
        self.error: Exception | None = None
        self.reader, self.writer = Waiter(), Waiter()
        self._is_full = False

    async def drain(self, patience: float | None) -> None:
        """Return when all that was written has left, or nothing can."""
        while self._is_full and not self.is_lost:
            await self.writer.wait(patience)

    def data_received(self, data: bytes) -> None:
        """Keep what came."""
        self.received += data
        if len(self.received) > _READ_AHEAD:
            self.transport.pause_reading()
        self.reader.wake()

    def eof_received(self) -> bool:
        """Take note that nothing more comes; asyncio lets nothing more go either, where there is TLS."""
        is_plain = self.transport.get_extra_info("ssl_object") is None
        self.is_ended, self.is_lost = True, not is_plain
        self.reader.wake()
        self.writer.wake()
        return is_plain

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note that it is over."""
        self.is_ended = self.is_lost = True
        self.error = exc
        self.reader.wake()
        self.writer.wake()

    def pause_writing(self) -> None:
        """Take note that not all has left."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Take note that all has left."""
        self._is_full = False
        self.writer.wake()


class BelowTls(asyncio.BufferedProtocol):
    """Stands below asyncio's TLS, which does not tell when what it has encrypted has left.

    Args:
        transport: What TLS goes over.
        wire: Told whether more may go.
    """

    def __init__(self, transport: asyncio.Transport, wire: Wire) -> None:
        self._transport = transport
        self._wire = wire
        self._tls: Any = transport.get_protocol()
        transport.set_protocol(self)

    def get_buffer(self, sizehint: int) -> bytearray:
        """Return where TLS wants to have what comes."""
        buffer: bytearray = self._tls.get_buffer(sizehint)
        return buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Tell TLS that so much of it is there."""
        self._tls.buffer_updated(nbytes)

    def eof_received(self) -> bool | None:
        """Tell TLS that nothing more comes."""
        goes_on: bool | None = self._tls.eof_received()
        return goes_on

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell TLS that it is over."""
        self._tls.connection_lost(exc)

    def pause_writing(self) -> None:
        """Take note that not all has left."""
        self._tls.pause_writing()
        self._wire.pause_writing()

    def resume_writing(self) -> None:
        """Take note that all has left, unless TLS had more."""
        self._tls.resume_writing()
        if not self._transport.get_write_buffer_size():
            self._wire.resume_writing()


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
