import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import pytest

from layers_desktop.api.client import LayersClient
from layers_desktop.api.http_client import Route, create_ssl_context
from layers_desktop.api.requests import MediaDescription, SignedPut
from layers_desktop.api.ssrf_guard import SsrfGuard
from layers_desktop.api.storage import StorageClient
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.file_errors import FileChangedError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.network_errors import (
    ConnectionBrokenError,
    NotLayersError,
    UnreachableError,
    UntrustedCertificateError,
)
from layers_desktop.domain.redaction import Secret
from layers_desktop.domain.server_errors import StorageError
from layers_desktop.sandbox.process import SandboxProcess
from tests.support.sandbox_control import SandboxControl
from tests.unit.api.conftest import Authority, Visit, raw_server

SIZE = 3_000_000


def signed(port: int, scheme: str = "http", **headers: str) -> SignedPut:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return SignedPut("upl_1", f"{scheme}://127.0.0.1:{port}/k?X-Amz-Signature=canary", named, 900)


async def chunks(size: int = SIZE, chunk: int = 1_000_000) -> AsyncIterator[bytes]:
    for start in range(0, size, chunk):
        yield bytes(min(chunk, size - start))


async def test_exactly_what_was_signed_goes_out_in_one_piece_of_known_length(storage: StorageClient) -> None:
    requests: list[tuple[bytes, bytes]] = []

    async def answering(visit: Visit) -> None:
        while (request := await visit.request())[0]:
            requests.append(request)
            await visit.answer("200 OK", "Set-Cookie: session=1", 'ETag: "1"')

    async with raw_server(answering) as port:
        for length in (str(SIZE), "1"):
            await storage.put(
                signed(port, Content_Type="image/png", content_length=length, x_amz_meta="a b"),
                chunks(),
                SIZE,
            )
    for head, body in requests:
        lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:] if line]
        headers = {name.lower(): value for name, _, value in lines}
        transport = {"host", "accept", "accept-encoding", "connection", "user-agent"}
        assert set(headers) == {"content-type", "content-length", "x-amz-meta", *transport}
        assert (headers["content-type"], headers["x-amz-meta"]) == ("image/png", "a b")
        assert (headers["content-length"], len(body)) == (str(SIZE), SIZE)
        assert head.startswith(b"PUT /k?X-Amz-Signature=canary HTTP/1.1\r\n")
    assert len(requests) == 2


async def test_puts_one_after_the_other_share_a_connection_and_at_once_do_not(storage: StorageClient) -> None:
    visits: list[Visit] = []

    async def answering(visit: Visit) -> None:
        visits.append(visit)
        while (await visit.request())[0]:
            await visit.answer("200 OK")

    async with raw_server(answering) as port:
        await storage.put(signed(port), chunks(), SIZE)
        await storage.put(signed(port), chunks(10), 10)
        assert len(visits) == 1
        await asyncio.gather(*(storage.put(signed(port), chunks(), SIZE) for _ in range(3)))
        assert len(visits) == 3


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "204 No Content"])
async def test_a_store_says_in_three_ways_that_it_has_the_file(storage: StorageClient, status: str) -> None:
    async def answering(visit: Visit) -> None:
        await visit.request()
        await visit.answer(status)

    async with raw_server(answering) as port:
        await storage.put(signed(port), chunks(), SIZE)


@pytest.mark.parametrize(
    ("status", "lines", "body"),
    [
        ("200 OK", ["Content-Type: text/html"], b"<html>Log in first.</html>"),
        ("200 OK", ["Content-Type: TEXT/HTML; charset=utf-8"], b"<html>Log in first.</html>"),
        ("202 Accepted", [], b""),
        ("206 Partial Content", [], b""),
        ("302 Found", ["Location: http://127.0.0.1/login"], b""),
    ],
)
async def test_what_no_store_answers_is_no_success(
    storage: StorageClient, status: str, lines: list[str], body: bytes
) -> None:
    async def answering(visit: Visit) -> None:
        await visit.request()
        await visit.answer(status, *lines, body=body)

    async with raw_server(answering) as port:
        with pytest.raises(NotLayersError):
            await storage.put(signed(port), chunks(), SIZE)


@pytest.mark.parametrize(
    "url", ["http://store.example/k", "ftp://127.0.0.1/k", "https://", "https://[::1/k", ""]
)
async def test_an_address_that_is_not_https_is_refused_before_any_byte(route: Route, url: str) -> None:
    body = chunks()
    with pytest.raises(NotLayersError):
        await StorageClient(route, SsrfGuard("https://api.example")).put(
            SignedPut("u", Secret(url), {}, 900), body, SIZE
        )
    assert await anext(body)


