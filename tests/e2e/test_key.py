"""Asking for the key, keeping it, and saying why one is not taken."""

import contextlib
import json
import os
import signal
import subprocess
from pathlib import Path

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.window import Window

WRONG = "lp_nobody_has_this"
NOT_ACCEPTED = "Layers did not accept your API key. It may have been replaced or switched off."
CONNECTED = "Sandbox Agency · connected"
NOT_COPIED = "Layers did not accept this key. Check that you copied all of it."
SHEET = "Connect to Layers$"


def enter(window: Window, key: str, title: str = "^Layers Desktop") -> None:
    """Type the key into the sheet in the window of this title as a person does, and press Connect."""
    window.wait_for("push button", "Connect$")
    window.focus(title)
    window.click("text", "API key")
    window.press("ctrl+a")
    window.write(key)
    window.click("push button", "Connect$")


def wait_until_connected(window: Window) -> None:
    window.wait_for("label", CONNECTED)
    window.wait_until_gone("label", SHEET)


def test_a_key_is_entered_once_found_after_a_restart_and_lies_in_no_file_in_clear(
    desk: Desk, sandbox: Sandbox, with_keyring: None
) -> None:
    desk.connect_without_key(sandbox)
    window = desk.open()
    enter(window, sandbox.key)
    wait_until_connected(window)
    assert window.end() == 0
    again = desk.open()
    again.wait_for("label", CONNECTED)
    assert again.windows() == ["Layers Desktop"]
    assert again.end() == 0
    assert any(desk.home.rglob("*.keyring"))
    assert desk.leaks() == []


def test_a_wrong_key_is_told_where_it_is_entered_and_a_right_one_mends_it(
    desk: Desk, sandbox: Sandbox, with_keyring: None
) -> None:
    desk.connect_without_key(sandbox)
    desk.secrets.add(WRONG)
    window = desk.open()
    enter(window, WRONG)
    window.wait_for("label", NOT_COPIED)
    enter(window, sandbox.key)
    wait_until_connected(window)
    assert window.end() == 0


def test_a_key_whose_rights_were_mended_meanwhile_is_pasted_once_more(desk: Desk, sandbox: Sandbox) -> None:
    desk.connect_without_key(sandbox)
    sandbox.control.change_key(sandbox.key, scopes=["projects:read"])
    window = desk.open()
    enter(window, sandbox.key)
    window.wait_for("label", "This key can look but not upload.")
    sandbox.control.change_key(sandbox.key, scopes=["projects:read", "projects:write"])
    enter(window, sandbox.key)
    wait_until_connected(window)
    assert window.end() == 0


def test_files_that_are_dropped_while_the_key_is_asked_for_wait_for_it(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect_without_key(sandbox)
    window = desk.open()
    window.wait_for("label", SHEET)
    desk.drop((media.png,), window)
    window.wait_for("cell", media.png.name)
    enter(window, sandbox.key)
    wait_until_connected(window)
    window.choose_project("Beta Corp")
    window.click("push button", "Upload 1 file to Beta Corp$")
    window.wait_for("label", "✓ 1 file is in Beta Corp.")
    assert window.end() == 0


def test_without_a_keyring_the_key_is_for_this_session_and_that_is_said(desk: Desk, sandbox: Sandbox) -> None:
    desk.connect_without_key(sandbox)
    window = desk.open()
    window.wait_for("label", "Paste your API key. No keyring is running on this computer")
    enter(window, sandbox.key)
    wait_until_connected(window)
    assert window.end() == 0
    again = desk.open()
    again.wait_for("push button", "Connect$")
    assert again.end() == 0


def test_a_wrong_key_of_the_environment_is_told_once_and_nothing_else(desk: Desk, sandbox: Sandbox) -> None:
    desk.connect(sandbox, key=WRONG)
    desk.secrets.add(WRONG)
    window = desk.open()
    window.wait_for("label", NOT_ACCEPTED)
    window.wait_for("push button", "Enter a new key…")
    assert window.windows() == ["Layers Desktop"]
    assert window.end() == 0
    assert {call["stage"] for call in sandbox.control.calls()} == {"whoami"}
    assert WRONG not in json.dumps(sandbox.control.calls())


def test_a_keyring_that_hangs_is_told_of_and_a_key_can_be_entered_all_the_same(
    desk: Desk, sandbox: Sandbox, with_keyring: None
) -> None:
    desk.connect_without_key(sandbox)
    pid = subprocess.check_output(["pgrep", "-f", "gnome-keyring-daemon --foreground"], text=True).split()
    daemons = [each for each in map(int, pid) if str(desk.home).encode() in environ_of(each)]
    for each in daemons:
        os.kill(each, signal.SIGSTOP)
    try:
        window = desk.open()
        window.wait_for("label", "Waiting for your keyring")
        window.click("push button", "Enter key")
        window.wait_for("label", "Paste your API key. Your keyring does not answer")
        enter(window, sandbox.key)
        wait_until_connected(window)
        assert window.end() == 0
    finally:
        for each in daemons:
            os.kill(each, signal.SIGCONT)


def environ_of(pid: int) -> bytes:
    """Return what this process was started with; nothing where that is not ours to read."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes()
    return b""
