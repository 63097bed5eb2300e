"""The connections that httpcore works with, against servers that do whatever a server can do to one."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpcore
import pytest

from layers_desktop.api.connections import AsyncioBackend, AsyncioStream
from layers_desktop.api.http_client import create_ssl_context
from tests.unit.api.conftest import Answering, Authority, Visit, raw_server

MUCH = 40_000_000
PIECE = 100_000


@pytest.fixture(params=["plain", "tls"])
def is_tls(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "tls")


@asynccontextmanager
async def opened(answering: Answering, authority: Authority, *, tls: bool) -> AsyncIterator[AsyncioStream]:
    async with raw_server(answering, authority.server if tls else None) as port:
        stream = await AsyncioBackend().connect_tcp("127.0.0.1", port, timeout=60)
        if tls:
            trusted = create_ssl_context(str(authority.certificate))
            stream = await stream.start_tls(trusted, "127.0.0.1", timeout=60)
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
                await stream.write(content[start : start + 1_000_000], timeout=60)

        writing, got = asyncio.create_task(write()), b""
        while len(got) < len(content):
            got += await stream.read(100_000, timeout=60)
        await writing
        assert got == content


async def test_nobody_reads_ahead_without_bounds(authority: Authority, *, is_tls: bool) -> None:
    poured = 0

    async def pour(visit: Visit) -> None:
        nonlocal poured
        for _ in range(MUCH // PIECE):
            visit.writer.write(bytes(PIECE))
            await visit.writer.drain()
            poured += PIECE

    async with opened(pour, authority, tls=is_tls) as stream:
        before = -1
        while before < poured:
            before = poured
            await asyncio.sleep(0.3)
        assert 0 < poured < MUCH  # the rest fits into no buffer of the system's
        got = 0
        while got < MUCH:
            got += len(await stream.read(1_000_000, timeout=60))
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
        async with asyncio.timeout(60):
            while not stream.get_extra_info("is_readable"):  # noqa: ASYNC110  # it is asked, and tells nobody
                await asyncio.sleep(0.01)
        assert await stream.read(10, timeout=60) == b""


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
            await stream.read(1, timeout=60)
        with pytest.raises(httpcore.WriteError):
            await stream.write(bytes(MUCH), timeout=60)


async def test_a_write_that_hangs_ends_with_its_connection(authority: Authority, *, is_tls: bool) -> None:
    async with opened(say_nothing, authority, tls=is_tls) as stream:
        writing = asyncio.create_task(stream.write(bytes(MUCH)))
        await asyncio.sleep(0.05)
        assert not writing.done()
        await stream.aclose()
        with pytest.raises(httpcore.WriteError):
            await asyncio.wait_for(writing, 60)


async def test_what_was_said_before_the_end_is_read_while_a_write_fails(
    authority: Authority, *, is_tls: bool
) -> None:
    async def refuse(visit: Visit) -> None:
        await visit.head()
        await visit.answer("403 Forbidden")

    async with opened(refuse, authority, tls=is_tls) as stream:
        await stream.write(b"PUT / HTTP/1.1\r\n\r\n" + bytes(5_000), timeout=60)
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += await stream.read(65_536, timeout=60)
        assert answer.startswith(b"HTTP/1.1 403 Forbidden")
        with pytest.raises(httpcore.WriteError):
            await stream.write(bytes(MUCH), timeout=60)


async def test_a_read_that_is_cancelled_leaves_what_comes_to_the_next(
    authority: Authority, *, is_tls: bool
) -> None:
    async with opened(echo, authority, tls=is_tls) as stream:
        reading = asyncio.create_task(stream.read(10, timeout=60))
        await asyncio.sleep(0.01)
        reading.cancel()
        other = asyncio.create_task(stream.read(10, timeout=60))
        await asyncio.wait([reading])
        await stream.write(b"echo", timeout=60)
        assert await other == b"echo"


async def test_a_read_takes_no_more_than_it_asks_for(authority: Authority, *, is_tls: bool) -> None:
    async with opened(echo, authority, tls=is_tls) as stream:
        await stream.write(b"one two", timeout=60)
        assert [await stream.read(3, timeout=60) for _ in range(2)] == [b"one", b" tw"]
        assert stream.get_extra_info("is_readable")
        assert await stream.read(3, timeout=60) == b"o"
        assert not stream.get_extra_info("is_readable")


async def test_a_handshake_that_is_cancelled_closes_its_connection(authority: Authority) -> None:
    ended = asyncio.Event()

    async def wait_for_the_end(visit: Visit) -> None:
        while await visit.reader.read(65_536):
            pass
        ended.set()

    async with raw_server(wait_for_the_end) as port:
        stream = await AsyncioBackend().connect_tcp("127.0.0.1", port, timeout=60)
        shaking = asyncio.create_task(stream.start_tls(create_ssl_context(), "127.0.0.1", timeout=60))
        await asyncio.sleep(0.05)
        shaking.cancel()
        await asyncio.wait([shaking])
        assert shaking.cancelled()
        async with asyncio.timeout(60):
            await ended.wait()


async def test_who_is_not_trusted_is_told_from_who_is_silent(authority: Authority) -> None:
    async with raw_server(echo, authority.server) as port:
        stream = await AsyncioBackend().connect_tcp("127.0.0.1", port, timeout=60)
        with pytest.raises(httpcore.ConnectError) as refused:
            await stream.start_tls(create_ssl_context(), "127.0.0.1", timeout=60)
        assert isinstance(refused.value.__cause__, ssl.SSLCertVerificationError)
    async with raw_server(say_nothing) as port:
        stream = await AsyncioBackend().connect_tcp("127.0.0.1", port, timeout=60)
        with pytest.raises(httpcore.ConnectTimeout):
            await stream.start_tls(create_ssl_context(), "127.0.0.1", timeout=0.1)
    async with raw_server(close) as port:
        stream = await AsyncioBackend().connect_tcp("127.0.0.1", port, timeout=60)
        with pytest.raises(httpcore.ConnectError):
            await stream.start_tls(create_ssl_context(), "127.0.0.1", timeout=60)
