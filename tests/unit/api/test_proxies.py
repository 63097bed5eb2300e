"""Which addresses go through which proxy, as httpx itself decides it by the patterns."""

import urllib.request

import httpx
import pytest

from layers_desktop.api.http_client import chosen_proxies
from layers_desktop.domain.network_config import ProxyChoice, ProxyKind
from layers_desktop.domain.redaction import Secret

SYSTEM = ProxyChoice(ProxyKind.SYSTEM)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


class Named(httpx.AsyncBaseTransport):
    """Answers with the address of a proxy."""

    def __init__(self, proxy: httpx.Proxy | None = None) -> None:
        self._proxy = proxy

    async def handle_async_request(self, _: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=str(self._proxy.url) if self._proxy else "direct")


async def way_to(url: str, choice: ProxyChoice = SYSTEM) -> str:
    mounts = {key: Named(proxy) if proxy else None for key, proxy in chosen_proxies(choice).items()}
    async with httpx.AsyncClient(transport=Named(), mounts=mounts) as client:
        return (await client.get(url)).text


async def test_without_any_the_way_is_direct() -> None:
    assert await way_to("https://store.example") == "direct"


@pytest.mark.parametrize(
    ("variables", "way"),
    [
        ({"HTTPS_PROXY": "http://one.example:3128"}, "http://one.example:3128"),
        ({"https_proxy": "one.example:3128"}, "http://one.example:3128"),
        ({"ALL_PROXY": "socks5://two.example"}, "socks5://two.example"),
        ({"HTTPS_PROXY": "http://one.example", "ALL_PROXY": "socks5://two.example"}, "http://one.example"),
        ({"HTTP_PROXY": "http://three.example"}, "direct"),
        ({"HTTP_PROXY": "nonsense://", "HTTPS_PROXY": "http://one.example"}, "http://one.example"),
        ({"HTTPS_PROXY": ""}, "direct"),
        ({"HTTPS_PROXY": "http://one.example", "NO_PROXY": "*"}, "direct"),
        ({"HTTPS_PROXY": "http://one.example", "NO_PROXY": "other.example, *"}, "direct"),
        ({"HTTPS_PROXY": "http://one.example", "NO_PROXY": "example"}, "direct"),
        ({"HTTPS_PROXY": "http://one.example", "NO_PROXY": " , store.example"}, "direct"),
        ({"HTTPS_PROXY": "http://one.example", "NO_PROXY": "https://store.example"}, "direct"),
        ({"HTTPS_PROXY": "http://one.example", "NO_PROXY": "http://store.example"}, "http://one.example"),
        ({"HTTPS_PROXY": "http://one.example", "NO_PROXY": "ore.example"}, "http://one.example"),
        ({"HTTPS_PROXY": "http://one.example", "NO_PROXY": ".store.example"}, "http://one.example"),
        *(
            ({"HTTPS_PROXY": "http://one.example", "NO_PROXY": name}, "http://one.example")
            for name in ("[::1", "\uff53tore.example", "a\u200db", "\udcff", "http://", "xn--a", "::1/128")
        ),
        ({"HTTPS_PROXY": " \t"}, "direct"),
        ({"HTTPS_PROXY": " http://one.example\n"}, "http://one.example"),
    ],
)
async def test_the_variables_of_the_environment_count(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], way: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert await way_to("https://store.example/bucket") == way


@pytest.mark.parametrize(
    ("excepted", "host"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "[::1]"),
        ("localhost", "localhost"),
        ("LocalHost", "localhost"),
        (".store.example", "eu.store.example"),
        ("store.example", "eu.store.example"),
        ("::1/128", "[::1]"),
        ("b\u00fccher.example", "xn--bcher-kva.example"),
    ],
)
async def test_what_is_excepted_is_reached_directly(
    monkeypatch: pytest.MonkeyPatch, excepted: str, host: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://one.example")
    monkeypatch.setenv("NO_PROXY", excepted)
    assert await way_to(f"https://{host}/") == "direct"
    assert await way_to("https://other.test/") == "http://one.example"


async def test_the_settings_of_windows_and_macos_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"https": "http://one.example", "ftp": "x"})
    assert await way_to("https://store.example") == "http://one.example"


@pytest.mark.parametrize(
    "address",
    [
        "socks4://127.0.0.1:1",
        "ftp://127.0.0.1:1",
        "http://a:b",
        "http://",
        "http://a b:1",
        "http://a:99999",
        "http://\uff50roxy:1",
        "http://a\u200db:1",
    ],
)
async def test_what_is_no_proxy_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises((ValueError, httpx.InvalidURL)):
        chosen_proxies(SYSTEM)


@pytest.mark.parametrize(
    ("choice", "way", "auth"),
    [
        (ProxyChoice(ProxyKind.NONE, "left.example", 1), "direct", None),
        (ProxyChoice(ProxyKind.HTTP, "one.example", 3128), "http://one.example:3128", None),
        (
            ProxyChoice(ProxyKind.SOCKS5, "::1", 1080, "ann", Secret("a:b@c%")),
            "socks5://[::1]:1080",
            ("ann", "a:b@c%"),
        ),
    ],
)
async def test_what_was_chosen_wins_over_the_environment(
    monkeypatch: pytest.MonkeyPatch, choice: ProxyChoice, way: str, auth: tuple[str, str] | None
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://environment.example")
    monkeypatch.setenv("NO_PROXY", "store.example")
    assert await way_to("https://store.example", choice) == way
    assert [proxy.auth for proxy in chosen_proxies(choice).values() if proxy] == [auth] * (way != "direct")
