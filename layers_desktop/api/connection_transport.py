"""httpx's way to the network: one connection of httpcore's at a time."""

import ssl

import httpcore
import httpx

from layers_desktop.api.asyncio_backend import AsyncioBackend
from layers_desktop.api.response_limits import MAX_HEAD, read_response

# Seconds for which an idle connection is kept; httpx's own default.
_KEEPALIVE_EXPIRY = 5.0


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
