"""Where the passwords of proxies are kept."""

import threading
from collections.abc import Callable

import keyring.backends.fail
import pytest
from keyring.backend import KeyringBackend

from layers_desktop.domain.errors import KeyringTimeoutError, NoKeyringError
from layers_desktop.domain.network_config import ProxyChoice, ProxyKind
from layers_desktop.local import credentials
from layers_desktop.local.credentials import ProxyPasswords
from tests.support.memory_keyring import MemoryKeyring

PROXY = ProxyChoice(ProxyKind.HTTP, "proxy.example.com", 3128, "ann")
ENTRY = ("layers-desktop", "proxy ann@proxy.example.com:3128")


@pytest.fixture
def memory_keyring(use_keyring: Callable[[KeyringBackend], None]) -> MemoryKeyring:
    memory_keyring = MemoryKeyring()
    use_keyring(memory_keyring)
    return memory_keyring


def passwords() -> ProxyPasswords:
    """As each start of the program makes them."""
    return ProxyPasswords(frozenset({MemoryKeyring.__module__}))


async def test_a_password_is_found_by_the_next_start(memory_keyring: MemoryKeyring) -> None:
    assert await passwords().find(PROXY) == ""
    await passwords().store(PROXY, "s3cret")
    assert memory_keyring.kept == {ENTRY: "s3cret"}
    assert await passwords().find(PROXY) == "s3cret"


async def test_each_user_of_each_proxy_has_one_of_its_own(memory_keyring: MemoryKeyring) -> None:
    await passwords().store(PROXY, "s3cret")
    for other in (
        ProxyChoice(ProxyKind.HTTP, "proxy.example.com", 3128, "bob"),
        ProxyChoice(ProxyKind.HTTP, "other.example.com", 3128, "ann"),
        ProxyChoice(ProxyKind.HTTP, "proxy.example.com", 8080, "ann"),
    ):
        assert await passwords().find(other) == ""


async def test_an_empty_one_forgets_the_one_that_is_kept(memory_keyring: MemoryKeyring) -> None:
    kept = passwords()
    await kept.store(PROXY, "s3cret")
    await kept.store(PROXY, "")
    assert memory_keyring.kept == {}
    assert await kept.find(PROXY) == ""


async def test_the_keyring_is_asked_once_and_only_where_there_is_somebody_to_ask_for(
    memory_keyring: MemoryKeyring,
) -> None:
    asked: list[int] = []
    memory_keyring.before = lambda: asked.append(1)
    kept = passwords()
    for proxy in (ProxyChoice(), ProxyChoice(ProxyKind.NONE), ProxyChoice(ProxyKind.HTTP, "proxy", 80)):
        assert await kept.find(proxy) == ""
    assert asked == []
    await kept.find(PROXY)
    await kept.find(PROXY)
    assert asked == [1]


async def test_a_keyring_that_hangs_is_told_and_holds_nobody_up(
    memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "_PROXY_TIMEOUT", 0.05)
    wakes = threading.Event()
    memory_keyring.before = wakes.wait
    kept = passwords()
    with pytest.raises(KeyringTimeoutError):
        await kept.store(PROXY, "s3cret")
    assert await kept.find(PROXY) == "s3cret"
    wakes.set()


async def test_without_a_keyring_it_holds_until_the_program_ends(
    use_keyring: Callable[[KeyringBackend], None],
) -> None:
    use_keyring(keyring.backends.fail.Keyring())
    kept = ProxyPasswords()
    with pytest.raises(NoKeyringError):
        await kept.store(PROXY, "s3cret")
    assert await kept.find(PROXY) == "s3cret"
    with pytest.raises(NoKeyringError):
        await ProxyPasswords().find(PROXY)
