"""What httpcore tells of the connection that a request goes out on (its `trace` extension)."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpcore
import httpx

_PORTS = {"https": 443, "http": 80}
# httpcore waits for a SOCKS5 proxy's words without a time of its own.
_SOCKS_SECONDS = 15.0
# For a whole answer, however slowly its bytes come: httpcore's own time begins anew with each of them.
ANSWER_SECONDS = 120.0


class ConnectionWatch:
    """Sees where a connection was opened to, and may refuse it before a byte goes out.

    Args:
        address: Host and port where the request goes, as they are dialled.
        connected: Called with the address at the other end, where no proxy is in between; what it raises
            ends the connection and the request.
        patience: Seconds that an answer may take beyond the usual ones.

    Attributes:
        stream: The newest stream; None until one is open.
        limit: The request is made inside of it; it ends one whose proxy takes the call and says nothing, and
            one whose answer does not end.
    """

    def __init__(
        self, address: tuple[str, int], connected: Callable[[str], None], patience: float = 0.0
    ) -> None:
        self._address = address
        self._connected = connected
        self._patience = patience
        self._is_greeting = False
        self.limit = asyncio.timeout(None)
        self._dialled: tuple[str, int] | None = None
        self.stream: Any = None

    @property
    def proxy_that_is_away(self) -> str | None:
        """The proxy that was dialled and did not take the call, or never said a word."""
        if self._dialled is None or not self._is_proxied or not (self.stream is None or self._is_greeting):
            return None
        host, port = self._dialled
        return f"{host}:{port}"

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Take note of one event."""
        if event.endswith(".connect_tcp.started"):
            self._dialled, self.stream = (info["host"], info["port"]), None
        elif event.endswith(".connect_tcp.complete"):
            await self._opened(info["return_value"])
        elif event.endswith(".start_tls.complete"):
            self.stream = info["return_value"]
        elif event == "socks.setup_socks5_connection.started":
            self._is_greeting = True
            self._end_after(_SOCKS_SECONDS)
        elif event == "socks.setup_socks5_connection.complete":
            self._is_greeting = False
            self.limit.reschedule(None)
        elif event == "http11.send_request_headers.started":  # behind a proxy there are two
            self.limit.reschedule(None)
        elif event == "http11.receive_response_headers.started":
            self._end_after(ANSWER_SECONDS + self._patience)

    def _end_after(self, seconds: float) -> None:
        self.limit.reschedule(asyncio.get_running_loop().time() + seconds)

    @property
    def _is_proxied(self) -> bool:
        return self._dialled is not None and self._dialled != self._address

    async def _opened(self, stream: Any) -> None:
        self.stream = stream
        if self._is_proxied:
            return
        try:
            self._connected(_peer_of(stream))
        except BaseException:
            await stream.aclose()
            raise


def _peer_of(stream: Any) -> str:
    """Return where a stream leads to.

    Raises:
        ConnectError: Nowhere any more: it was reset as soon as it was open.
    """
    peer = stream.get_extra_info("server_addr")
    if peer is None:
        raise httpcore.ConnectError("reset as soon as it was open")
    # A zone ("fe80::1%eth0") says which card, not where.
    return str(peer[0]).partition("%")[0]


def dialled(url: httpx.URL) -> tuple[str, int]:
    """Return host and port as they are dialled: a name beyond ASCII is another one on the wire.

    Raises:
        httpx.InvalidURL: The name's ASCII form stands for no name ("xn--a"), which httpx finds out late.
    """
    try:
        host = url.host and url.raw_host.decode("ascii")
    except UnicodeError as error:
        raise httpx.InvalidURL("no host can be called so") from error
    return host, url.port or _PORTS.get(url.scheme, 0)
