"""A store that answers while the body is still going out, in every way that a store may do that."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator

import pytest

from layers_desktop.api.http_client import Route, create_ssl_context
from layers_desktop.api.ssrf_guard import SsrfGuard
from layers_desktop.api.storage import StorageClient
from layers_desktop.domain.network_errors import ConnectionBrokenError, NotLayersError
from layers_desktop.domain.server_errors import StorageError
from tests.unit.api.conftest import Authority, Visit, raw_server
from tests.unit.api.test_storage import chunks, signed

SIZE = 30_000_000
EXPIRED = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
TOO_LARGE = b"<Error><Code>EntityTooLarge</Code><Message>Too large.</Message></Error>"
REFUSALS = [("403 Forbidden", EXPIRED, "AccessDenied"), ("413 Too Large", TOO_LARGE, "EntityTooLarge")]
WAYS = ["at once", "in the middle of a chunk", "and holds on"]


@pytest.fixture(params=["plain", "tls"])
def tls(request: pytest.FixtureRequest, authority: Authority) -> ssl.SSLContext | None:
    return authority.server if request.param == "tls" else None


@pytest.fixture
async def storage_client(authority: Authority) -> AsyncIterator[StorageClient]:
    made = StorageClient(Route(create_ssl_context(str(authority.certificate))), SsrfGuard("http://127.0.0.1"))
    yield made
    await made.aclose()


def scheme(tls: ssl.SSLContext | None) -> str:
    return "https" if tls else "http"


async def refuse(visit: Visit, way: str, status: str, *lines: str, body: bytes) -> None:
    """Answer before the body is there; then close with its bytes unread, or hold on without reading."""
    await visit.head()
    if way == "in the middle of a chunk":
        await visit.reader.readexactly(200_000)
    await visit.answer(status, *lines, body=body)
    if way == "and holds on":
        visit.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(60)
    # The client runs in this loop, too: closed in the same turn, its write would fail before it could read.
    await asyncio.sleep(0.05)


@pytest.mark.parametrize("is_reused", [False, True], ids=["new connection", "reused connection"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("status", "body", "code"), REFUSALS)
async def test_a_refusal_is_read_before_it_is_lost(
    storage_client: StorageClient,
    tls: ssl.SSLContext | None,
    way: str,
    is_reused: bool,
    status: str,
    body: bytes,
    code: str,
) -> None:
    connections: list[Visit] = []

    async def answering(visit: Visit) -> None:
        connections.append(visit)
        if is_reused:
            await visit.request()
            await visit.answer("200 OK")
        await refuse(visit, way, status, "Retry-After: 7", body=body)

    async with raw_server(answering, tls) as port:
        if is_reused:
            await storage_client.put(signed(port, scheme(tls)), chunks(2_000_000), 2_000_000)
        with pytest.raises(StorageError) as refused:
            # A chunk that no buffer on the way can hold: what a slow line makes of every chunk.
            await storage_client.put(signed(port, scheme(tls)), chunks(SIZE, 10_000_000), SIZE)
    assert (str(refused.value.status), refused.value.store_code) == (status[:3], code)
    assert refused.value.retry_after == 7
    assert len(connections) == 1


@pytest.mark.parametrize(
    ("status", "body"), [("200 OK", b"<html>Log in.</html>"), ("302 Found", b""), ("200 OK", b"")]
)
async def test_an_early_answer_that_is_no_refusal_is_not_the_stores(
    storage_client: StorageClient, tls: ssl.SSLContext | None, status: str, body: bytes
) -> None:
    async with raw_server(lambda visit: refuse(visit, "at once", status, body=body), tls) as port:
        with pytest.raises(NotLayersError):
            await storage_client.put(signed(port, scheme(tls)), chunks(SIZE), SIZE)


async def test_an_answer_that_comes_in_pieces_is_read_to_its_end(
    storage_client: StorageClient, tls: ssl.SSLContext | None
) -> None:
    async def answering(visit: Visit) -> None:
        await visit.head()
        answer = b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n" + EXPIRED
        for start in range(0, len(answer), 9):
            visit.writer.write(answer[start : start + 9])
            await visit.writer.drain()
            await asyncio.sleep(0.002)

    async with raw_server(answering, tls) as port:
        with pytest.raises(StorageError) as refused:
            await storage_client.put(signed(port, scheme(tls)), chunks(SIZE), SIZE)
    assert refused.value.is_expired


async def test_a_store_that_closes_without_a_word_is_a_broken_connection(
    storage_client: StorageClient, tls: ssl.SSLContext | None
) -> None:
    async def answering(visit: Visit) -> None:
        await visit.head()

    async with raw_server(answering, tls) as port:
        with pytest.raises(ConnectionBrokenError):
            await storage_client.put(signed(port, scheme(tls)), chunks(SIZE), SIZE)


async def test_words_on_the_way_are_no_answer(
    storage_client: StorageClient, tls: ssl.SSLContext | None
) -> None:
    async def answering(visit: Visit) -> None:
        await visit.head()
        visit.writer.write(
            b"HTTP/1.1 100 Continue\r\n\r\n" + b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" * 3
        )
        await visit.reader.readexactly(SIZE)
        await visit.answer("200 OK")

    async with raw_server(answering, tls) as port:
        await storage_client.put(signed(port, scheme(tls)), chunks(SIZE), SIZE)


@pytest.mark.parametrize("size", [1, 16 * 1024, 16 * 1024 + 1, 1_000_000, 1_000_001])
async def test_an_answer_at_the_last_byte_belongs_to_the_put_whatever_the_size(
    storage_client: StorageClient, tls: ssl.SSLContext | None, size: int
) -> None:
    received: list[int] = []

    async def answering(visit: Visit) -> None:
        while (request := await visit.request())[0]:
            received.append(len(request[1]))
            await visit.answer("200 OK")

    async with raw_server(answering, tls) as port:
        for _ in range(5):
            await storage_client.put(signed(port, scheme(tls)), chunks(size), size)
    assert received == [size] * 5


async def proxy(visit: Visit) -> None:
    """A proxy as companies have them: it opens a tunnel and hands bytes through."""
    host, _, port = (await visit.head()).split(b" ")[1].decode().partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    visit.writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    try:
        await asyncio.gather(_pump(visit.reader, writer), _pump(reader, visit.writer))
    finally:
        writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.transport.abort()


@pytest.mark.parametrize("way", ["stored", "and holds on"])  # a reset would cut off this simple proxy first
async def test_behind_a_proxy_the_tunnel_is_listened_to_not_the_line_below_it(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    async def answering(visit: Visit) -> None:
        if way != "stored":
            await refuse(visit, way, "403 Forbidden", body=EXPIRED)
            return
        while (await visit.request())[0]:
            await visit.answer("200 OK")

    async with raw_server(proxy) as proxy_port, raw_server(answering, authority.server) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy_port}")
        storage_client = StorageClient(
            Route(create_ssl_context(str(authority.certificate))), SsrfGuard("http://127.0.0.1")
        )
        if way == "stored":
            for _ in range(2):
                await storage_client.put(signed(port, "https"), chunks(SIZE), SIZE)
        else:
            with pytest.raises(StorageError) as refused:
                await storage_client.put(signed(port, "https"), chunks(SIZE), SIZE)
            assert refused.value.is_expired
        await storage_client.aclose()


async def test_a_slow_line_loses_no_refusal(storage_client: StorageClient) -> None:
    """The store reads in small sips through a small window, and refuses in the middle of the second chunk."""

    async def answering(visit: Visit) -> None:
        visit.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        await visit.head()
        for _ in range(150):
            await visit.reader.readexactly(10_000)
            await asyncio.sleep(0)
        await visit.answer("413 Too Large", body=TOO_LARGE)

    async with raw_server(answering) as port:
        with pytest.raises(StorageError) as refused:
            await storage_client.put(signed(port), chunks(SIZE, 1_048_576), SIZE)
    assert refused.value.status == 413
