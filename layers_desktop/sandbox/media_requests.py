"""The request bodies of presign, finalize and inline upload, parsed and checked as documented."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from layers_desktop.sandbox.api_responses import invalid, too_large

FAMILIES = {"image": "image", "logo": "image", "reference_image": "image", "video": "video", "audio": "audio"}
CAPS_IN_MB = {"image": 50, "audio": 200, "video": 1000}
INLINE_CAP_IN_KB = 256
MAX_FILENAME = 256
_MIME_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9!#$&^_.+-]*")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")

Unit = Literal[1000, 1024]


@dataclass(frozen=True, slots=True)
class MediaRequest:
    """What a client announces of a file; None where it says nothing.

    Attributes:
        size: In bytes.
        checksum: The SHA-256 in hexadecimal digits, in lower case.
    """

    kind: str
    mime_type: str
    filename: str | None
    size: int | None
    checksum: str | None


def size_cap(kind: str, unit: Unit) -> int:
    """Return the cap of a kind in bytes; a MB is `unit` * `unit` bytes, and a GB `unit` MB."""
    megabytes = CAPS_IN_MB[FAMILIES[kind]]
    return (unit if megabytes == CAPS_IN_MB["video"] else megabytes) * unit * unit


def parse_presign(body: Mapping[str, Any], unit: Unit) -> MediaRequest:
    """Return the body of a presign call.

    Raises:
        ApiRefusalError: 422 for a wrong field, 413 for a size over the cap.
    """
    media = _parse_media(body, _size(body.get("sizeBytes")))
    _check_cap(media.kind, media.size, unit)
    return media


def parse_inline(body: Mapping[str, Any], unit: Unit) -> tuple[MediaRequest, bytes]:
    """Return the body of an inline upload, and the content of its file.

    Raises:
        ApiRefusalError: 422 for a wrong field, 413 for a content over the cap.
    """
    media = _parse_media(body, None)
    content = _content(body.get("dataBase64"))
    cap = INLINE_CAP_IN_KB * unit
    if len(content) >= cap:
        raise too_large("An inline upload is under 256 KB; use presign for this file.", cap)
    return media, content


def parse_finalize(body: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return the `uploadId` of a finalize call, and the checksum if there is one.

    Raises:
        ApiRefusalError: 422 for a wrong field.
    """
    upload_id = body.get("uploadId")
    if not isinstance(upload_id, str) or not upload_id:
        raise invalid("uploadId", "uploadId is required.")
    return upload_id, _checksum(body.get("checksumSha256"))


def _parse_media(body: Mapping[str, Any], size: int | None) -> MediaRequest:
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in FAMILIES:
        raise invalid("kind", f"kind is one of {', '.join(FAMILIES)}.")
    mime_type = _mime_type(body.get("mimeType"), kind)
    filename = _filename(body.get("filename"))
    return MediaRequest(kind, mime_type, filename, size, _checksum(body.get("checksumSha256")))


def _mime_type(value: object, kind: str) -> str:
    if not isinstance(value, str) or not _MIME_TYPE.fullmatch(value):
        raise invalid("mimeType", "mimeType is required, as type/subtype.")
    if value.partition("/")[0] != FAMILIES[kind]:
        raise invalid("mimeType", f"{value} does not fit the kind {kind}.")
    return value


def _filename(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_FILENAME:
        raise invalid("filename", f"filename has 1 to {MAX_FILENAME} characters.")
    return value


def _size(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise invalid("sizeBytes", "sizeBytes is a whole number above 0.")
    return value


def _check_cap(kind: str, size: int | None, unit: Unit) -> None:
    cap = size_cap(kind, unit)
    if size is not None and size > cap:
        raise too_large(f"A file of the kind {kind} has at most {cap} bytes.", cap)


def _checksum(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise invalid("checksumSha256", "checksumSha256 is 64 hexadecimal digits.")
    return value.lower()


def _content(value: object) -> bytes:
    if not isinstance(value, str):
        raise invalid("dataBase64", "dataBase64 is required.")
    try:
        content = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise invalid("dataBase64", "dataBase64 is not base64.") from error
    if not content:
        raise invalid("dataBase64", "The file is empty.")
    return content
