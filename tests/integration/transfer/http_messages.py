"""Whole HTTP messages that nobody should send: hypothesis puts them together, well-formed or not."""

import gzip
import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

_STATUSES = (
    *(0, 99, 100, 101, 103, 199, 200, 200, 200, 201, 202, 204, 205, 206, 226, 300, 301, 302, 304, 307, 308),
    *(
        400,
        401,
        403,
        404,
        405,
        407,
        408,
        409,
        410,
        411,
        412,
        413,
        415,
        416,
        417,
        421,
        422,
        425,
        426,
        428,
        429,
    ),
    *(431, 451, 498, 499, 500, 501, 502, 503, 504, 505, 507, 511, 520, 530, 599, 600, 999, 1000),
)
_VERSIONS = ("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2", "http/1.1", "ICY", "")
_NUMBERS = (
    "0",
    "1",
    "-1",
    "2",
    "1e9",
    "10" * 20,
    "9" * 5000,
    "NaN",
    "0x10",
    "\xb2",
    "1, 2",
    "1.5",
    " 7 ",
    "+3",
    "",
)
_DATES = ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 99 Foo 0000", "yesterday")
_TYPES = ("application/json", "application/xml", "text/html", "text/html; charset=utf-7", "a" * 300, ";;", "")
_CODES = (
    *("RATE_LIMITED", "UNAUTHENTICATED", "FORBIDDEN_SCOPE", "KILL_SWITCH", "NOT_FOUND", "VALIDATION_FAILED"),
    *(
        "IDEMPOTENCY_CONFLICT",
        "PAYLOAD_TOO_LARGE",
        "OBJECT_NOT_FOUND",
        "AccessDenied",
        "SlowDown",
        "",
        "\x1b[2J",
    ),
    *(
        "ExpiredRequest",
        "SignatureDoesNotMatch",
        "PreconditionFailed",
        "TemporaryRedirect",
        "RequestTimeTooSkewed",
    ),
)
_URLS = (
    *(
        "",
        "x",
        "https://",
        "http://127.0.0.1:1/k",
        "http://127.0.0.1:99999/",
        "https://127.0.0.1:1/",
        "file:///etc/passwd",
    ),
    *(
        "http://[::1",
        "https://a b/",
        "https://xn--a/",
        "http://\u0430/",
        "http://user:pw@127.0.0.1:1/",
        "//127.0.0.1:1/",
    ),
    *("http://127.0.0.1:1/" + "a" * 20_000, "http://169.254.169.254/latest", "javascript:1"),
)
_HEADERS: dict[str, tuple[str, ...]] = {
    "Content-Type": _TYPES,
    "Content-Length": _NUMBERS,
    "Transfer-Encoding": ("chunked", "gzip, chunked", "identity", "chunked, chunked", "x"),
    "Content-Encoding": ("gzip", "deflate", "br", "gzip, gzip", "identity", "zstd", ""),
    "Connection": ("close", "keep-alive", "Upgrade", "x" * 500),
    "Upgrade": ("websocket", "h2c"),
    "Location": _URLS,
    "Retry-After": _NUMBERS + _DATES,
    "Date": _DATES,
    "X-RateLimit-Limit": _NUMBERS,
    "X-RateLimit-Remaining": _NUMBERS,
    "X-RateLimit-Reset": _NUMBERS,
    "X-RateLimit-Endpoint-Class": ("write", "read", "WRITE", "\xff", ""),
    "X-Request-Id": ("req_1", "\x1b[2J", "a" * 5000, ""),
    "Set-Cookie": ("a=b", "a=b; Domain=.com"),
    "Proxy-Authenticate": ("Basic", ""),
    "Trailer": ("Content-Length",),
    "X-A\x00b": ("1",),
    "X B": ("1",),
    "": ("1",),
    "X-Folded": ("a\r\n b", "a\n b", "a\rb", "a\x00b"),
    "X-Long": ("a" * 70_000, "a" * 200_000),
}
_IDS = (
    *(
        "med_1",
        "a\nb",
        "\x1b[2J",
        "\ud800",
        "",
        0,
        17,
        None,
        [],
        {},
        "a" * 257,
        "..",
        "a/b",
        " ",
        True,
        1e308,
    ),
    *("\u202eabc", "\U0001f600", "%2e%2e", "a?b#c"),
)
_NAMES = (
    *(
        "assetId",
        "mediaId",
        "uploadId",
        "url",
        "signedUrl",
        "method",
        "headers",
        "expiresAt",
        "kind",
        "mimeType",
    ),
    *(
        "error",
        "code",
        "message",
        "requestId",
        "details",
        "items",
        "nextCursor",
        "id",
        "name",
        "organizationId",
    ),
)
_SIZES = st.sampled_from([1, 2, 100, 5_000])


