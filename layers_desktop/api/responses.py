"""What Layers answers, turned into our own types; anything of another shape is not Layers.

Every ID is checked here, and what a person reads is made safe to show, before anybody else sees it.
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

from layers_desktop.api.connection_trace import dialled
from layers_desktop.api.rate_limit_headers import retry_after_in
from layers_desktop.api.requests import SignedPut
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import ConnectionBrokenError, NotLayersError, ProxyPasswordError
from layers_desktop.domain.opaque_text import MOST_LETTERS, flaw_of_id, shown_text
from layers_desktop.domain.project import Account, Asset, Project
from layers_desktop.domain.redaction import Secret, clear_tracebacks, redact
from layers_desktop.domain.server_errors import ApiError, StorageError, UnusableAnswerError

# "About 15 minutes on": what a signed URL is taken to live where the answer does not say.
DEFAULT_URL_LIFE = 900.0
# What a signature of S3 may live at most, and so the longest that is believed.
_MOST_URL_LIFE = 7 * 86_400.0
_XML_LIMIT = 64 * 1024
_MOST_CURSOR = 4_096
_MOST_URL = 16_384
_MOST_HEADERS = 64
_MOST_HEADER = 8_192
# These say where a request goes, how it is framed and who asks; no signed upload needs them (RFC 9110, 7).
_HEADERS_OF_OURS = frozenset(
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
            _said(error.get("code")) or f"HTTP_{response.status_code}",
            _said(error.get("message")) or response.reason_phrase,
            _said(error.get("requestId")) or _said(response.headers.get("X-Request-Id")),
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
    """Return whose key it is. Raises as `id_in`; TypeError where the shape is another."""
    organization_id = id_in(reply, "organizationId")
    return Account(
        organization_id=organization_id,
        organization_name=shown_text(reply.get("organizationName")) or organization_id,
        scopes=frozenset(_texts(reply.get("scopes") or [])),
        rate_limit_tier=shown_text(reply.get("rateLimitTier")),
        key_id=shown_text(reply.get("apiKeyId")),
    )


def projects_in(reply: Mapping[str, Any]) -> list[Project]:
    """Return one page of projects; one whose ID cannot be used is left out, and the log says so.

    Raises:
        KeyError, TypeError, AttributeError: The shape is another.
    """
    found: list[Project] = []
    for item in reply["items"]:
        try:
            project_id = id_in(item, "id")
        except UnusableAnswerError as error:
            _log.info("A project is left out: %s", error.title)
            continue
        name = shown_text(item.get("name")) or project_id
        found.append(Project(project_id, name, shown_text(item.get("customerExternalId"))))
    return found


def cursor_in(reply: Mapping[str, Any]) -> str | None:
    """Return where the next page begins; None where this one is the last.

    Raises:
        UnusableAnswerError: It is no text, or none that can be sent back.
    """
    return id_in(reply, "nextCursor", most=_MOST_CURSOR) if reply.get("nextCursor") else None


def signed_put_in(reply: Mapping[str, Any], response: httpx.Response) -> SignedPut:
    """Return where the bytes go.

    Raises:
        KeyError, TypeError, AttributeError: The shape is another.
        UnusableAnswerError: A part of it cannot be used, or another method than PUT is wanted.
    """
    upload_id = id_in(reply, "uploadId")
    if reply.get("method", "PUT") != "PUT":
        raise UnusableAnswerError("method", tr("it is not PUT"))
    return SignedPut(
        upload_id=upload_id,
        url=_address_in(reply),
        headers=_sendable(reply.get("headers") or {}),
        life=_life(_text_or_none(reply.get("expiresAt")), response.headers.get("Date")),
    )


def asset_in(reply: Mapping[str, Any]) -> Asset:
    """Return the asset. Raises as `id_in`."""
    return Asset(
        id_in(reply, "assetId", "mediaId"),
        shown_text(reply.get("kind")) or "",
        shown_text(reply.get("mimeType")) or "",
    )


def _address_in(reply: Mapping[str, Any]) -> Secret:
    """Return the signed address, which every part of the program can read.

    Raises:
        KeyError, UnusableAnswerError: As `id_in`, and where no host can be called so.
    """
    url = Secret(id_in(reply, "url", "signedUrl", most=_MOST_URL))
    try:
        host, _ = dialled(httpx.URL(url))
        host.encode("idna")  # as the look-up of its name will
        urlsplit(url)
    except (httpx.InvalidURL, ValueError) as error:
        clear_tracebacks(error)
        raise UnusableAnswerError("url", tr("it is no address")) from None
    return url


def id_in(reply: Mapping[str, Any], *names: str, most: int = MOST_LETTERS) -> str:
    """Return what nobody parses, from the first of these names that says something.

    Raises:
        KeyError: The reply has none of the names: it is not of Layers' form.
        UnusableAnswerError: What it has cannot be an ID.
    """
    there = [name for name in names if name in reply]
    if not there:
        raise KeyError(names[0])
    name = next((each for each in there if reply[each]), there[0])
    # Never quoted: it may be a signed address.
    if flaw := flaw_of_id(reply[name], most):
        raise UnusableAnswerError(name, flaw)
    return str(reply[name])


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
    return _said(found[1].strip()) if found else None


def _json_in(response: httpx.Response) -> Any:
    """Return the value, or None where there is none."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


def _texts(values: object) -> list[str]:
    if not isinstance(values, list):
        raise TypeError("no list")
    return [shown_text(value) or "" for value in values]


def _sendable(headers: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers to send with the PUT.

    Raises:
        UnusableAnswerError: One could not be sent (RFC 9110, 5.5), or is not the server's to choose.
    """
    texts = {str(name): str(value) for name, value in headers.items()}
    if len(texts) > _MOST_HEADERS:
        raise UnusableAnswerError("headers", tr("there are too many"))
    for name, value in texts.items():
        if not _HEADER_NAME.fullmatch(name) or not (value.isascii() and value.isprintable()):
            raise UnusableAnswerError("headers", tr("one cannot be sent"))
        if name.lower() in _HEADERS_OF_OURS:
            raise UnusableAnswerError("headers", tr("{name} is not allowed", name=name))
        if len(value) > _MOST_HEADER:
            raise UnusableAnswerError("headers", tr("one is too long"))
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
        life = end.timestamp() - parsedate_to_datetime(date or "").timestamp()
        return min(max(0.0, life), _MOST_URL_LIFE)
    except (ValueError, TypeError, OverflowError):
        return DEFAULT_URL_LIFE


def _said(value: object) -> str | None:
    """Return words of the server without the secrets that they may quote, safe to show."""
    text = shown_text(value)
    return redact(text) if text else None


def _text_or_none(value: object) -> str | None:
    return str(value) if value not in (None, "") else None
