import hashlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest


def code(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/xml"
    return response.status_code, response.text.partition("<Code>")[2].partition("</Code>")[0]


def test_the_storage_is_an_origin_of_its_own(caller: Any) -> None:
    origin = urlsplit(caller.presign().json()["url"]).netloc
    assert origin == urlsplit(caller.sandbox.storage_url).netloc
    assert origin != urlsplit(caller.sandbox.url).netloc


@pytest.mark.parametrize("changes", [{"Content_Type": "image/PNG"}, {"Content_Type": "image/jpeg"}])
def test_another_type_than_was_signed_does_not_match(caller: Any, changes: dict[str, str]) -> None:
    assert code(caller.put(caller.presign(), **changes)) == (403, "SignatureDoesNotMatch")


def test_another_length_than_was_signed_does_not_match(caller: Any) -> None:
    answer = caller.put(caller.presign(), b"more pixels", Content_Length="11")
    assert code(answer) == (403, "SignatureDoesNotMatch")


def test_a_tampered_url_does_not_match(caller: Any) -> None:
    presigned = caller.presign()
    for url in (presigned.json()["url"] + "0", presigned.json()["url"].replace("upl_", "upl-")):
        answer = caller.storage.put(url, content=b"pixels", headers=presigned.json()["headers"])
        assert code(answer) == (403, "SignatureDoesNotMatch")


def test_a_url_without_a_signature_is_denied(caller: Any) -> None:
    url = caller.presign().json()["url"].partition("?")[0]
    assert code(caller.storage.put(url, content=b"pixels")) == (403, "AccessDenied")


def test_only_put_is_allowed(caller: Any) -> None:
    assert code(caller.storage.get(caller.presign().json()["url"])) == (405, "MethodNotAllowed")


@pytest.mark.parametrize(
    ("dialect", "chunked", "expired"),
    [
        ("s3", (501, "NotImplemented"), (403, "AccessDenied")),
        ("r2", (411, "MissingContentLength"), (400, "ExpiredRequest")),
    ],
)
def test_each_dialect_has_its_own_words(
    start: Callable[..., Any], dialect: str, chunked: tuple[int, str], expired: tuple[int, str]
) -> None:
    caller = start("--dialect", dialect)

    def pieces() -> Iterator[bytes]:
        yield b"pixels"

    url = caller.presign().json()["url"]
    headers = {"Content-Type": "image/png"}
    assert code(caller.storage.put(url, content=pieces(), headers=headers)) == chunked
    assert caller.control.counters()["chunkedPuts"] == 1
    caller.control.fault("presign", "short_url")
    answer = caller.put(caller.presign())
    assert code(answer) == expired
    assert "Request has expired" in answer.text


def test_a_real_life_ends(start: Callable[..., Any]) -> None:
    caller = start("--url-seconds", "1", "--no-budget")
    presigned = caller.presign()
    while (answer := caller.put(presigned)).status_code == 200:
        pass
    assert code(answer) == (403, "AccessDenied")


@pytest.mark.parametrize("header", ["X_Api_Key", "Authorization"])
def test_a_key_that_strays_to_the_storage_is_refused_and_counted(caller: Any, header: str) -> None:
    before = caller.control.counters()["leakedKeys"]
    answer = caller.put(caller.presign(), **{header: caller.sandbox.api_key})
    assert code(answer) == (400, "InvalidArgument")
    assert caller.control.counters()["leakedKeys"] == before + 1


def test_a_length_that_was_not_signed_is_still_held_to_the_cap(caller: Any) -> None:
    presigned = caller.presign(sizeBytes=None, checksumSha256=None)
    assert presigned.json()["headers"] == {"Content-Type": "image/png"}
    assert caller.put(presigned, b"any length").status_code == 200
    assert caller.finalize(presigned).json()["sizeBytes"] == len(b"any length")
    too_long = caller.presign(sizeBytes=None, checksumSha256=None)
    assert code(caller.put(too_long, bytes(50_000_001))) == (400, "EntityTooLarge")


def test_a_connection_takes_one_put_after_another(caller: Any) -> None:
    contents = [bytes([n]) * 300_000 for n in range(3)]
    presigned = [caller.presign(content) for content in contents]
    for one, content in zip(presigned, contents, strict=True):
        assert caller.put(one, content).status_code == 200
        asset = caller.finalize(one).json()
        assert asset["checksumSha256"] == hashlib.sha256(content).hexdigest()


def test_a_big_body_arrives_to_the_byte(caller: Any) -> None:
    content = bytes(range(256)) * 100_001
    presigned = caller.presign(content)
    assert caller.put(presigned, content).status_code == 200
    asset_id = caller.finalize(presigned).json()["assetId"]
    path = next(asset["path"] for asset in caller.control.assets() if asset["id"] == asset_id)
    assert Path(path).read_bytes() == content


def test_a_client_that_waits_to_be_asked_is_asked(caller: Any) -> None:
    presigned = caller.presign().json()
    address = urlsplit(presigned["url"])
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        lines = [
            f"PUT {address.path}?{address.query} HTTP/1.1",
            f"Host: {address.netloc}",
            *(f"{name}: {value}" for name, value in presigned["headers"].items()),
            "Expect: 100-continue",
        ]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"pixels")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_what_is_no_http_is_answered_400(caller: Any) -> None:
    address = urlsplit(caller.sandbox.storage_url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(b"hello\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")


def test_a_body_that_breaks_off_leaves_no_object(caller: Any) -> None:
    presigned = caller.presign(bytes(1000))
    address = urlsplit(presigned.json()["url"])
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        head = (
            f"PUT {address.path}?{address.query} HTTP/1.1\r\nHost: {address.netloc}\r\n"
            "Content-Type: image/png\r\nContent-Length: 1000\r\n\r\n"
        )
        connection.sendall(head.encode() + bytes(999))
    assert caller.finalize(presigned).status_code == 404
