"""The page on the network, applied to a real engine: what is chosen, tried, and told of."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import keyring
import keyring.backends.fail
import pytest

from layers_desktop.app.settings.network_page import NetworkSettings
from layers_desktop.domain.network_config import NetworkChoice
from layers_desktop.domain.network_errors import UnreachableError
from layers_desktop.gui.settings.fields import ActionsSetting, Setting, TextSetting
from layers_desktop.local.credentials import ProxyPasswords
from layers_desktop.local.environment import ApiTarget
from layers_desktop.local.preferences import Preferences
from layers_desktop.local.store.journal import Origin
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.limits.holds import HoldReason
from tests.support.memory_keyring import MemoryKeyring
from tests.support.process_keyring import keyring_put_back

REFUSAL = b'{"error": {"code": "UNAUTHENTICATED", "message": "Who is nobody?"}}'
PASSWORD = "s3cret"
NO_KEYRING = "No keyring is running on this computer, so the key cannot be remembered."


@pytest.fixture
async def tasks() -> AsyncIterator[OwnedTasks]:
    faults: list[BaseException] = []
    tasks = OwnedTasks(faults.append)
    yield tasks
    await tasks.wait_idle()
    assert faults == []


@pytest.fixture
async def refusing_layers() -> AsyncIterator[asyncio.Server]:
    """Somebody who knows nobody's key."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 401 X\r\nContent-Type: application/json\r\nContent-Length: {len(REFUSAL)}\r\n\r\n"
        writer.write(head.encode() + REFUSAL)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    yield server
    server.close()


@pytest.fixture
async def engine(refusing_layers: asyncio.Server, signals, tmp_path: Path) -> AsyncIterator[Engine]:
    target = ApiTarget.of(
        f"http://127.0.0.1:{refusing_layers.sockets[0].getsockname()[1]}", "127.0.0.1", tmp_path
    )
    engine = await Engine.open(target, Origin.WINDOW, signals, lambda error: pytest.fail(repr(error)))
    yield engine
    await engine.close()


@pytest.fixture
def taken(engine: Engine) -> list[NetworkChoice]:
    """The ways that the engine has taken, the newest last."""
    taken: list[NetworkChoice] = []
    take = engine.use_network

    async def note(choice: NetworkChoice) -> None:
        await take(choice)
        taken.append(choice)

    engine.use_network = note
    return taken


@pytest.fixture
def chosen() -> Preferences:
    return Preferences()


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    with keyring_put_back():
        keyring.set_keyring(keyring.backends.fail.Keyring())
        yield


@pytest.fixture
def network(engine, window, desktop, tasks, chosen) -> Iterator[NetworkSettings]:
    def choose(**fields: object) -> None:
        for name, value in fields.items():
            setattr(chosen, name, value)

    choices = SimpleNamespace(current=chosen, update=choose)
    network = NetworkSettings(engine, choices, window, tasks, "127.0.0.1")
    yield network
    network._pause.stop()


@pytest.fixture
def memory_keyring(network: NetworkSettings) -> MemoryKeyring:
    """A keyring that is there, and is believed."""
    network._passwords = ProxyPasswords(frozenset({MemoryKeyring.__module__}))
    memory_keyring = MemoryKeyring()
    keyring.set_keyring(memory_keyring)
    return memory_keyring


def called(settings: tuple[Setting, ...], text: str) -> Setting:
    return next(each for each in settings if each.text == text)


def press(deeds: ActionsSetting, text: str) -> None:
    dict(deeds.buttons())[text]()


@pytest.fixture
def connection_result(network: NetworkSettings) -> Callable[[], str]:
    trial = called(network.settings(), "Connection")
    assert isinstance(trial, ActionsSetting)
    return trial.result


async def test_a_way_that_cannot_be_taken_is_told_of_and_the_one_before_stays(
    network, taken, window, chosen, connection_result
) -> None:
    chosen.ca_file = "/nowhere/ca.pem"
    await network.apply()
    assert connection_result() == (
        "The certificate file /nowhere/ca.pem cannot be used. Name a file with certificates in PEM format."
    )
    assert window.notices.current.text == connection_result()
    assert taken == []
    chosen.ca_file = ""
    await network.apply()
    assert window.notices.current is None
    assert [choice.ca_file for choice in taken] == [""]


@pytest.mark.parametrize("host", ["\uff50roxy", "a b", "a@b", "a/b", "http://proxy", "\udcff"])
async def test_a_proxy_that_cannot_be_is_told_of(network, taken, chosen, connection_result, host) -> None:
    chosen.proxy, chosen.proxy_host = "http", host
    await network.apply()
    assert connection_result().startswith("The proxy cannot be used.")
    assert taken == []


