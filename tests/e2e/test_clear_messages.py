"""What cannot work is told in a sentence, and nothing else happens."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.e2e.conftest import Desk, NewSandbox, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.system import program
from tests.support.sandbox_control import SandboxControl

CONNECTED = "Sandbox Agency · connected"


def unreadable_file(folder: Path) -> Path:
    path = folder / "locked.png"
    path.write_bytes(b"\x89PNG")
    path.chmod(0)
    return path


def empty_file(folder: Path) -> Path:
    path = folder / "empty.png"
    path.touch()
    return path


def folder_of_nothing(folder: Path) -> Path:
    path = folder / "nothing"
    (path / "in here").mkdir(parents=True)
    return path


def lacks_rights_over_files() -> tuple[str, ...]:
    """Return a command that takes from root what nobody else has: reading what is forbidden."""
    if os.geteuid() != 0:
        return ()
    return program("setpriv", "util-linux"), "--bounding-set=-dac_override,-dac_read_search"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (unreadable_file, "You do not have permission to open this file."),
        (empty_file, "This file is empty (0 bytes), so there is nothing to send."),
        (folder_of_nothing, "There is no file to upload in nothing."),
    ],
)
def test_a_file_that_cannot_be_sent_says_why_in_its_row(
    desk: Desk, sandbox: Sandbox, tmp_path: Path, make: Callable[[Path], Path], message: str
) -> None:
    desk.connect(sandbox)
    desk.before = lacks_rights_over_files()
    window = desk.open("--start", make(tmp_path))
    window.wait_for("label", CONNECTED)
    window.choose_project("Beta Corp")
    window.wait_for("push button", "1 file needs your attention")
    assert f"Status: {message}" in window.words()
    assert not window.wait_for("push button", "Upload$").is_enabled
    assert window.windows() == ["Layers Desktop"]
    assert window.end() == 0
    assert {call["stage"] for call in sandbox.control.calls()} == {"whoami", "projects"}


def test_without_a_network_it_is_told_and_the_window_connects_once_it_is_back(
    desk: Desk, new_sandbox: NewSandbox
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    desk.env |= {"LAYERS_BASE_URL": f"http://127.0.0.1:{port}", "LAYERS_API_KEY": "lp_sandbox_full"}
    window = desk.open()
    window.wait_for(
        "label", "Could not reach 127.0.0.1. A proxy or firewall may be blocking it .connection refused."
    )
    assert window.windows() == ["Layers Desktop"]
    window.wait_for("label", r"Could not reach .* Trying again in \d s\.")
    new_sandbox("--port", str(port))
    window.wait_for("label", CONNECTED)
    window.wait_until_gone("label", "Could not reach")
    assert window.end() == 0


def test_a_layers_that_goes_away_leads_to_the_settings_on_the_network(
    desk: Desk, media: MediaFiles, tmp_path: Path
) -> None:
    with SandboxProcess.start(tmp_path / "leaving") as process:
        desk.connect(Sandbox(process, SandboxControl(process.url)))
        window = desk.open(*media.all)
        window.wait_for("label", CONNECTED)
        window.choose_project("Beta Corp")
        window.wait_for("push button", "Upload 3 files to Beta Corp$")
    window.click("push button", "Upload 3 files to Beta Corp$")
    window.wait_for("label", "Could not reach .*Uploads continue by themselves")
    window.click("push button", "Network settings")
    window.wait_for("label", "Proxy host")
    assert "Status: Waiting" in window.words()
    assert window.end() == 0


def test_a_key_without_projects_is_told_what_to_do(desk: Desk, new_sandbox: NewSandbox) -> None:
    desk.connect(new_sandbox("--projects", "0"))
    window = desk.open()
    window.wait_for("label", "No projects yet in Sandbox Agency. Create one in Layers, then refresh.")
    window.wait_for("push button", "Refresh")
    assert window.windows() == ["Layers Desktop"]
    assert window.end() == 0


def test_an_address_that_would_send_the_key_in_the_clear_is_refused_without_a_window(
    desk: Desk,
) -> None:
    desk.env |= {"LAYERS_BASE_URL": "http://api.layers.com", "LAYERS_API_KEY": "lp_sandbox_full"}
    assert desk.run() == 1
    assert desk.take_complaints() == (
        "LAYERS_BASE_URL uses http, which would send your key in the clear. Use an address like "
        "https://api.layers.com, or leave it out. Plain http works on this computer only.\n"
    )
