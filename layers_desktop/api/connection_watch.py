"""What httpcore tells of the connection that a request goes out on (its `trace` extension)."""

from collections.abc import Callable
from typing import Any

import httpcore


class ConnectionWatch:
    """Sees where a connection was opened to, and may refuse it before a byte goes out.

    Args:
        host: Where the request goes.
        connected: Called with the address at the other end, where no proxy is in between; what it raises
            ends the connection and the request.

    Attributes:
        stream: The newest stream; None until one is open.
    """

    def __init__(self, host: str, connected: Callable[[str], None]) -> None:
        self._host = host
        self._connected = connected
        self._dialled: tuple[str, int] | None = None
        self.stream: Any = None

    @property
    def proxy_that_is_away(self) -> str | None:
        """The proxy that was dialled and did not take the call."""
        if self._dialled is None or self.stream is not None or not self._is_proxied:
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

    @property
    def _is_proxied(self) -> bool:
        return self._dialled is not None and self._dialled[0].lower() != self._host.lower()

    async def _opened(self, stream: Any) -> None:
        self.stream = stream
        if self._is_proxied:
            return
        try:
            self._connected(_address(stream))
        except BaseException:
            await stream.aclose()
            raise


def _address(stream: Any) -> str:
    """Return where a stream leads to.

    Raises:
        ConnectError: Nowhere any more: it was reset as soon as it was open.
    """
    peer = stream.get_extra_info("server_addr")
    if peer is None:
        raise httpcore.ConnectError("reset as soon as it was open")
    # A zone ("fe80::1%eth0") says which card, not where.
    return str(peer[0]).partition("%")[0]
