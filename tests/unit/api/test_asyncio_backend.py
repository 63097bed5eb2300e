"""The connections that httpcore works with, against servers that do whatever a server can do to one."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpcore
import httpx
import pytest
import socksio

from layers_desktop.api.asyncio_backend import AsyncioNetwork, AsyncioStream
from layers_desktop.api.http_client import Route, new_http_client, trusted_certificates
from layers_desktop.domain.network_config import ProxyChoice, ProxyKind
from tests.unit.api.conftest import Answering, Authority, Visit, raw_server

MUCH = 20_000_000


@pytest.fixture(params=["plain", "tls"])
def is_tls(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "tls")


@asynccontextmanager
async def opened(answering: Answering, authority: Authority, *, tls: bool) -> AsyncIterator[AsyncioStream]:
    async with raw_server(answering, authority.server if tls else None) as port:
        stream = await AsyncioNetwork().connect_tcp("127.0.0.1", port, timeout=5)
        if tls:
            trusted = trusted_certificates(str(authority.certificate))
            stream = await stream.start_tls(trusted, "127.0.0.1", timeout=5)
        yield stream
        await stream.aclose()


async def say_nothing(visit: Visit) -> None:
    visit.writer.transport.pause_reading()  # type: ignore[attr-defined]
    await asyncio.sleep(60)


async def close(visit: Visit) -> None:
    visit.writer.close()


async def reset(visit: Visit) -> None:
    linger = struct.pack("ii", 1, 0)
    visit.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    visit.writer.transport.abort()


async def echo(visit: Visit) -> None:
    while data := await visit.reader.read(65_536):
        visit.writer.write(data)
        await visit.writer.drain()


async def test_what_is_written_arrives_whole_and_what_comes_back_too(
    authority: Authority, *, is_tls: bool
) -> None:
    content = bytes(range(256)) * 40_000
    async with opened(echo, authority, tls=is_tls) as stream:

        async def write() -> None:
            for start in range(0, len(content), 1_000_000):
                await stream.write(content[start : start + 1_000_000], timeout=20)

        writing, got = asyncio.create_task(write()), b""
        while len(got) < len(content):
            got += await stream.read(100_000, timeout=20)
        await writing
        assert got == content


async def test_nobody_reads_ahead_without_bounds(authority: Authority, *, is_tls: bool) -> None:
    async def pour(visit: Visit) -> None:
        visit.writer.write(bytes(MUCH))
        await visit.writer.drain()

    async with opened(pour, authority, tls=is_tls) as stream:
        await asyncio.sleep(0.3)
        assert len(stream._wire.received) < 2_000_000  # nothing else tells
        got = 0
        while got < MUCH:
            got += len(await stream.read(1_000_000, timeout=20))
        assert got == MUCH


async def test_silence_ends_a_read_and_a_write_in_time(authority: Authority, *, is_tls: bool) -> None:
    async with opened(say_nothing, authority, tls=is_tls) as stream:
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(1, timeout=0.05)
        with pytest.raises(httpcore.WriteTimeout):
            await stream.write(bytes(MUCH), timeout=0.05)


async def test_the_end_is_read_as_nothing_and_an_idle_connection_that_ended_is_seen(
    authority: Authority, *, is_tls: bool
) -> None:
    async with opened(close, authority, tls=is_tls) as stream:
        async with asyncio.timeout(5):
            while not stream.get_extra_info("is_readable"):  # noqa: ASYNC110  # it is asked, and tells nobody
                await asyncio.sleep(0.01)
        assert await stream.read(10, timeout=5) == b""


async def test_an_open_connection_with_nothing_to_say_is_not_readable(
    authority: Authority, *, is_tls: bool
) -> None:
    async with opened(say_nothing, authority, tls=is_tls) as stream:
        if is_tls:  # the server's session tickets come after the handshake
            await asyncio.sleep(0.1)
        assert not stream.get_extra_info("is_readable")


async def test_a_reset_is_an_error_for_who_reads_and_for_who_writes(
    authority: Authority, *, is_tls: bool
) -> None:
    async with opened(reset, authority, tls=is_tls) as stream:
        with pytest.raises(httpcore.ReadError):
            await stream.read(1, timeout=5)
        with pytest.raises(httpcore.WriteError):
            await stream.write(bytes(MUCH), timeout=5)


async def test_a_write_that_hangs_ends_with_its_connection(authority: Authority, *, is_tls: bool) -> None:
    async with opened(say_nothing, authority, tls=is_tls) as stream:
        writing = asyncio.create_task(stream.write(bytes(MUCH)))
        await asyncio.sleep(0.05)
        assert not writing.done()
        await stream.aclose()
        with pytest.raises(httpcore.WriteError):
            await asyncio.wait_for(writing, 5)


async def test_what_was_said_before_the_end_is_read_while_a_write_fails(
    authority: Authority, *, is_tls: bool
) -> None:
    async def refuse(visit: Visit) -> None:
        await visit.head()
        await visit.answer("403 Forbidden")

    async with opened(refuse, authority, tls=is_tls) as stream:
        await stream.write(b"PUT / HTTP/1.1\r\n\r\n" + bytes(5_000), timeout=5)
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += await stream.read(65_536, timeout=5)
        assert answer.startswith(b"HTTP/1.1 403 Forbidden")
        with pytest.raises(httpcore.WriteError):
            await stream.write(bytes(50 * MUCH), timeout=5)


async def test_the_head_of_a_request_leaves_with_its_body_or_when_the_answer_is_awaited(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(echo, authority, tls=False) as stream:
        sent: list[bytes] = []
        transport = stream._wire.transport  # where the calls of the system are counted
        write = transport.write
        monkeypatch.setattr(transport, "write", lambda data: (sent.append(bytes(data)), write(data)))
        await stream.write(b"head ")
        await stream.write(b"body ")
        await stream.write(b"more ")
        assert await stream.read(15) == b"head body more "
        await stream.write(b"head alone")
        assert await stream.read(10) == b"head alone"
        assert sent == [b"head body ", b"more ", b"head alone"]


async def test_who_is_not_trusted_is_told_from_who_is_silent(authority: Authority) -> None:
    async with raw_server(echo, authority.server) as port:
        stream = await AsyncioNetwork().connect_tcp("127.0.0.1", port, timeout=5)
        with pytest.raises(httpcore.ConnectError) as refused:
            await stream.start_tls(trusted_certificates(), "127.0.0.1", timeout=5)
        assert isinstance(refused.value.__cause__, ssl.SSLCertVerificationError)
    async with raw_server(say_nothing) as port:
        stream = await AsyncioNetwork().connect_tcp("127.0.0.1", port, timeout=5)
        with pytest.raises(httpcore.ConnectTimeout):
            await stream.start_tls(trusted_certificates(), "127.0.0.1", timeout=0.1)


@pytest.mark.parametrize("kind", [ProxyKind.NONE, ProxyKind.HTTP, ProxyKind.SOCKS5])
async def test_every_client_opens_its_connections_so_behind_a_proxy_too(kind: ProxyKind) -> None:
    """What stands between httpx and httpcore is theirs alone: another version of them may undo this."""
    streams: list[AsyncioStream] = []

    async def trace(event: str, info: dict[str, AsyncioStream]) -> None:
        if event.endswith("connect_tcp.complete"):
            streams.append(info["return_value"])

    async with raw_server(close) as port:
        choice = ProxyChoice(kind, "127.0.0.1", port) if kind is not ProxyKind.NONE else ProxyChoice(kind)
        async with new_http_client(Route(trusted_certificates(), choice), httpx.Timeout(5)) as client:
            with pytest.raises((httpx.TransportError, socksio.ProtocolError)):
                await client.get(f"https://127.0.0.1:{port}/", extensions={"trace": trace})
        assert [type(stream) for stream in streams] == [AsyncioStream]
        await streams[0].aclose()  # httpcore leaves one open whose proxy speaks no SOCKS5
