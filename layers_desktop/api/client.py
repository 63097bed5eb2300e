"""The Layers API: the only place that holds the key while the program runs."""

import base64
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx

from layers_desktop import __version__
from layers_desktop.api.boundary import our_errors
from layers_desktop.api.connections import CONNECT_TIMEOUT, new_http_client
from layers_desktop.api.limits import Limits, limits_in
from layers_desktop.api.replies import (
    SignedPut,
    account_in,
    asset_in,
    not_layers,
    object_in,
    projects_in,
    signed_put_in,
)
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.language import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Account, Asset, Project

_READ_TIMEOUT = 30.0
_FINALIZE_TIMEOUT = 60.0
_PAGE = 200
# A chain of cursors that never ends is a fault of the server: 5,000 pages are a million projects.
_MOST_PAGES = 5_000
_CONNECTIONS = 16

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class MediaDescription:
    """What Layers is told of a file before its bytes."""

    kind: MediaKind
    mime_type: str
    filename: str
    size: int
    sha256: str | None = None


class LayersClient:
    """Calls Layers with one key. Every error that leaves it is an `UploaderError`.

    Args:
        base_url: Where the API is, without a slash at the end.
        key: Sent to that host only, in both of the headers that its revisions look at.
        certificates: Whom to trust.
        on_limits: Told of the budget with each reply to a write.

    Raises:
        ConfigurationError: The key holds characters that no header can carry, or a proxy cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        certificates: ssl.SSLContext,
        on_limits: Callable[[Limits], None] | None = None,
    ) -> None:
        self.base_url = base_url
        self.host = urlsplit(base_url).hostname or base_url
        self._on_limits = on_limits
        if not (key.isascii() and key.isprintable()):
            raise ConfigurationError(
                tr("This key holds characters that no Layers key has."),
                tr("Copy the whole key from Layers and paste it again."),
            )
        self._http = new_http_client(
            certificates,
            httpx.Timeout(connect=CONNECT_TIMEOUT, read=_READ_TIMEOUT, write=_FINALIZE_TIMEOUT, pool=None),
            connections=_CONNECTIONS,
            headers={
                "X-Api-Key": key,
                "Authorization": f"Bearer {key}",
                "Accept": "application/json",
                "User-Agent": f"layers-desktop/{__version__}",
            },
        )

    def __repr__(self) -> str:
        """Show the host, never the key."""
        return f"LayersClient({self.host!r})"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

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
            cursor = object_in(response).get("nextCursor")
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
        with our_errors(self.host):
            return await self._http.get(self.base_url + path, params=query)

    async def _post(
        self, project_id: str, call: str, body: dict[str, Any], idempotency_key: str
    ) -> httpx.Response:
        url = f"{self.base_url}/v1/projects/{quote(project_id, safe='')}/media{call}"
        timeout = httpx.Timeout(
            connect=CONNECT_TIMEOUT, read=_FINALIZE_TIMEOUT, write=_FINALIZE_TIMEOUT, pool=None
        )
        with our_errors(self.host):
            response = await self._http.post(
                url, json=body, headers={"Idempotency-Key": idempotency_key}, timeout=timeout
            )
        if self._on_limits:
            self._on_limits(limits_in(response.headers))
        return response


def _shaped(response: httpx.Response, shape: Callable[[dict[str, Any]], Shape]) -> Shape:
    """Return the reply in our own type; one of another shape did not come from Layers."""
    reply = object_in(response)
    try:
        return shape(reply)
    except (KeyError, TypeError, AttributeError) as error:
        raise not_layers(response) from error
