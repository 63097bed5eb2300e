"""Hosts with several addresses, each of which may answer, refuse, or say nothing at all."""

import asyncio
import contextlib
import errno
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from layers_desktop.api.happy_eyeballs import open_connection
from tests.unit.api.conftest import Visit, raw_server

PATIENCE = 60.0
Resolve = Callable[..., None]


class Hello(asyncio.Protocol):
    """Knows where it leads, and when it ends."""

    def __init__(self) -> None:
        self.transport = asyncio.Transport()
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, _: Exception | None) -> None:
        self.ended.set()

    @property
    def address(self) -> object:
        return self.transport.get_extra_info("peername")[0]


async def stay(visit: Visit) -> None:
    await visit.reader.read()


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Has every name stand for these addresses, in this order."""

    def known(*addresses: str) -> None:
        async def getaddrinfo(_host: bytes, port: int, **_: Any) -> list[Any]:
            families = [socket.AF_INET6 if ":" in each else socket.AF_INET for each in addresses]
            pairs = zip(families, addresses, strict=True)
            return [(family, socket.SOCK_STREAM, 6, "", (each, port)) for family, each in pairs]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)

    return known


@contextlib.contextmanager
def silent(address: str, port: int) -> Iterator[None]:
    """Let whoever connects to this address hear nothing: a full queue lets no connection come about."""
    with contextlib.ExitStack() as stack:
        door = stack.enter_context(socket.socket())
        door.bind((address, port))
        door.listen(0)
        for _ in range(3):
            visitor = stack.enter_context(socket.socket())
            visitor.setblocking(False)
            visitor.connect_ex(door.getsockname())
        yield


async def test_an_address_needs_no_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", None)
    async with raw_server(stay) as port:
        hello = await open_connection(Hello, "127.0.0.1", port)
        assert hello.address == "127.0.0.1"
        hello.transport.abort()


async def test_an_address_that_says_nothing_holds_up_for_a_quarter_of_a_second(resolve: Resolve) -> None:
    async with raw_server(stay) as port:
        with silent("127.0.0.2", port):
            resolve("127.0.0.2", "127.0.0.1")
            began = time.monotonic()
            hello = await open_connection(Hello, "store.example", port)
            assert time.monotonic() - began > 0.2
            assert hello.address == "127.0.0.1"
            hello.transport.abort()


async def test_an_address_that_refuses_holds_up_not_at_all(resolve: Resolve) -> None:
    async with raw_server(stay) as port:
        resolve(*(f"127.0.0.{number}" for number in range(20, 1, -1)), "127.0.0.1")
        began = time.monotonic()
        hello = await open_connection(Hello, "store.example", port)
        assert time.monotonic() - began < 19 * 0.25 / 2
        hello.transport.abort()


async def test_ipv6_and_ipv4_take_turns_and_ipv6_begins(
    resolve: Resolve, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    async def refuse(_protocol: object, host: str, _port: int) -> None:
        tried.append(host)
        raise OSError(errno.ENETUNREACH, host)

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", refuse)
    resolve("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "2001:db8::3")
    with pytest.raises(OSError, match="no address accepts") as failed:
        await open_connection(Hello, "store.example", 443)
    assert tried == ["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"]
    assert isinstance(failed.value.__cause__, ExceptionGroup)
    assert [error.strerror for error in failed.value.__cause__.exceptions] == tried


async def test_of_two_that_come_about_the_first_is_taken_and_the_other_closed(
    resolve: Resolve, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Hello] = []
    loop, both = asyncio.get_running_loop(), asyncio.Event()
    create_connection = loop.create_connection

    async def together(protocol: Callable[[], Hello], host: str, port: int) -> object:
        transport, hello = await create_connection(protocol, host, port)
        made.append(hello)
        if len(made) == 2:
            loop.call_soon(both.set)
        await both.wait()
        return transport, hello

    monkeypatch.setattr(loop, "create_connection", together)
    async with raw_server(stay) as port:
        resolve("127.0.0.1", "127.0.0.1")
        hello = await open_connection(Hello, "store.example", port)
        [other] = [each for each in made if each is not hello]
        async with asyncio.timeout(PATIENCE):
            await other.ended.wait()
        assert not hello.ended.is_set()
        hello.transport.abort()


async def test_whoever_gives_up_while_the_losers_end_closes_the_winner_too(
    resolve: Resolve, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Hello] = []
    loop, ending = asyncio.get_running_loop(), asyncio.Event()
    create_connection = loop.create_connection

    async def slow_to_end(protocol: Callable[[], Hello], host: str, port: int) -> object:
        if host == "127.0.0.2":
            try:
                await asyncio.sleep(60)
            finally:
                ending.set()
                await asyncio.sleep(0.05)
        transport, hello = await create_connection(protocol, host, port)
        made.append(hello)
        return transport, hello

    monkeypatch.setattr(loop, "create_connection", slow_to_end)
    async with raw_server(stay) as port:
        resolve("127.0.0.2", "127.0.0.1")
        opening = asyncio.create_task(open_connection(Hello, "store.example", port))
        await ending.wait()
        opening.cancel()
        await asyncio.wait([opening])
        assert opening.cancelled()
        async with asyncio.timeout(PATIENCE):
            await made[0].ended.wait()


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.4])
async def test_whoever_gives_up_leaves_no_attempt_behind(resolve: Resolve, delay: float) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen(0)
        resolve("127.0.0.2", "127.0.0.3")
        with silent("127.0.0.2", port), silent("127.0.0.3", port):
            before = asyncio.all_tasks()
            opening = asyncio.create_task(open_connection(Hello, "store.example", port))
            await asyncio.sleep(delay)
            opening.cancel()
            await asyncio.wait([opening])
            assert opening.cancelled()
            assert asyncio.all_tasks() == before


async def test_a_name_that_nobody_knows_is_told_as_ever() -> None:
    with pytest.raises(socket.gaierror):
        await open_connection(Hello, "layers.invalid", 443)
