"""The client of the Layers API, which alone holds the key while the program runs."""

import base64
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx

from layers_desktop import __version__
from layers_desktop.api.connection_trace import ConnectionTrace, host_and_port
from layers_desktop.api.error_mapping import map_errors
from layers_desktop.api.http_client import CONNECT_TIMEOUT, ClientPool, Route, new_http_client
from layers_desktop.api.rate_limit_headers import RateLimitHeaders, server_time
from layers_desktop.api.requests import MediaDescription, SignedPut
from layers_desktop.api.responses import (
    json_object,
    not_layers_error,
    parse_account,
    parse_asset,
    parse_cursor,
    parse_projects,
    parse_signed_put,
)
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Account, Asset, Project
from layers_desktop.domain.redaction import Secret, clear_tracebacks
from layers_desktop.domain.server_errors import UnusableAnswerError

# Seconds.
_READ_TIMEOUT = 30.0
_WRITE_TIMEOUT = 60.0
# Layers makes the asset before it answers.
_FINALIZE_TIMEOUT = 60.0
_PAGE_SIZE = 200
# A million projects. A server whose pages never end must not keep the program waiting for ever.
_MAX_PAGES = 5_000

Parsed = TypeVar("Parsed")


class LayersClient:
    """Calls the API with one key.

    Every call raises `ApiError` where Layers refuses it, and `NetworkError` where Layers does not answer it.

    Args:
        base_url: The API's URL, without a slash at the end.
        key: Sent to that host only, in both headers that revisions of the API read it from.
        route: How it connects.
        on_rate_limit: Called with the rate limit in each response to a write.
        time_base: The Unix time by the server less this computer's monotonic one; None before it is known.
        on_connected: Called with the API's IP address after each direct connection to it.

    Attributes:
        host: The API's host, for people.

    Raises:
        ConfigurationError: The key cannot be sent in a header, or the URL or the proxy cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        route: Route,
        on_rate_limit: Callable[[RateLimitHeaders], None] | None = None,
        on_connected: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.base_url = base_url
        self.host = urlsplit(base_url).hostname or base_url
        self.on_rate_limit = on_rate_limit
        self.time_base: float | None = None
        self._server = _server_of(base_url)
        self._on_connected = on_connected
        key = Secret(key)
        if not (key.isascii() and key.isprintable()):
            raise ConfigurationError(
                tr("This key contains characters that no Layers key has."),
                tr("Copy the whole key from Layers and paste it again."),
            )
        self._headers = {
            "X-Api-Key": key,
            "Authorization": Secret(f"Bearer {key}"),
            "Accept": "application/json",
            "User-Agent": f"layers-desktop/{__version__}",
        }
        self._clients = ClientPool(route, self._new_client)

    def set_route(self, route: Route) -> None:
        """Use this route from the next call on; calls in progress finish on the one before.

        Raises:
            ConfigurationError: The proxy cannot be used; the route stays as it was.
        """
        self._clients.set_route(route)

    def __repr__(self) -> str:
        """Leave out the key."""
        return f"LayersClient({self.host!r})"

    async def aclose(self) -> None:
        """Close all connections."""
        await self._clients.aclose()

    async def whoami(self) -> Account:
        """Return the account that the key belongs to, and what the key may do."""
        return _parse(await self._get("/v1/whoami"), parse_account)

    async def projects(self) -> list[Project]:
        """Return all active projects."""
        found: list[Project] = []
        cursor: str | None = None
        for _ in range(_MAX_PAGES):
            query = {"limit": str(_PAGE_SIZE), "status": "active"} | ({"cursor": cursor} if cursor else {})
            response = await self._get("/v1/projects", query)
            found += _parse(response, parse_projects)
            cursor = _parse(response, parse_cursor)
            if not cursor:
                break
        return found

    async def presign(self, project_id: str, media: MediaDescription, idempotency_key: str) -> SignedPut:
        """Return where and how to upload a file's bytes; the same idempotency key gives the same upload."""
        body = {
            "kind": media.kind.value,
            "mimeType": media.mime_type,
            "filename": media.filename,
            "sizeBytes": media.size,
        }
        if media.sha256:
            body["checksumSha256"] = media.sha256
        response = await self._post(project_id, "/presign", body, idempotency_key)
        return _parse(response, lambda reply: parse_signed_put(reply, response))

    async def finalize(
        self, project_id: str, upload_id: str, sha256: str | None, idempotency_key: str
    ) -> Asset:
        """Return the asset made of uploaded bytes, which is the same one for each call with this upload."""
        body = {"uploadId": upload_id} | ({"checksumSha256": sha256} if sha256 else {})
        response = await self._post(project_id, "/finalize", body, idempotency_key)
        return _parse(response, parse_asset)

    async def upload_inline(
        self, project_id: str, media: MediaDescription, data: bytes, idempotency_key: str
    ) -> Asset:
        """Return the asset made of a small file; a second call with another idempotency key makes another."""
        body = {
            "kind": media.kind.value,
            "mimeType": media.mime_type,
            "filename": media.filename,
            "dataBase64": base64.b64encode(data).decode("ascii"),
        }
        response = await self._post(project_id, "", body, idempotency_key)
        return _parse(response, parse_asset)

    async def _get(self, path: str, query: dict[str, str] | None = None) -> httpx.Response:
        return await self._call("GET", self.base_url + path, params=query)

    async def _post(
        self, project_id: str, call: str, body: dict[str, Any], idempotency_key: str
    ) -> httpx.Response:
        response = await self._call(
            "POST",
            f"{self.base_url}/v1/projects/{quote(project_id, safe='')}/media{call}",
            json=body,
            headers={"Idempotency-Key": idempotency_key},
            timeout=httpx.Timeout(
                connect=CONNECT_TIMEOUT, read=_FINALIZE_TIMEOUT, write=_WRITE_TIMEOUT, pool=None
            ),
        )
        if self.on_rate_limit:
            self.on_rate_limit(RateLimitHeaders.parse(response.headers))
        return response

    async def _call(self, method: str, url: str, **request: Any) -> httpx.Response:
        trace = ConnectionTrace(self._server, self._on_connected)
        with map_errors(self.host, trace), self._clients.acquire() as http:
            async with trace.timeout:
                response = await http.request(method, url, extensions={"trace": trace.trace}, **request)
        if (moment := server_time(response.headers)) is not None:
            self.time_base = moment - time.monotonic()
        return response

    def _new_client(self, route: Route) -> httpx.AsyncClient:
        return new_http_client(
            route,
            httpx.Timeout(connect=CONNECT_TIMEOUT, read=_READ_TIMEOUT, write=_WRITE_TIMEOUT, pool=None),
            headers=self._headers,
        )


def _server_of(base_url: str) -> tuple[str, int]:
    """Return the host and port that requests connect to.

    Raises:
        ConfigurationError: The URL names no host.
    """
    try:
        return host_and_port(httpx.URL(base_url))
    except httpx.InvalidURL as error:
        raise ConfigurationError(
            tr("The API address cannot be used."),
            tr("Use an address like https://api.layers.com, or leave it out."),
        ) from error


def _parse(response: httpx.Response, parse: Callable[[dict[str, Any]], Parsed]) -> Parsed:
    """Return what `parse` makes of the JSON object in a response.

    Raises:
        ApiError: Layers refused the request.
        NetworkError: The response is not one of Layers.
    """
    try:
        # No variable of this frame keeps the object, which may hold a signed URL.
        return parse(json_object(response))
    except UnusableAnswerError as error:
        clear_tracebacks(error)
        raise
    except (KeyError, TypeError, AttributeError) as error:
        clear_tracebacks(error)
        raise not_layers_error(response) from error
