"""The Layers API: the only place that holds the key while the program runs."""

import base64
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx

from layers_desktop import __version__
from layers_desktop.api.connection_trace import ConnectionWatch, dialled
from layers_desktop.api.error_mapping import our_errors
from layers_desktop.api.http_client import CONNECT_TIMEOUT, Lanes, Route, new_http_client
from layers_desktop.api.rate_limit_headers import Limits, limits_in
from layers_desktop.api.requests import MediaDescription, SignedPut
from layers_desktop.api.responses import (
    account_in,
    asset_in,
    cursor_in,
    not_layers,
    object_in,
    projects_in,
    signed_put_in,
)
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Account, Asset, Project
from layers_desktop.domain.redaction import Secret, clear_tracebacks
from layers_desktop.domain.server_errors import UnusableAnswerError

_READ_TIMEOUT = 30.0
_FINALIZE_TIMEOUT = 60.0
_PAGE = 200
# A chain of cursors that never ends is a fault of the server: 5,000 pages are a million projects.
_MOST_PAGES = 5_000

Shape = TypeVar("Shape")


class LayersClient:
    """Calls Layers with one key. Every error that leaves it is an `UploaderError`.

    Args:
        base_url: Where the API is, without a slash at the end.
        key: Sent to that host only, in both of the headers that its revisions look at.
        route: Whom to trust, and which way to take.
        on_limits: Told of the budget with each reply to a write.
        connected: Told the address at which the API was reached without a proxy.

    Raises:
        ConfigurationError: The key holds characters that no header can carry, or the address or a proxy
            cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        route: Route,
        on_limits: Callable[[Limits], None] | None = None,
        connected: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.base_url = base_url
        self.host = urlsplit(base_url).hostname or base_url
        self.on_limits = on_limits
        self._address = _address_of(base_url)
        self._connected = connected
        key = Secret(key)
        if not (key.isascii() and key.isprintable()):
            raise ConfigurationError(
                tr("This key holds characters that no Layers key has."),
                tr("Copy the whole key from Layers and paste it again."),
            )
        self._headers = {
            "X-Api-Key": key,
            "Authorization": Secret(f"Bearer {key}"),
            "Accept": "application/json",
            "User-Agent": f"layers-desktop/{__version__}",
        }
        self._lanes = Lanes(route, self._new_lane)

    def take(self, route: Route) -> None:
        """Make every later call on this way; those under way end on the one that they began on.

        Raises:
            ConfigurationError: The proxy cannot be used; the way before stays.
        """
        self._lanes.take(route)

    def __repr__(self) -> str:
        """Show the host, never the key."""
        return f"LayersClient({self.host!r})"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._lanes.aclose()

    async def whoami(self) -> Account:
        """Return whose key it is and what it may do."""
        return _shaped(await self._get("/v1/whoami"), account_in)

    async def projects(self) -> list[Project]:
        """Return every active project, from all pages."""
        found: list[Project] = []
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            query = {"limit": str(_PAGE), "status": "active"} | ({"cursor": cursor} if cursor else {})
            response = await self._get("/v1/projects", query)
            found += _shaped(response, projects_in)
            cursor = _shaped(response, cursor_in)
            if not cursor:
                break
        return found

    async def presign(self, project_id: str, media: MediaDescription, idempotency_key: str) -> SignedPut:
        """Return where to put the bytes of this file."""
        body = {
            "kind": media.kind.value,
            "mimeType": media.mime_type,
            "filename": media.filename,
            "sizeBytes": media.size,
        }
        if media.sha256:
            body["checksumSha256"] = media.sha256
        response = await self._post(project_id, "/presign", body, idempotency_key)
        return _shaped(response, lambda reply: signed_put_in(reply, response))

    async def finalize(
        self, project_id: str, upload_id: str, sha256: str | None, idempotency_key: str
    ) -> Asset:
        """Return the asset that the stored bytes became; asking again gives the same asset."""
        body = {"uploadId": upload_id} | ({"checksumSha256": sha256} if sha256 else {})
        response = await self._post(project_id, "/finalize", body, idempotency_key)
        return _shaped(response, asset_in)

    async def upload_inline(
        self, project_id: str, media: MediaDescription, data: bytes, idempotency_key: str
    ) -> Asset:
        """Return the asset of a small file sent in one call; safe to repeat with the same key only."""
        body = {
            "kind": media.kind.value,
            "mimeType": media.mime_type,
            "filename": media.filename,
            "dataBase64": base64.b64encode(data).decode("ascii"),
        }
        response = await self._post(project_id, "", body, idempotency_key)
        return _shaped(response, asset_in)

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
                connect=CONNECT_TIMEOUT, read=_FINALIZE_TIMEOUT, write=_FINALIZE_TIMEOUT, pool=None
            ),
        )
        if self.on_limits:
            self.on_limits(limits_in(response.headers))
        return response

    async def _call(self, method: str, url: str, **request: Any) -> httpx.Response:
        watch = ConnectionWatch(self._address, self._connected)
        with our_errors(self.host, watch), self._lanes.one() as http:
            async with watch.limit:
                return await http.request(method, url, extensions={"trace": watch.trace}, **request)

    def _new_lane(self, route: Route) -> httpx.AsyncClient:
        return new_http_client(
            route,
            httpx.Timeout(connect=CONNECT_TIMEOUT, read=_READ_TIMEOUT, write=_FINALIZE_TIMEOUT, pool=None),
            headers=self._headers,
        )


def _address_of(base_url: str) -> tuple[str, int]:
    """Return host and port as they are dialled.

    Raises:
        ConfigurationError: httpx sees no address in it.
    """
    try:
        return dialled(httpx.URL(base_url))
    except httpx.InvalidURL as error:
        raise ConfigurationError(
            tr("The address of Layers cannot be used."),
            tr("Use an address like https://api.layers.com, or none."),
        ) from error


def _shaped(response: httpx.Response, shape: Callable[[dict[str, Any]], Shape]) -> Shape:
    """Return the reply in our own type; one of another shape did not come from Layers."""
    try:
        # In no variable of this frame: the reply may hold a signed URL.
        return shape(object_in(response))
    except UnusableAnswerError as error:
        clear_tracebacks(error)
        raise
    except (KeyError, TypeError, AttributeError) as error:
        clear_tracebacks(error)
        raise not_layers(response) from error
