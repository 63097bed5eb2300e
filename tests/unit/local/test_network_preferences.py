"""The way that was chosen, and where the proxy's password is kept."""

import threading
from collections.abc import Callable

import keyring.backends.fail
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from layers_desktop.domain.errors import KeyringTimeoutError, NoKeyringError
from layers_desktop.domain.network_config import NetworkChoice, ProxyChoice, ProxyKind
from layers_desktop.local import credentials
from layers_desktop.local.credentials import ProxyPasswords
from layers_desktop.local.preferences import Preferences, network_choice
from tests.unit.local.memory_keyring import MemoryKeyring

PROXY = ProxyChoice(ProxyKind.HTTP, "proxy.example.com", 3128, "ann")
ENTRY = ("layers-desktop", "proxy ann@proxy.example.com:3128")


@pytest.fixture
def ring(use: Callable[[KeyringBackend], None]) -> MemoryKeyring:
    ring = MemoryKeyring()
    use(ring)
    return ring


def passwords() -> ProxyPasswords:
    """As each start of the program makes them."""
    return ProxyPasswords(frozenset({MemoryKeyring.__module__}))


def test_what_was_chosen_is_the_way() -> None:
    chosen = Preferences(
        proxy="http",
        proxy_host=" proxy.example.com ",
        proxy_port=3128,
        proxy_user="ann ",
        ca_file=" /etc/ca.pem ",
    )
    choice = network_choice(chosen, "s3cret")
    assert (choice.proxy.address, choice.proxy.user) == (PROXY.address, PROXY.user)
    assert (choice.proxy.kind, choice.proxy.password, choice.ca_file) == ("http", "s3cret", "/etc/ca.pem")


def test_nothing_chosen_is_the_system_as_it_is() -> None:
    choice = network_choice(Preferences())
    assert (choice.proxy.kind, choice.ca_file) == (ProxyKind.SYSTEM, "")


@given(kind=st.text(), host=st.text(alphabet=" \t"), port=st.integers())
def test_a_proxy_without_a_host_or_of_an_unknown_kind_is_the_systems(kind: str, host: str, port: int) -> None:
    choice = network_choice(Preferences(proxy=kind, proxy_host=host, proxy_port=port))
    assert choice.proxy.kind in {ProxyKind.SYSTEM, ProxyKind.NONE}


def test_an_ipv6_address_is_written_as_people_write_it() -> None:
    assert ProxyChoice(ProxyKind.SOCKS5, "fd00::7", 1080).address == "[fd00::7]:1080"
    assert ProxyChoice(ProxyKind.SOCKS5, "fd00::7").address == "[fd00::7]"


def test_no_text_form_shows_the_password() -> None:
    choice = network_choice(Preferences(proxy="http", proxy_host="proxy", proxy_user="ann"), "s3cret")
    assert isinstance(choice, NetworkChoice)
    assert "s3cret" not in repr(choice) + str(choice)


async def test_a_password_is_found_by_the_next_start(ring: MemoryKeyring) -> None:
    assert await passwords().find(PROXY) == ""
    await passwords().store(PROXY, "s3cret")
    assert ring.kept == {ENTRY: "s3cret"}
    assert await passwords().find(PROXY) == "s3cret"


async def test_each_user_of_each_proxy_has_one_of_its_own(ring: MemoryKeyring) -> None:
    await passwords().store(PROXY, "s3cret")
    for other in (
        ProxyChoice(ProxyKind.HTTP, "proxy.example.com", 3128, "bob"),
        ProxyChoice(ProxyKind.HTTP, "other.example.com", 3128, "ann"),
        ProxyChoice(ProxyKind.HTTP, "proxy.example.com", 8080, "ann"),
    ):
        assert await passwords().find(other) == ""


async def test_an_empty_one_forgets_the_one_that_is_kept(ring: MemoryKeyring) -> None:
    kept = passwords()
    await kept.store(PROXY, "s3cret")
    await kept.store(PROXY, "")
    assert ring.kept == {}
    assert await kept.find(PROXY) == ""


async def test_the_keyring_is_asked_once_and_only_where_there_is_somebody_to_ask_for(
    ring: MemoryKeyring,
) -> None:
    asked: list[int] = []
    ring.before = lambda: asked.append(1)
    kept = passwords()
    for proxy in (ProxyChoice(), ProxyChoice(ProxyKind.NONE), ProxyChoice(ProxyKind.HTTP, "proxy", 80)):
        assert await kept.find(proxy) == ""
    assert asked == []
    await kept.find(PROXY)
    await kept.find(PROXY)
    assert asked == [1]


async def test_a_keyring_that_hangs_is_told_and_holds_nobody_up(
    ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "_PROXY_TIMEOUT", 0.05)
    wakes = threading.Event()
    ring.before = wakes.wait
    kept = passwords()
    with pytest.raises(KeyringTimeoutError):
        await kept.store(PROXY, "s3cret")
    assert await kept.find(PROXY) == "s3cret"
    wakes.set()


async def test_without_a_keyring_it_holds_until_the_program_ends(
    use: Callable[[KeyringBackend], None],
) -> None:
    use(keyring.backends.fail.Keyring())
    kept = ProxyPasswords()
    with pytest.raises(NoKeyringError):
        await kept.store(PROXY, "s3cret")
    assert await kept.find(PROXY) == "s3cret"
    with pytest.raises(NoKeyringError):
        await ProxyPasswords().find(PROXY)
