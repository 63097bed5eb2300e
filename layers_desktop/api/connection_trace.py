"""What httpcore tells of the connection that a request uses (its `trace` extension)."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpcore
import httpx

_DEFAULT_PORTS = {"https": 443, "http": 80}
# Seconds for the SOCKS5 handshake, in which httpcore waits for the proxy without a limit.
_SOCKS_TIMEOUT = 15.0
# Seconds for a whole response, however slowly its bytes come: httpcore's limit begins anew with each of them.
RESPONSE_TIMEOUT = 120.0


class ConnectionTrace:
    """Follows how one request connects, and can refuse the server's address before anything is sent to it.

    Args:
        server: Host and port of the request, as `host_and_port` returns them.
        on_connected: Called with the IP address of the server that a direct connection was opened to. What it
            raises closes the connection and ends the request.
        extra_seconds: How much longer than usual the response may take.

    Attributes:
        stream: The connection's newest stream, with TLS inside of the one without; None before it is open.
        timeout: To be entered around the request: ends it where a SOCKS5 proxy accepts the connection and
            then says nothing, and where a response does not end.
    """

    def __init__(
        self, server: tuple[str, int], on_connected: Callable[[str], None], extra_seconds: float = 0.0
    ) -> None:
        self._server = server
        self._on_connected = on_connected
        self._extra_seconds = extra_seconds
        self._called: tuple[str, int] | None = None
        self._is_in_socks_handshake = False
        self.stream: Any = None
        self.timeout = asyncio.timeout(None)

    @property
    def unreachable_proxy(self) -> str | None:
        """Host and port of a proxy that did not accept the connection, or said nothing on it; else None."""
        if self._called is None or not self._is_proxied:
            return None
        if self.stream is not None and not self._is_in_socks_handshake:
            return None
        host, port = self._called
        return f"{host}:{port}"

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Take note of one event, as httpcore's `trace` extension calls it."""
        if event.endswith(".connect_tcp.started"):
            self._called, self.stream = (info["host"], info["port"]), None
        elif event.endswith(".connect_tcp.complete"):
            await self._connected(info["return_value"])
        elif event.endswith(".start_tls.complete"):
            self.stream = info["return_value"]
        elif event == "socks.setup_socks5_connection.started":
            self._is_in_socks_handshake = True
            self._end_after(_SOCKS_TIMEOUT)
        elif event == "socks.setup_socks5_connection.complete":
            self._is_in_socks_handshake = False
            self.timeout.reschedule(None)
        elif event == "http11.send_request_headers.started":  # behind a proxy there are two
            self.timeout.reschedule(None)
        elif event == "http11.receive_response_headers.started":
            self._end_after(RESPONSE_TIMEOUT + self._extra_seconds)

    def _end_after(self, seconds: float) -> None:
        self.timeout.reschedule(asyncio.get_running_loop().time() + seconds)

    @property
    def _is_proxied(self) -> bool:
        return self._called is not None and self._called != self._server

    async def _connected(self, stream: Any) -> None:
        self.stream = stream
        if self._is_proxied:
            return
        try:
            self._on_connected(_peer_address(stream))
        except BaseException:
            await stream.aclose()
            raise


def _peer_address(stream: Any) -> str:
    """Return the IP address of the other end.

    Raises:
        httpcore.ConnectError: The connection was reset as soon as it was open.
    """
    peer = stream.get_extra_info("server_addr")
    if peer is None:
        raise httpcore.ConnectError("reset as soon as it was open")
    # Without a zone such as "%eth0" (RFC 4007, 11), which names an interface of this computer.
    return str(peer[0]).partition("%")[0]


def host_and_port(url: httpx.URL) -> tuple[str, int]:
    """Return the host and port that a request connects to, the host in its ASCII form (RFC 5891).

    Raises:
        httpx.InvalidURL: The ASCII form stands for no name ("xn--a"), which httpx finds out late.
    """
    try:
        host = url.host and url.raw_host.decode("ascii")
    except UnicodeError as error:
        raise httpx.InvalidURL("no valid host name") from error
    return host, url.port or _DEFAULT_PORTS.get(url.scheme, 0)
