import base64
from typing import Any, Literal

import pytest

from layers_desktop.sandbox.api_responses import ApiRefusalError
from layers_desktop.sandbox.media_requests import (
    parse_finalize,
    parse_inline,
    parse_presign,
    size_cap,
)

GOOD = {"kind": "image", "mimeType": "image/png", "filename": "a.png", "sizeBytes": 5}
INLINE = {"kind": "image", "mimeType": "image/png", "filename": "a.png"}


def refusal(body: dict[str, Any]) -> tuple[int, Any]:
    with pytest.raises(ApiRefusalError) as refused:
        parse_presign(body, 1000)
    return refused.value.status, refused.value.details.get("field")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "document"}, "kind"),
        ({"kind": None}, "kind"),
        ({"kind": []}, "kind"),
        ({"mimeType": None}, "mimeType"),
        ({"mimeType": "png"}, "mimeType"),
        ({"mimeType": "application/pdf"}, "mimeType"),
        ({"mimeType": "video/mp4"}, "mimeType"),
        ({"kind": "video"}, "mimeType"),
        ({"filename": ""}, "filename"),
        ({"filename": "a" * 257}, "filename"),
        ({"sizeBytes": 0}, "sizeBytes"),
        ({"sizeBytes": -1}, "sizeBytes"),
        ({"sizeBytes": 1.5}, "sizeBytes"),
        ({"sizeBytes": "5"}, "sizeBytes"),
        ({"sizeBytes": True}, "sizeBytes"),
        ({"checksumSha256": "00"}, "checksumSha256"),
    ],
)
def test_a_field_that_is_not_as_documented_is_refused(change: dict[str, Any], field: str) -> None:
    assert refusal(GOOD | change) == (422, field)


@pytest.mark.parametrize(
    ("kind", "mime_type", "unit", "cap"),
    [
        ("image", "image/png", 1000, 50_000_000),
        ("logo", "image/svg+xml", 1000, 50_000_000),
        ("reference_image", "image/webp", 1024, 52_428_800),
        ("audio", "audio/mpeg", 1000, 200_000_000),
        ("video", "video/mp4", 1000, 1_000_000_000),
        ("video", "video/mp4", 1024, 1_073_741_824),
    ],
)
def test_each_cap_is_exact(kind: str, mime_type: str, unit: Literal[1000, 1024], cap: int) -> None:
    body = {"kind": kind, "mimeType": mime_type}
    assert size_cap(kind, unit) == cap
    assert parse_presign(body | {"sizeBytes": cap}, unit).size == cap
    with pytest.raises(ApiRefusalError) as refused:
        parse_presign(body | {"sizeBytes": cap + 1}, unit)
    assert (refused.value.status, refused.value.code) == (413, "PAYLOAD_TOO_LARGE")


def test_only_kind_and_mime_type_are_required() -> None:
    described = parse_presign({"kind": "audio", "mimeType": "audio/mpeg"}, 1000)
    assert (described.filename, described.size, described.checksum) == (None, None, None)


def test_a_checksum_is_compared_in_lower_case() -> None:
    assert parse_presign(GOOD | {"checksumSha256": "AB" * 32}, 1000).checksum == "ab" * 32


def test_an_inline_upload_is_under_256_kb() -> None:
    under = base64.b64encode(bytes(255_999)).decode()
    assert len(parse_inline(INLINE | {"dataBase64": under}, 1000)[1]) == 255_999
    with pytest.raises(ApiRefusalError) as refused:
        parse_inline(INLINE | {"dataBase64": base64.b64encode(bytes(256_000)).decode()}, 1000)
    assert refused.value.status == 413


@pytest.mark.parametrize("data", [None, 7, "", "not base64!", "abc"])
def test_inline_data_that_is_no_base64_is_refused(data: object) -> None:
    with pytest.raises(ApiRefusalError) as refused:
        parse_inline(INLINE | {"dataBase64": data}, 1000)
    assert refused.value.details == {"field": "dataBase64"}


@pytest.mark.parametrize(
    "body", [{}, {"uploadId": ""}, {"uploadId": 7}, {"uploadId": "u", "checksumSha256": 7}]
)
def test_finalize_needs_an_upload_id_and_takes_only_a_whole_checksum(body: dict[str, Any]) -> None:
    with pytest.raises(ApiRefusalError):
        parse_finalize(body)
