"""httpx's way to the network: httpcore's connections, one at a time, on asyncio's own transports.

httpcore's own backend goes through anyio, which yields to the event loop at every read and every write and
stops watching the socket in between: on many small files that took a sixth of all processor time.
"""

import asyncio
import contextlib
import select
import ssl
from collections.abc import Iterable, Iterator
from socket import socket
from typing import Any, cast

import httpcore
import httpx

from layers_desktop.api.happy_eyeballs import open_connection
from layers_desktop.api.response_limits import MAX_HEAD, ReceiveLimit, read_response

# Once so many bytes wait to be read, the transport is paused; it may add one more of its own reads.
_READ_BUFFER = 256 * 1024
# asyncio's TLS takes any number of bytes at once and counts none of them as waiting. In pieces of this size,
# a write is at most two of them ahead of the network.
_TLS_PIECE = 256 * 1024


# Seconds for which an idle connection is kept; httpx's own default.
_KEEPALIVE_EXPIRY = 5.0


class ConnectionProtocol(asyncio.Protocol):
    """Buffers what one connection receives until it is read.

    Args:
        is_tls: Whether the connection is encrypted.

    Attributes:
        transport: Set when the connection is open.
        received: Bytes that nobody has read yet.
        is_ended: Whether nothing more will be received.
        error: What broke the connection; None while it is open, and after an orderly end.
        readable: Set while there are bytes to read, and at the end.
        writable: Set unless the transport holds bytes that the system has not taken yet.
    """

    def __init__(self, *, is_tls: bool = False) -> None:
        self.is_tls = is_tls
        self.transport: asyncio.Transport
        self.received = bytearray()
        self.is_ended = False
        self.error: Exception | None = None
        self.readable, self.writable = asyncio.Event(), asyncio.Event()
        self.writable.set()

    def take(self, max_bytes: int) -> bytes:
        """Remove and return received bytes, none where there are none."""
        data = bytes(self.received[:max_bytes])
        del self.received[:max_bytes]
        if not self.is_ended:
            self.transport.resume_reading()
            if not self.received:
                self.readable.clear()
        return data

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport, and have it tell of bytes that the system does not take at once."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=1, low=0)

    def data_received(self, data: bytes) -> None:
        """Buffer the bytes; with a full buffer, receive no more for now."""
        self.received += data
        if len(self.received) > _READ_BUFFER:
            self.transport.pause_reading()
        self.readable.set()

    def eof_received(self) -> bool:
        """Return whether the connection stays open for sending: TLS cannot be closed on one side only."""
        self.is_ended = True
        self.readable.set()
        return not self.is_tls

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake whoever reads or writes: the connection is closed."""
        self.is_ended, self.error = True, exc
        self.readable.set()
        self.writable.set()

    def pause_writing(self) -> None:
        """Make writers wait."""
        self.writable.clear()

    def resume_writing(self) -> None:
        """Let writers go on."""
        self.writable.set()


class AsyncioStream(httpcore.AsyncNetworkStream):
    """One open connection, whose received bytes count against an receive_limit."""

    def __init__(self, protocol: ConnectionProtocol, receive_limit: ReceiveLimit | None = None) -> None:
        self._protocol = protocol
        self._receive_limit = receive_limit or ReceiveLimit()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's
        """Return at least one byte, as soon as there is one; none at the end of the stream.

        Raises:
            httpcore.ReadTimeout: Nothing was received for `timeout` seconds.
            httpcore.ReadError: The connection broke.
            ResponseTooLargeError: More was received than is allowed.
        """
        protocol = self._protocol
        if not protocol.readable.is_set():
            with _mapped_errors(httpcore.ReadTimeout, httpcore.ReadError):
                async with asyncio.timeout(timeout):
                    await protocol.readable.wait()
        data = protocol.take(max_bytes)
        if not data and protocol.error:
            raise httpcore.ReadError(str(protocol.error)) from protocol.error
        self._receive_limit.use(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  # httpcore's
        """Return when the system has taken all bytes; with TLS, up to two pieces of them may still wait.

        Raises:
            httpcore.WriteTimeout: For `timeout` seconds, it took none.
            httpcore.WriteError: The connection is closed.
        """
        piece = _TLS_PIECE if self._protocol.is_tls else len(buffer)
        for start in range(0, len(buffer), piece or 1):
            self._require_open()
            self._protocol.transport.write(buffer[start : start + piece])
            if not self._protocol.writable.is_set():
                with _mapped_errors(httpcore.WriteTimeout, httpcore.WriteError):
                    async with asyncio.timeout(timeout):
                        await self._protocol.writable.wait()
        self._require_open()

    async def aclose(self) -> None:
        """Close the connection at once, and drop what the system has not taken yet."""
        self._protocol.transport.abort()
        await asyncio.sleep(0)  # the socket is closed in the event loop's next turn

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's
    ) -> "AsyncioStream":
        """Return this connection, encrypted; after an error it is closed.

        Raises:
            httpcore.ConnectTimeout: The handshake took longer than `timeout` seconds.
            httpcore.ConnectError: The server is not trusted, or does not speak TLS.
        """
        protocol, loop = ConnectionProtocol(is_tls=True), asyncio.get_running_loop()
        try:
            with _mapped_errors(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(timeout):
                    transport = await loop.start_tls(
                        self._protocol.transport, protocol, ssl_context, server_hostname=server_hostname
                    )
        except BaseException:
            await self.aclose()
            raise
        if transport is None:  # so asyncio says that the connection was closed meanwhile
            raise httpcore.ConnectError("closed during the handshake")
        protocol.connection_made(transport)
        return AsyncioStream(protocol, self._receive_limit)

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore calls `info`, None where there is no such thing."""
        protocol = self._protocol
        if info == "is_readable":
            return protocol.readable.is_set() or _has_unread_bytes(protocol.transport)
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return protocol.transport.get_extra_info(names.get(info, info))

    def _require_open(self) -> None:
        if self._protocol.transport.is_closing():
            error = self._protocol.error
            raise httpcore.WriteError(str(error or "closed")) from error


