"""Responses of Layers and of the store as types of the program, or as its errors."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from layers_desktop.api.rate_limit_headers import parse_retry_after
from layers_desktop.api.requests import SignedPut
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import ConnectionBrokenError, NotLayersError, ProxyPasswordError
from layers_desktop.domain.project import Account, Asset, Project
from layers_desktop.domain.redaction import Secret, redact
from layers_desktop.domain.server_errors import ApiError, StorageError

# Seconds that a signed URL is taken to be valid where the response does not say: "about 15 minutes".
DEFAULT_URL_LIFETIME = 900.0
_MAX_XML = 64 * 1024
# A token (RFC 9110, 5.6.2).
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def json_object(response: httpx.Response) -> dict[str, Any]:
    """Return the JSON object in a successful response.

    Raises:
        ApiError: Layers refused the request.
        NetworkError: The response is not one of Layers.
    """
    if not response.is_success:
        raise api_error(response)
    value = _json_value(response)
    if not isinstance(value, dict):
        raise not_layers_error(response)
    return value


def api_error(response: httpx.Response) -> UploaderError:
    """Return the error in a response without success, its texts redacted: they may quote the key."""
    error = _error_object(response)
    retry_after = parse_retry_after(response.headers)
    if error is not None:
        return ApiError(
            response.status_code,
            redact(str(error.get("code") or f"HTTP_{response.status_code}")),
            redact(str(error.get("message") or response.reason_phrase)),
            redact(_text_or_none(error.get("requestId")) or response.headers.get("X-Request-Id", "")) or None,
            retry_after,
        )
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        # A gateway before the API answers so, too, in a form of its own.
        return ApiError(response.status_code, "RATE_LIMITED", response.reason_phrase, None, retry_after)
    return not_layers_error(response)


def not_layers_error(response: httpx.Response) -> UploaderError:
    """Return the error for a response that did not come from Layers, but from a proxy or a gateway."""
    status = response.status_code
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return ProxyPasswordError(f"{status} {response.reason_phrase}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ConnectionBrokenError(response.url.host, tr("a gateway answered {status}", status=status))
    return unexpected_response(response.url.host, status)


def unexpected_response(host: str, status: int) -> NotLayersError:
    """Return the error for a response that the host itself would not send."""
    return NotLayersError(host, tr("an answer that is not of its form, {status}", status=status))


def parse_account(reply: Mapping[str, Any]) -> Account:
    """Return the account that a key belongs to.

    Raises:
        KeyError, TypeError: The object has another shape.
    """
    organization_id = _required(reply, "organizationId")
    return Account(
        organization_id=organization_id,
        organization_name=_text_or_none(reply.get("organizationName")) or organization_id,
        scopes=frozenset(_texts(reply.get("scopes") or [])),
        rate_limit_tier=_text_or_none(reply.get("rateLimitTier")),
        key_id=_text_or_none(reply.get("apiKeyId")),
    )


def parse_projects(reply: Mapping[str, Any]) -> list[Project]:
    """Return the projects on one page.

    Raises:
        KeyError, TypeError: The object has another shape.
    """
    return [
        Project(
            id=_required(item, "id"),
            name=_text_or_none(item.get("name")) or _required(item, "id"),
            external_id=_text_or_none(item.get("customerExternalId")),
        )
        for item in reply["items"]
    ]


def parse_signed_put(reply: Mapping[str, Any], response: httpx.Response) -> SignedPut:
    """Return the presigned upload.

    Args:
        reply: The JSON object in the response.
        response: Tells the server's time.

    Raises:
        KeyError, TypeError: The object has another shape.
    """
    return SignedPut(
        upload_id=_required(reply, "uploadId"),
        url=Secret(_required(reply, "url", "signedUrl")),
        headers=_valid_headers(reply.get("headers") or {}),
        lifetime=_url_lifetime(_text_or_none(reply.get("expiresAt")), response.headers.get("Date")),
    )


def parse_asset(reply: Mapping[str, Any]) -> Asset:
    """Return the asset.

    Raises:
        KeyError: The object has another shape.
    """
    return Asset(
        _required(reply, "assetId", "mediaId"), str(reply.get("kind") or ""), str(reply.get("mimeType") or "")
    )


def storage_error(status: int, headers: Mapping[str, str], content: bytes) -> StorageError:
    """Return the error in a store's response, with what its XML says, if it is XML at all."""
    xml = content[:_MAX_XML].decode("utf-8", "replace")
    return StorageError(
        status,
        _element_text(xml, "Code"),
        _element_text(xml, "Message"),
        parse_retry_after(headers),
        _element_text(xml, "RequestId"),
    )


def _element_text(xml: str, name: str) -> str | None:
    """Return the text of the first such element, redacted: it may quote the signature.

    It is searched for, not parsed: a parser would expand entities that anybody may have put there.
    """
    found = re.search(rf"<{name}>([^<]{{1,500}})</{name}>", xml)
    return redact(found[1].strip()) if found else None


def _json_value(response: httpx.Response) -> Any:
    """Return the content as JSON; None where it is none."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


def _required(reply: Mapping[str, Any], *names: str) -> str:
    """Return the first text that is there under one of these names.

    Raises:
        KeyError: There is none.
    """
    found = next((reply[name] for name in names if reply.get(name)), None)
    if not isinstance(found, str):
        raise KeyError(names[0])
    return found


def _texts(values: object) -> list[str]:
    if not isinstance(values, list):
        raise TypeError("no list")
    return [str(value) for value in values]


def _valid_headers(headers: Mapping[str, Any]) -> dict[str, str]:
    """Return headers that can be sent.

    Raises:
        TypeError: One has a name or value that HTTP does not allow (RFC 9110, 5.1 and 5.5).
    """
    texts = {str(name): str(value) for name, value in headers.items()}
    for name, value in texts.items():
        if not _HEADER_NAME.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise TypeError(name)
    return texts


def _error_object(response: httpx.Response) -> dict[str, Any] | None:
    value = _json_value(response)
    error = value.get("error") if isinstance(value, dict) else None
    return error if isinstance(error, dict) else None


def _url_lifetime(expires_at: str | None, date: str | None) -> float:
    """Return the seconds between two times of the same server: this computer's clock may be wrong."""
    try:
        end = datetime.fromisoformat(expires_at or "")
        # Without a zone it is UTC, as all times of the API, never this computer's local time.
        end = end if end.tzinfo else end.replace(tzinfo=UTC)
        return max(0.0, end.timestamp() - parsedate_to_datetime(date or "").timestamp())
    except (ValueError, TypeError, OverflowError):
        return DEFAULT_URL_LIFETIME


def _text_or_none(value: object) -> str | None:
    return str(value) if value not in (None, "") else None