def _json_values() -> st.SearchStrategy[Any]:
    plain = st.one_of(
        st.sampled_from(_IDS), st.sampled_from(_URLS), st.text(max_size=20), st.integers(), st.floats()
    )
    return st.recursive(
        plain,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(_NAMES), inner, max_size=5)
        ),
        max_leaves=12,
    )


def _documented() -> st.SearchStrategy[Any]:
    """Answers that are nearly as documented, each part right or not."""
    ids, values = st.sampled_from(_IDS), _json_values()
    error = st.fixed_dictionaries(
        {"code": st.sampled_from(_CODES), "message": st.one_of(st.text(max_size=50), values)},
        optional={"requestId": values, "details": values},
    )
    return st.one_of(
        st.fixed_dictionaries({"assetId": ids}, optional={"mediaId": ids, "url": values, "kind": values}),
        st.fixed_dictionaries(
            {"uploadId": ids, "url": st.sampled_from(_URLS)},
            optional={"method": values, "headers": values, "expiresAt": st.sampled_from([*_DATES, *_IDS])},
        ),
        st.fixed_dictionaries({"error": st.one_of(error, values)}),
        values,
    )


def _xml() -> st.SearchStrategy[bytes]:
    texts = st.one_of(st.sampled_from(_CODES), st.text(max_size=30))
    return st.builds(
        lambda code, message: f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode(
            "utf-8", "surrogatepass"
        ),
        texts,
        texts,
    )


def _contents() -> st.SearchStrategy[bytes]:
    as_json = _documented().map(lambda value: json.dumps(value).encode())
    nested = st.builds(
        lambda opening, count: opening * count * 20, st.sampled_from([b"[", b'{"a":', b'"']), _SIZES
    )
    return st.one_of(
        as_json,
        as_json,
        as_json.map(lambda text: text.decode().encode("utf-16")),
        as_json.map(lambda text: b"\xef\xbb\xbf" + text),
        _xml(),
        nested,
        st.sampled_from([b"", b"null", b"1" * 9_000, b"<html>Log in</html>", b"\x00" * 70_000]),
        st.binary(max_size=200),
    )


def _chunked(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content) if content else b"0\r\n\r\n"


_FRAMINGS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("Content-Length: {n}\r\n", bytes),
    ("Content-Length: {n}\r\n", bytes),
    ("Content-Length: {n}\r\nContent-Encoding: gzip\r\n", gzip.compress),
    ("Transfer-Encoding: chunked\r\n", _chunked),
    ("Transfer-Encoding: chunked\r\n", bytes),
    ("", bytes),
)


@st.composite
def http_messages(draw: st.DrawFn) -> str:
    """Draw one message as Latin-1, with interim answers before it, cut off somewhere, or all invented."""
    if draw(st.integers(0, 15)) == 0:
        return draw(st.binary(max_size=400)).decode("latin-1")
    interim = "".join(
        f"HTTP/1.1 {draw(st.sampled_from([100, 102, 103, 199]))} Interim\r\nX-A: b\r\n\r\n"
        for _ in range(draw(st.integers(0, 3)))
    )
    version, status = draw(st.sampled_from(_VERSIONS)), draw(st.sampled_from(_STATUSES))
    names = draw(st.lists(st.sampled_from(sorted(_HEADERS)), max_size=5))
    lines = "".join(f"{name}: {draw(st.sampled_from(_HEADERS[name]))}\r\n" for name in names)
    lines *= draw(st.sampled_from([1, 1, 1, 1, 2, max(1, 200_000 // (len(lines) + 1))]))
    framing, framed = draw(st.sampled_from(_FRAMINGS))
    content = framed(draw(_contents()))
    head = f"{version} {status} Reason\r\n{lines}{framing.format(n=len(content))}\r\n"
    whole = interim + head + content.decode("latin-1")
    end = draw(st.sampled_from([len(whole)] * 4 + [len(whole) // 2, len(head), max(0, len(whole) - 1)]))
    return whole[:end]
