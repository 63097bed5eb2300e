"""httpx's requests on a connection of our own: kept for the next one, or closed for good."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable

import httpcore
import httpx
import pytest
import socksio

from layers_desktop.api.connections import ConnectionTransport
from layers_desktop.api.http_client import create_ssl_context
from tests.unit.api.conftest import Authority, Visit, raw_server

PATIENCE = 60.0


class Server:
    """Answers every request, and knows its connections."""

    def __init__(self) -> None:
        self.opened = 0
        self.ended = asyncio.Event()

    async def __call__(self, visit: Visit) -> None:
        self.opened += 1
        try:
            while (request := await visit.request())[0]:
                await visit.answer("200 OK", body=request[1])
        finally:
            self.ended.set()


@pytest.fixture
async def transport(authority: Authority) -> AsyncIterator[ConnectionTransport]:
    made = ConnectionTransport(create_ssl_context(str(authority.certificate)))
    yield made
    await made.aclose()


async def post(transport: ConnectionTransport, port: int, scheme: str = "http", text: str = "one") -> str:
    timeout = httpx.Timeout(PATIENCE).as_dict()
    request = httpx.Request(
        "POST", f"{scheme}://127.0.0.1:{port}/path?query", content=text, extensions={"timeout": timeout}
    )
    return (await transport.handle_async_request(request)).text


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_one_connection_serves_one_request_after_the_other(
    transport: ConnectionTransport, authority: Authority, scheme: str
) -> None:
    server = Server()
    async with raw_server(server, authority.server if scheme == "https" else None) as port:
        assert [await post(transport, port, scheme, text) for text in ("one", "two")] == ["one", "two"]
        assert server.opened == 1
        await transport.aclose()
        async with asyncio.timeout(PATIENCE):
            await server.ended.wait()


async def test_a_connection_that_the_server_closed_is_not_used_again(transport: ConnectionTransport) -> None:
    opened = 0

    async def answer_once(visit: Visit) -> None:
        nonlocal opened
        opened += 1
        await visit.request()
        await visit.answer("200 OK")

    async with raw_server(answer_once) as port:
        await post(transport, port)
        await asyncio.sleep(0.05)
        await post(transport, port)
        assert opened == 2


async def test_another_host_gets_a_connection_of_its_own_in_place_of_the_one_before(
    transport: ConnectionTransport,
) -> None:
    first, second = Server(), Server()
    async with raw_server(first) as port, raw_server(second) as other:
        await post(transport, port)
        await post(transport, other)
        async with asyncio.timeout(PATIENCE):
            await first.ended.wait()
        assert second.opened == 1


async def never(visit: Visit) -> None:
    await visit.request()
    await visit.reader.read()


async def half(visit: Visit) -> None:
    await visit.request()
    visit.writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
    await visit.reader.read()


@pytest.mark.parametrize("answering", [never, half])
@pytest.mark.parametrize("ending", ["cancel", "timeout"])
async def test_a_request_that_is_given_up_takes_its_connection_along(
    transport: ConnectionTransport, answering: Callable[[Visit], Awaitable[None]], ending: str
) -> None:
    over = asyncio.Event()

    async def watched(visit: Visit) -> None:
        await answering(visit)
        over.set()

    async with raw_server(watched) as port:
        request = httpx.Request(
            "GET",
            f"http://127.0.0.1:{port}",
            extensions={"timeout": {"read": 0.1 if ending == "timeout" else None}},
        )
        sending = asyncio.create_task(transport.handle_async_request(request))
        await asyncio.sleep(0.05)
        if ending == "cancel":
            sending.cancel()
        with pytest.raises(asyncio.CancelledError if ending == "cancel" else httpcore.ReadTimeout):
            await sending
        async with asyncio.timeout(PATIENCE):
            await over.wait()
    server = Server()
    async with raw_server(server) as port:
        assert await post(transport, port) == "one"


async def test_what_is_compressed_is_read(transport: ConnectionTransport) -> None:
    async def answering(visit: Visit) -> None:
        await visit.request()
        await visit.answer("200 OK", "Content-Encoding: gzip", body=gzip.compress(b"long text"))

    async with raw_server(answering) as port:
        assert await post(transport, port) == "long text"


async def tunnel(visit: Visit) -> None:
    """A proxy that opens a tunnel and hands bytes through."""
    head = await visit.head()
    host, _, port = head.split(b" ")[1].decode().partition(":")
    assert b"proxy-authorization: basic" in head.lower()
    reader, writer = await asyncio.open_connection(host, int(port))
    visit.writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    try:
        await asyncio.gather(pump(visit.reader, writer), pump(reader, visit.writer))
    finally:
        writer.transport.abort()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.transport.abort()


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_may_itself_be_called_by_https(authority: Authority, scheme: str) -> None:
    server = Server()
    async with (
        raw_server(tunnel, authority.server if scheme == "https" else None) as proxy_port,
        raw_server(server, authority.server) as port,
    ):
        proxy = httpx.Proxy(f"{scheme}://ann:secret@127.0.0.1:{proxy_port}")
        transport = ConnectionTransport(create_ssl_context(str(authority.certificate)), proxy)
        assert [await post(transport, port, "https", text) for text in ("one", "two")] == ["one", "two"]
        assert server.opened == 1
        await transport.aclose()


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_makes_no_sense_is_left_at_once(authority: Authority, scheme: str) -> None:
    over = asyncio.Event()

    async def babble(visit: Visit) -> None:
        await visit.reader.read(1)
        visit.writer.write(b"What?\r\n\r\n")
        while await visit.reader.read(65_536):
            pass
        over.set()

    async with raw_server(babble) as port:
        proxy = httpx.Proxy(f"{scheme}://127.0.0.1:{port}")
        transport = ConnectionTransport(create_ssl_context(str(authority.certificate)), proxy)
        with pytest.raises((httpcore.RemoteProtocolError, socksio.ProtocolError)):
            await post(transport, 1, "https")
        async with asyncio.timeout(PATIENCE):
            await over.wait()