@pytest.mark.parametrize("sent", [SIZE - 1, SIZE + 1])
async def test_a_body_of_another_length_is_a_changed_file(storage: StorageClient, sent: int) -> None:
    async def answering(visit: Visit) -> None:
        await visit.request()

    async with raw_server(answering) as port:
        with pytest.raises(FileChangedError):
            await storage.put(signed(port), chunks(sent), SIZE)


async def test_a_broken_connection_does_not_quote_the_signature(storage: StorageClient) -> None:
    async def answering(visit: Visit) -> None:
        await visit.head()
        visit.writer.transport.abort()

    async with raw_server(answering) as port:
        with pytest.raises(ConnectionBrokenError) as broken:
            await storage.put(signed(port), chunks(), SIZE)
    assert "canary" not in f"{broken.value!r} {broken.value.problem}"
    with pytest.raises(UnreachableError):
        await storage.put(signed(port), chunks(), SIZE)


async def test_a_put_that_is_cancelled_closes_its_body_and_the_next_one_works(storage: StorageClient) -> None:
    closed = []
    stuck = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                yield bytes(1_000_000)
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    async def answering(visit: Visit) -> None:
        if b"stuck" in await visit.head():
            stuck.set()
            await asyncio.sleep(60)
        await visit.reader.readexactly(SIZE)
        await visit.answer("200 OK")

    async with raw_server(answering) as port:
        task = asyncio.create_task(storage.put(signed(port, name="stuck"), endless(), 10**9))
        await stuck.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert closed == [True]
        await storage.put(signed(port), chunks(), SIZE)


async def test_a_store_with_its_own_certificate_is_believed_only_where_it_was_named(
    authority: Authority, route: Route
) -> None:
    async def answering(visit: Visit) -> None:
        await visit.request()
        await visit.answer("200 OK")

    async with raw_server(answering, authority.server) as port:
        trusting = StorageClient(
            Route(create_ssl_context(str(authority.certificate))), SsrfGuard("http://127.0.0.1")
        )
        await trusting.put(signed(port, "https"), chunks(), SIZE)
        await trusting.aclose()
        with pytest.raises(UntrustedCertificateError):
            await StorageClient(route, SsrfGuard("http://127.0.0.1")).put(
                signed(port, "https"), chunks(), SIZE
            )


@pytest.mark.parametrize(
    ("fault", "expected", "code"),
    [
        ({"fault": "expired"}, StorageError, "AccessDenied"),
        ({"fault": "expired", "dialect": "r2"}, StorageError, "ExpiredRequest"),
        ({"fault": "signature_mismatch"}, StorageError, "SignatureDoesNotMatch"),
        ({"fault": "slow_down", "retry_after": "4"}, StorageError, "SlowDown"),
        ({"fault": "refuse_early", "status": 413, "after_bytes": 10}, StorageError, "EntityTooLarge"),
        ({"fault": "expired_early", "after_bytes": 10}, StorageError, "AccessDenied"),
        ({"fault": "captive_html"}, NotLayersError, "NOT_LAYERS"),
        ({"fault": "captive_redirect"}, NotLayersError, "NOT_LAYERS"),
        ({"fault": "reset"}, ConnectionBrokenError, "CONNECTION_BROKEN"),
        ({"fault": "stored_then_close"}, ConnectionBrokenError, "CONNECTION_BROKEN"),
    ],
)
async def test_the_sandbox_refuses_in_every_way_and_takes_the_next_put(
    new_client: Callable[..., LayersClient],
    sandbox_process: SandboxProcess,
    control: SandboxControl,
    storage: StorageClient,
    fault: dict[str, object],
    expected: type[UploaderError],
    code: str,
) -> None:
    client = new_client(sandbox_process.url, sandbox_process.api_key)
    project = (await client.projects())[0].id
    media = MediaDescription(MediaKind.IMAGE, "image/png", "a.png", SIZE)
    url = await client.presign(project, media, str(uuid.uuid4()))
    control.fault("put", **fault)  # type: ignore[arg-type]
    with pytest.raises(expected) as refused:
        await storage.put(url, chunks(), SIZE)
    assert refused.value.code == code
    assert urlsplit(url.url).query not in f"{refused.value.problem}"
    if isinstance(refused.value, StorageError):
        assert refused.value.retry_after == (4 if fault["fault"] == "slow_down" else None)
    await storage.put(url, chunks(), SIZE)
    assert control.counters()["chunkedPuts"] == control.counters()["leakedKeys"] == 0
