"""What the window makes of the moods of the real keyring: locked, asking, giving up its old place."""

import subprocess
from collections.abc import Iterator

import pytest

from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile, KnownAccount
from layers_desktop.local.credentials import user_name
from layers_desktop.local.environment import api_host
from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.keyring import PASSWORD, lock, open_keyring, store, users
from tests.e2e.test_key import enter, wait_until_connected
from tests.e2e.waiting import until


@pytest.fixture
def locked(desk: Desk, sandbox: Sandbox, with_keyring: None) -> Desk:
    """A desk that knows the account, and whose keyring has the key and is locked."""
    desk.connect_without_key(sandbox)
    known = KnownAccount("org_sandbox", "Sandbox Agency")
    folder = desk.home / "config" / "layers-desktop"
    AccountsFile(folder / ACCOUNTS_NAME).save(api_host(sandbox.url), [known])
    store(desk.env, user_name(api_host(sandbox.url), known.id), sandbox.key)
    lock(desk.env)
    return desk


@pytest.fixture
def without_collection(desk: Desk, sandbox: Sandbox) -> Iterator[Desk]:
    """A desk in whose keyring nothing has ever been kept: it has yet to be made, with a password."""
    desk.connect_without_key(sandbox)
    with open_keyring(desk.home, desk.env, is_set_up=False) as address:
        desk.env["DBUS_SESSION_BUS_ADDRESS"] = address
        yield desk


def expect_library_warnings_only(desk: Desk) -> None:
    """The keyring library leaves its connection to be collected where a prompt was turned away."""
    said = desk.take_complaints()
    assert said.count("Warning: ") == said.count("ResourceWarning: unclosed <socket") + said.count(
        "ResourceWarning: Enable tracemalloc"
    )
    assert "Traceback" not in said


class Prompt:
    """The keyring's own window, in which it asks for its password."""

    def __init__(self, desk: Desk) -> None:
        self._screen = desk.screen
        self._id = ""
        until(self._find, "the keyring's prompt")

    @staticmethod
    def shows(desk: Desk) -> bool:
        """Whether it is open."""
        try:
            return bool(desk.screen.xdotool("search", "--onlyvisible", "--class", "gcr-prompter").split())
        except subprocess.CalledProcessError:
            return False

    def _find(self) -> bool:
        try:
            found = self._screen.xdotool("search", "--onlyvisible", "--class", "gcr-prompter").split()
        except subprocess.CalledProcessError:
            return False
        self._id = found[-1] if found else ""
        return bool(found)

    def answer(self, *keys: str, text: str = "") -> None:
        self._screen.xdotool("windowfocus", "--sync", self._id)
        if text:
            self._screen.xdotool("type", "--delay", 30, text)
        self._screen.xdotool("key", *keys)


def test_a_prompt_that_nobody_answers_holds_nothing_up(locked: Desk, sandbox: Sandbox) -> None:
    window = locked.open()
    window.wait_for("label", "Waiting for your keyring")
    Prompt(locked)
    # The prompt holds mouse and keyboard: what is left is what a screen reader does.
    window.activate("push button", "Enter key")
    window.fill(window.wait_for("text", "API key"), sandbox.key)
    window.activate("push button", "Connect$")
    wait_until_connected(window)
    assert window.end() == 0
    expect_library_warnings_only(locked)


def test_a_prompt_that_is_answered_gives_the_key_without_another_word(locked: Desk) -> None:
    window = locked.open()
    Prompt(locked).answer("Return", text=PASSWORD)
    window.wait_for("label", "Sandbox Agency · connected")
    assert window.windows() == ["Layers Desktop"]
    assert window.end() == 0


def test_a_keyring_that_stays_locked_can_be_unlocked_from_the_window(locked: Desk) -> None:
    window = locked.open()
    Prompt(locked).answer("Escape")
    window.wait_for("label", "Your keyring is locked.")
    window.click("push button", "Unlock")
    Prompt(locked).answer("Return", text=PASSWORD)
    window.wait_for("label", "Sandbox Agency · connected")
    assert window.find("label", "Your keyring is locked.") is None
    assert window.end() == 0
    expect_library_warnings_only(locked)


def test_a_key_that_an_earlier_version_kept_moves_to_its_account(
    desk: Desk, sandbox: Sandbox, with_keyring: None
) -> None:
    desk.connect_without_key(sandbox)
    store(desk.env, api_host(sandbox.url), sandbox.key)
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    until(lambda: users(desk.env) == [f"{api_host(sandbox.url)}/org_sandbox"], "the key in its new place")
    assert window.end() == 0
    again = desk.open()
    again.wait_for("label", "Sandbox Agency · connected")
    assert again.end() == 0


def test_a_keyring_is_made_only_once_a_key_is_to_be_kept(without_collection: Desk, sandbox: Sandbox) -> None:
    desk = without_collection
    window = desk.open()
    window.wait_for("label", "Paste your API key. .* you will be asked to choose a password for it.")
    assert not Prompt.shows(desk)
    enter(window, sandbox.key)
    Prompt(desk).answer("Tab", text=PASSWORD)
    Prompt(desk).answer("Return", text=PASSWORD)
    wait_until_connected(window)
    until(lambda: len(users(desk.env)) == 1, "the key in the new keyring")
    assert window.end() == 0


def test_a_keyring_that_is_turned_away_is_not_told_as_locked(
    without_collection: Desk, sandbox: Sandbox
) -> None:
    desk = without_collection
    window = desk.open()
    enter(window, sandbox.key)
    Prompt(desk).answer("Escape")
    window.wait_for("label", "No keyring was set up, so the key cannot be remembered. You can use the key")
    wait_until_connected(window)
    window.click("push button", "Try again")
    Prompt(desk).answer("Escape")
    window.wait_for("label", "No keyring was set up")
    assert window.end() == 0
    again = desk.open()
    again.wait_for("push button", "Connect$")
    assert not Prompt.shows(desk)
    assert again.end() == 0


def test_a_locked_keyring_that_has_no_key_is_left_locked_until_one_is_to_be_kept(
    desk: Desk, sandbox: Sandbox, with_keyring: None
) -> None:
    desk.connect_without_key(sandbox)
    lock(desk.env)
    window = desk.open()
    window.wait_for("push button", "Connect$")
    assert not Prompt.shows(desk)
    enter(window, sandbox.key)
    Prompt(desk).answer("Return", text=PASSWORD)
    wait_until_connected(window)
    until(lambda: len(users(desk.env)) == 1, "the key in the keyring")
    assert window.end() == 0
