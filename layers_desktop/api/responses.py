"""What Layers answers, turned into our own types; anything of another shape is not Layers."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from layers_desktop.api.rate_limit_headers import retry_after_in
from layers_desktop.api.requests import SignedPut
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import ConnectionBrokenError, NotLayersError, ProxyPasswordError
from layers_desktop.domain.project import Account, Asset, Project
from layers_desktop.domain.redaction import Secret, redact
from layers_desktop.domain.server_errors import ApiError, StorageError

# "About 15 minutes on": what a signed URL is taken to live where the answer does not say.
DEFAULT_URL_LIFE = 900.0
_XML_LIMIT = 64 * 1024
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def object_in(response: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of a success; raise the error that anything else is.

    Raises:
        ApiError: Layers refused.
        NetworkError: It was not Layers who answered.
    """
    if not response.is_success:
        raise api_error(response)
    value = _json_in(response)
    if not isinstance(value, dict):
        raise not_layers(response)
    return value


def api_error(response: httpx.Response) -> UploaderError:
    """Return the error that this reply is; its words may quote the key, and are kept without it."""
    error = _error_object(response)
    retry_after = retry_after_in(response.headers)
    if error is not None:
        return ApiError(
            response.status_code,
            redact(str(error.get("code") or f"HTTP_{response.status_code}")),
            redact(str(error.get("message") or response.reason_phrase)),
            redact(_text_or_none(error.get("requestId")) or response.headers.get("X-Request-Id", "")) or None,
            retry_after,
        )
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        # A gateway before the API may say so in its own words.
        return ApiError(response.status_code, "RATE_LIMITED", response.reason_phrase, None, retry_after)
    return not_layers(response)


def not_layers(response: httpx.Response) -> UploaderError:
    """Return the error of a reply that Layers did not write."""
    status = response.status_code
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return ProxyPasswordError(f"{status} {response.reason_phrase}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ConnectionBrokenError(response.url.host, tr("a gateway answered {status}", status=status))
    return foreign_answer(response.url.host, status)


def foreign_answer(host: str, status: int) -> NotLayersError:
    """Return the error of an answer with this status that this host would not give."""
    return NotLayersError(host, tr("an answer that is not of its form, {status}", status=status))


def account_in(reply: Mapping[str, Any]) -> Account:
    """Return whose key it is. Raises KeyError or TypeError where the shape is another."""
    organization_id = _required(reply, "organizationId")
    return Account(
        organization_id=organization_id,
        organization_name=_text_or_none(reply.get("organizationName")) or organization_id,
        scopes=frozenset(_texts(reply.get("scopes") or [])),
        rate_limit_tier=_text_or_none(reply.get("rateLimitTier")),
        key_id=_text_or_none(reply.get("apiKeyId")),
    )


def projects_in(reply: Mapping[str, Any]) -> list[Project]:
    """Return one page of projects. Raises KeyError or TypeError where the shape is another."""
    return [
        Project(
            id=_required(item, "id"),
            name=_text_or_none(item.get("name")) or _required(item, "id"),
            external_id=_text_or_none(item.get("customerExternalId")),
        )
        for item in reply["items"]
    ]


def signed_put_in(reply: Mapping[str, Any], response: httpx.Response) -> SignedPut:
    """Return where the bytes go. Raises KeyError or TypeError where the shape is another."""
    return SignedPut(
        upload_id=_required(reply, "uploadId"),
        url=Secret(_required(reply, "url", "signedUrl")),
        headers=_sendable(reply.get("headers") or {}),
        life=_life(_text_or_none(reply.get("expiresAt")), response.headers.get("Date")),
    )


def asset_in(reply: Mapping[str, Any]) -> Asset:
    """Return the asset. Raises KeyError where the shape is another."""
    return Asset(
        _required(reply, "assetId", "mediaId"), str(reply.get("kind") or ""), str(reply.get("mimeType") or "")
    )


def storage_error(status: int, headers: Mapping[str, str], body: bytes) -> StorageError:
    """Return the error that the store's XML (or whatever it sent) tells of."""
    said = body[:_XML_LIMIT].decode("utf-8", "replace")
    return StorageError(
        status,
        _element(said, "Code"),
        _element(said, "Message"),
        retry_after_in(headers),
        _element(said, "RequestId"),
    )


def _element(xml: str, name: str) -> str | None:
    """Return one element's text by search: a parser would trust the sender with its entities.

    What it quotes of the request may hold the signature, and is kept without it.
    """
    found = re.search(rf"<{name}>([^<]{{1,500}})</{name}>", xml)
    return redact(found[1].strip()) if found else None


def _json_in(response: httpx.Response) -> Any:
    """Return the value, or None where there is none."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


def _required(reply: Mapping[str, Any], *names: str) -> str:
    """Return the text that the reply has under the first of these names; KeyError where it has none."""
    found = next((reply[name] for name in names if reply.get(name)), None)
    if not isinstance(found, str):
        raise KeyError(names[0])
    return found


def _texts(values: object) -> list[str]:
    if not isinstance(values, list):
        raise TypeError("no list")
    return [str(value) for value in values]


def _sendable(headers: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers to send with the PUT; TypeError where one could not be sent (RFC 9110, 5.5)."""
    texts = {str(name): str(value) for name, value in headers.items()}
    for name, value in texts.items():
        if not _HEADER_NAME.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise TypeError(name)
    return texts


def _error_object(response: httpx.Response) -> dict[str, Any] | None:
    value = _json_in(response)
    error = value.get("error") if isinstance(value, dict) else None
    return error if isinstance(error, dict) else None


def _life(expires_at: str | None, date: str | None) -> float:
    """Return a URL's life by the two times of the same server: this computer's clock may be wrong."""
    try:
        end = datetime.fromisoformat(expires_at or "")
        # A time without a zone can only be the server's, which speaks UTC, never this computer's.
        end = end if end.tzinfo else end.replace(tzinfo=UTC)
        return max(0.0, end.timestamp() - parsedate_to_datetime(date or "").timestamp())
    except (ValueError, TypeError, OverflowError):
        return DEFAULT_URL_LIFE


def _text_or_none(value: object) -> str | None:
    return str(value) if value not in (None, "") else None