async def test_a_change_is_applied_once_the_person_has_stopped_typing(network, taken, chosen, tasks) -> None:
    settings = network.settings()
    called(settings, "Proxy").change("http")
    called(settings, "Proxy host").change("proxy.example.com")
    called(settings, "Proxy port").change(3128)
    assert (network._pause.isActive(), network._pause.interval()) == (True, 800)
    assert taken == []
    network._pause.timeout.emit()
    await tasks.wait_idle()
    assert [choice.proxy.address for choice in taken] == ["proxy.example.com:3128"]
    assert not network._pause.isActive()
    assert (chosen.proxy, chosen.proxy_host) == ("http", "proxy.example.com")


async def test_the_password_is_shown_to_nobody_and_is_no_preference(network, chosen, memory_keyring) -> None:
    field = called(network.settings(), "Proxy password")
    assert isinstance(field, TextSetting)
    assert (field.is_secret, field.value) == (True, "")
    chosen.proxy, chosen.proxy_host, chosen.proxy_user = "http", "proxy", "ann"
    field.change(PASSWORD)
    await network.apply()
    assert memory_keyring.kept == {("layers-desktop", "proxy ann@proxy:8080"): PASSWORD}
    assert called(network.settings(), "Proxy password").value == ""
    assert PASSWORD not in repr(chosen) + repr(vars(network))


async def test_a_password_waits_for_the_user_that_it_belongs_to(
    network, taken, chosen, memory_keyring, window
) -> None:
    called(network.settings(), "Proxy password").change(PASSWORD)
    await network.apply()
    assert memory_keyring.kept == {}
    chosen.proxy, chosen.proxy_host, chosen.proxy_user = "http", "proxy", "ann"
    await network.apply()
    assert taken[-1].proxy.password == PASSWORD
    assert list(memory_keyring.kept.values()) == [PASSWORD]
    assert window.notices.current is None


async def test_without_a_keyring_the_password_holds_until_the_end_and_that_is_said(
    network, taken, chosen, window
) -> None:
    chosen.proxy, chosen.proxy_host, chosen.proxy_user = "http", "proxy", "ann"
    called(network.settings(), "Proxy password").change(PASSWORD)
    await network.apply()
    assert window.notices.current.text == f"{NO_KEYRING} The proxy password is kept until you quit."
    await network.apply()
    assert taken[-1].proxy.password == PASSWORD


async def test_a_keyring_that_does_not_give_the_password_is_told_of(network, chosen, window) -> None:
    chosen.proxy, chosen.proxy_host, chosen.proxy_user = "http", "proxy", "ann"
    await network.apply()
    wanted = "Enter the proxy password again in Settings → Network."
    assert window.notices.current.text == f"{NO_KEYRING} {wanted}"


async def test_trying_says_that_layers_answers(network, tasks, connection_result) -> None:
    press(called(network.settings(), "Connection"), "Test connection")
    assert connection_result() == "Trying to reach 127.0.0.1…"
    await tasks.wait_idle()
    assert connection_result() == "127.0.0.1 responds."


async def test_trying_says_what_stands_in_the_way(network, tasks, refusing_layers, connection_result) -> None:
    refusing_layers.close()
    press(called(network.settings(), "Connection"), "Test connection")
    await tasks.wait_idle()
    assert "A proxy or firewall may be blocking it (connection refused)." in connection_result()


async def test_trying_a_way_that_cannot_be_taken_says_that(network, tasks, chosen, connection_result) -> None:
    chosen.ca_file = "/nowhere/ca.pem"
    press(called(network.settings(), "Connection"), "Test connection")
    await tasks.wait_idle()
    assert connection_result().startswith("The certificate file /nowhere/ca.pem cannot be used.")


async def test_a_certificate_file_that_is_chosen_is_named(
    network, chosen, asked, connection_result, tmp_path
) -> None:
    asked.files = [tmp_path / "company.pem"]
    field = called(network.settings(), "Certificate file")
    text, choose = field.chooser
    assert text == "Choose…"
    choose(None, field.change)
    assert chosen.ca_file == str(tmp_path / "company.pem")
    assert connection_result() == "company.pem is trusted from now on."
    assert network._pause.isActive()


@pytest.mark.parametrize(
    ("proxy", "is_used"), [("system", False), ("none", False), ("http", True), ("socks5", True)]
)
async def test_the_proxy_is_described_only_where_one_is_chosen(network, chosen, proxy, is_used) -> None:
    settings = network.settings()
    chosen.proxy = proxy
    described = ["Proxy host", "Proxy port", "Proxy user name", "Proxy password"]
    assert [called(settings, text).is_used() for text in described] == [is_used] * 4


async def test_the_page_begins_with_why_layers_cannot_be_reached(network, engine, connection_result) -> None:
    problem = UnreachableError("127.0.0.1", "no route").problem
    engine.queue._holds.add(HoldReason.OFFLINE, problem)
    network.settings()
    assert connection_result() == problem.text
    engine.queue._holds.lift(HoldReason.OFFLINE)
    network.settings()
    assert connection_result() == ""