class AsyncioBackend(httpcore.AsyncNetworkBackend):
    """Opens one connection after the other.

    Attributes:
        received: How many bytes the connection may still receive.
    """

    def __init__(self) -> None:
        self.received = ReceiveLimit()
        self._stream: AsyncioStream | None = None

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's
        local_address: str | None = None,  # noqa: ARG002  # httpcore's, and nobody here names one
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002  # the same
    ) -> AsyncioStream:
        """Return a connection to the first of the host's addresses that accepts one.

        Raises:
            httpcore.ConnectTimeout: None accepted within `timeout` seconds.
            httpcore.ConnectError: The name is not known, or all addresses refused.
        """
        with _mapped_errors(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(timeout):
                protocol = await open_connection(ConnectionProtocol, host, port)
        self._stream = AsyncioStream(protocol, self.received)
        return self._stream

    async def aclose(self) -> None:
        """Close the newest connection: httpcore leaves one open whose proxy does not speak SOCKS5."""
        stream, self._stream = self._stream, None
        if stream:
            await stream.aclose()


@contextlib.contextmanager
def _mapped_errors(on_timeout: type[Exception], on_error: type[Exception]) -> Iterator[None]:
    """Raise httpcore's errors in place of asyncio's."""
    try:
        yield
    except TimeoutError as error:
        raise on_timeout(str(error)) from error
    except OSError as error:  # ssl.SSLError is one
        raise on_error(str(error)) from error


def _has_unread_bytes(transport: asyncio.Transport) -> bool:
    """Whether the system holds bytes, or the end of the stream, that asyncio has not read yet."""
    connection: socket | None = transport.get_extra_info("socket")
    if connection is None or connection.fileno() < 0:
        return True
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([connection], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


class ConnectionTransport(httpx.AsyncBaseTransport):
    """Sends one request at a time, over a connection that it keeps for the next request.

    Args:
        ssl_context: For connections to servers, and to proxies that are called by https.
        proxy: What all connections go through; None for a direct way.
    """

    def __init__(self, ssl_context: ssl.SSLContext, proxy: httpx.Proxy | None = None) -> None:
        self._backend = AsyncioBackend()
        # It only makes connections. To send through it as well would cost a twentieth more processor time on
        # small files, and a cancelled request can leave a connection in it that is never used nor closed.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context,
            proxy=_httpcore_proxy(proxy, ssl_context) if proxy else None,
            keepalive_expiry=_KEEPALIVE_EXPIRY,
            network_backend=self._backend,
        )
        self._connection: httpcore.AsyncConnectionInterface | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response, read to its end or as far as `read_response` reads it, and unpacked.

        httpcore's exceptions are not mapped to httpx's: `error_mapping` knows both.
        """
        url = _httpcore_url(request.url)
        connection = await self._connection_to(url.origin)
        self._backend.received.left = MAX_HEAD
        try:
            response = await connection.handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=url,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
            self._backend.received.left = None
            answer, is_whole = await read_response(response)
            await response.aclose()
        except BaseException:
            await self.aclose()
            raise
        if not is_whole:
            await self.aclose()
        return answer

    async def aclose(self) -> None:
        """Close the connection, if there is one."""
        self._connection = None
        await self._backend.aclose()

    async def _connection_to(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """Return the kept connection if it still leads there, else a new one."""
        kept = self._connection
        if kept and kept.can_handle_request(origin) and kept.is_available() and not kept.has_expired():
            return kept
        await self.aclose()
        self._connection = self._pool.create_connection(origin)
        return self._connection


def _httpcore_proxy(proxy: httpx.Proxy, ssl_context: ssl.SSLContext) -> httpcore.Proxy:
    return httpcore.Proxy(_httpcore_url(proxy.url), proxy.raw_auth, ssl_context=ssl_context)


def _httpcore_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
