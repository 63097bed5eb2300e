import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest

from layers_desktop.api.http_client import Route
from layers_desktop.api.requests import SignedPut
from layers_desktop.api.ssrf_guard import SsrfGuard
from layers_desktop.api.storage import StorageClient
from layers_desktop.domain.network_errors import NotLayersError
from layers_desktop.domain.redaction import Secret
from tests.unit.api.conftest import Authority, Visit, raw_server

PUBLIC_API = "https://api.example"
PRIVATE = (
    "64:ff9b:1::a00:1",
    "64:ff9b:1:a00:0:100::",
    "::10.0.0.1",
    "::ffff:0:10.0.0.1",
    "2a00:1450::5efe:10.0.0.1",
    "fec0::1",
    "5f00::1",
    "2001:0:a00:1::1",
    "127.0.0.1",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 an address to refuse
    "224.0.0.1",
    "::1",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:a00:1::",
)
PUBLIC = ("93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "::93.184.215.14")


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_as_host_and_as_peer(address: str) -> None:
    guard = SsrfGuard(PUBLIC_API)
    with pytest.raises(NotLayersError, match="private network"):
        guard.check_host(address)
    with pytest.raises(NotLayersError, match="private network"):
        guard.check_peer("store.example", address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not(address: str) -> None:
    guard = SsrfGuard(PUBLIC_API)
    guard.check_host(address)
    guard.check_peer("store.example", address)


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "store.localhost", "127.1", "0x7f000001", "2130706433", "fe80::1%eth0"],
)
def test_other_ways_to_write_one_are_known(host: str) -> None:
    with pytest.raises(NotLayersError):
        SsrfGuard(PUBLIC_API).check_host(host)


def test_a_name_is_judged_by_where_it_leads() -> None:
    SsrfGuard(PUBLIC_API).check_host("10.example")


@pytest.mark.parametrize(
    "url", ["http://localhost:1", "http://127.0.0.1:1", "https://10.1.2.3", "https://[fd00::1]"]
)
def test_an_api_in_a_private_network_may_have_its_store_there(url: str) -> None:
    SsrfGuard(url).check_peer("store.example", "10.0.0.1")


def test_what_counts_is_where_the_api_was_reached_last() -> None:
    guard = SsrfGuard(PUBLIC_API)
    guard.set_api_address("10.0.0.9")
    guard.check_peer("store.example", "10.0.0.1")
    guard.set_api_address("93.184.215.14")
    with pytest.raises(NotLayersError):
        guard.check_peer("store.example", "10.0.0.1")


def test_plain_http_is_for_this_computer_only() -> None:
    assert SsrfGuard("http://[::1]:1").allows_plain_http
    assert not SsrfGuard("https://10.1.2.3").allows_plain_http


@pytest.fixture
def rebound(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A name server that has this computer for an answer when a store is asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(host: Any, *arguments: Any, **more: Any) -> Any:
        if host not in {"store.example", b"store.example"}:
            return real(host, *arguments, **more)
        asked.append("store.example")
        return real("127.0.0.1", *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


async def test_a_name_that_leads_to_this_computer_gets_not_one_byte(
    authority: Authority, route: Route, rebound: list[str]
) -> None:
    seen: list[bytes] = []
    gone = asyncio.Event()

    async def answering(visit: Visit) -> None:
        seen.append(await visit.reader.read())
        gone.set()

    async def body() -> Any:
        yield b"x"

    async with raw_server(answering) as port:
        client = StorageClient(route, SsrfGuard(PUBLIC_API))
        url = Secret(f"https://store.example:{port}/k?X-Amz-Signature=canary")
        with pytest.raises(NotLayersError, match="private network"):
            await client.put(SignedPut("u", url, {}, 900), body(), 1)
        await gone.wait()
        await client.aclose()
    assert rebound
    assert seen == [b""]


async def test_an_api_that_is_here_is_noted_as_that(new_client: Callable[..., Any], route: Route) -> None:
    noted: list[str] = []

    async def answering(visit: Visit) -> None:
        await visit.request()
        await visit.answer("200 OK", body=b'{"organizationId": "o"}')

    async with raw_server(answering) as port:
        await new_client(f"http://127.0.0.1:{port}", on_connected=noted.append).whoami()
    assert noted == ["127.0.0.1"]
