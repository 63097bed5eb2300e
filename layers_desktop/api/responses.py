"""Responses of Layers and of the store as types of the program, or as its errors.

Every ID is checked here, and every text made safe to show, before any other module sees it.
"""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from layers_desktop.api.connection_trace import host_and_port
from layers_desktop.api.rate_limit_headers import parse_retry_after
from layers_desktop.api.requests import SignedPut
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import ConnectionBrokenError, NotLayersError, ProxyPasswordError
from layers_desktop.domain.project import Account, Asset, Project
from layers_desktop.domain.redaction import Secret, clear_tracebacks, redact
from layers_desktop.domain.server_errors import ApiError, StorageError, UnusableAnswerError
from layers_desktop.domain.untrusted_text import MAX_ID_LENGTH, flaw_of_id, lasting_link, shown_text

# Seconds that a signed URL is taken to be valid where the response does not say: "about 15 minutes".
DEFAULT_URL_LIFETIME = 900.0
# The longest that a signature of S3 can be valid, and so the longest that is believed.
_MAX_URL_LIFETIME = 7 * 86_400.0
_MAX_XML = 64 * 1024
_MAX_CURSOR = 4_096
_MAX_URL = 16_384
_MAX_HEADERS = 64
_MAX_HEADER = 8_192
# These say where a request goes, how it is framed and who asks; no signed upload needs them (RFC 9110, 7).
_RESERVED_HEADERS = frozenset(
    {
        "authorization",
        "connection",
        "cookie",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "x-api-key",
    }
)
_log = logging.getLogger(__name__)
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
    # With another status it says nothing of what was done: finalize would be taken for refused, and repeated.
    is_refusal = response.is_client_error or response.is_server_error
    error = _error_object(response) if is_refusal else None
    retry_after = parse_retry_after(response.headers)
    if error is not None:
        return ApiError(
            response.status_code,
            _said(error.get("code")) or f"HTTP_{response.status_code}",
            _said(error.get("message")) or response.reason_phrase,
            _said(error.get("requestId")) or _said(response.headers.get("X-Request-Id")),
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
        # Translators: A reason in parentheses; {status} is an HTTP status such as 502.
        return ConnectionBrokenError(response.url.host, tr("a gateway answered {status}", status=str(status)))
    return unexpected_response(response.url.host, status)


def unexpected_response(host: str, status: int) -> NotLayersError:
    """Return the error for a response that the host itself would not send."""
    # Translators: A reason in parentheses; {status} is an HTTP status such as 404.
    return NotLayersError(host, tr("an unexpected answer, {status}", status=str(status)))


def parse_account(reply: Mapping[str, Any]) -> Account:
    """Return the account that a key belongs to.

    Raises:
        KeyError, TypeError: The object has another shape.
        UnusableAnswerError: The account's ID cannot be one.
    """
    organization_id = parse_id(reply, "organizationId")
    return Account(
        organization_id=organization_id,
        organization_name=shown_text(reply.get("organizationName")) or organization_id,
        scopes=frozenset(_texts(reply.get("scopes") or [])),
        rate_limit_tier=shown_text(reply.get("rateLimitTier")),
        key_id=shown_text(reply.get("apiKeyId")),
    )


def parse_projects(reply: Mapping[str, Any]) -> list[Project]:
    """Return the projects on one page; one whose ID cannot be used is left out, and the log says so.

    Raises:
        KeyError, TypeError, AttributeError: The object has another shape.
    """
    found: list[Project] = []
    for item in reply["items"]:
        try:
            project_id = parse_id(item, "id")
        except UnusableAnswerError as error:
            _log.info("A project is left out: %s", error.title)
            continue
        name = shown_text(item.get("name")) or project_id
        found.append(Project(project_id, name, shown_text(item.get("customerExternalId"))))
    return found


def parse_cursor(reply: Mapping[str, Any]) -> str | None:
    """Return where the next page begins; None where this one is the last.

    Raises:
        UnusableAnswerError: It is no text, or none that can be sent back.
    """
    return parse_id(reply, "nextCursor", max_length=_MAX_CURSOR) if reply.get("nextCursor") else None


def parse_signed_put(reply: Mapping[str, Any], response: httpx.Response) -> SignedPut:
    """Return the presigned upload.

    Args:
        reply: The JSON object in the response.
        response: Tells the server's time.

    Raises:
        KeyError, TypeError, AttributeError: The object has another shape.
        UnusableAnswerError: A part of it cannot be used, or another method than PUT is wanted.
    """
    upload_id = parse_id(reply, "uploadId")
    if reply.get("method", "PUT") != "PUT":
        # Translators: What is wrong with a field of an answer: "(method: it is not PUT)". The names, such as
        # method, url and headers, are those of Layers. PUT is the HTTP method.
        raise UnusableAnswerError("method", tr("it is not PUT"))
    return SignedPut(
        upload_id=upload_id,
        url=(url := _parse_url(reply)),
        headers=_valid_headers(reply.get("headers") or {}, httpx.URL(url).netloc.decode("ascii")),
        lifetime=_url_lifetime(_text_or_none(reply.get("expiresAt")), response.headers.get("Date")),
    )


def parse_asset(reply: Mapping[str, Any]) -> Asset:
    """Return the asset.

    Raises:
        KeyError: The object has another shape.
        UnusableAnswerError: The asset's ID cannot be one.
    """
    return Asset(
        parse_id(reply, "assetId", "mediaId"),
        shown_text(reply.get("kind")) or "",
        shown_text(reply.get("mimeType")) or "",
        lasting_link(reply.get("url")),
    )


def _parse_url(reply: Mapping[str, Any]) -> Secret:
    """Return the signed URL.

    Raises:
        KeyError: There is none.
        UnusableAnswerError: It cannot be called.
    """
    url = Secret(parse_id(reply, "url", "signedUrl", max_length=_MAX_URL))
    try:
        host, _ = host_and_port(httpx.URL(url))
        host.encode("idna")  # as the look-up of its name will
        urlsplit(url)
    except (httpx.InvalidURL, ValueError) as error:
        clear_tracebacks(error)
        # Translators: What is wrong with a field of an answer: "(url: it is no address)".
        raise UnusableAnswerError("url", tr("it is no address")) from None
    return url


def parse_id(reply: Mapping[str, Any], *names: str, max_length: int = MAX_ID_LENGTH) -> str:
    """Return an ID or another text that nobody parses, from the first of these names that has one.

    Raises:
        KeyError: The object has none of the names: it has another shape.
        UnusableAnswerError: What it has cannot be an ID.
    """
    present = [name for name in names if name in reply]
    if not present:
        raise KeyError(names[0])
    name = next((each for each in present if reply[each]), present[0])
    # Never quoted: it may be a signed URL.
    if flaw := flaw_of_id(reply[name], max_length):
        raise UnusableAnswerError(name, flaw)
    return str(reply[name])


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
    return _said(found[1].strip()) if found else None


def _json_value(response: httpx.Response) -> Any:
    """Return the content as JSON; None where it is none."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


def _texts(values: object) -> list[str]:
    if not isinstance(values, list):
        raise TypeError("no list")
    return [shown_text(value) or "" for value in values]


def _valid_headers(headers: Mapping[str, Any], host: str) -> dict[str, str]:
    """Return headers that can be sent; `Host` is none of them, but may name the URL's host and port.

    Raises:
        UnusableAnswerError: HTTP does not allow one (RFC 9110, 5.1 and 5.5), or the server may not choose it.
    """
    texts = {str(name): str(value) for name, value in headers.items()}
    if len(texts) > _MAX_HEADERS:
        # Translators: What is wrong with a field of an answer: "(headers: there are too many)".
        raise UnusableAnswerError("headers", tr("there are too many"))
    for name, value in texts.items():
        if not _HEADER_NAME.fullmatch(name) or not (value.isascii() and value.isprintable()):
            # Translators: What is wrong with a field of an answer: "(headers: one cannot be sent)".
            raise UnusableAnswerError("headers", tr("one cannot be sent"))
        if name.lower() == "host" and value.lower() == host.lower():
            continue  # as it will be sent in any case; some signers list it
        if name.lower() in _RESERVED_HEADERS:
            # Translators: What is wrong with a field of an answer; {name} is an HTTP header.
            raise UnusableAnswerError("headers", tr("{name} is not allowed", name=name))
        if len(value) > _MAX_HEADER:
            # Translators: What is wrong with a field of an answer: "(headers: one is too long)".
            raise UnusableAnswerError("headers", tr("one is too long"))
    return {name: value for name, value in texts.items() if name.lower() != "host"}


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
        life = end.timestamp() - parsedate_to_datetime(date or "").timestamp()
        return min(max(0.0, life), _MAX_URL_LIFETIME)
    except (ValueError, TypeError, OverflowError):
        return DEFAULT_URL_LIFETIME


def _said(value: object) -> str | None:
    """Return words of the server without the secrets that they may quote, safe to show."""
    text = shown_text(value)
    return redact(text) if text else None


def _text_or_none(value: object) -> str | None:
    return str(value) if value not in (None, "") else None
