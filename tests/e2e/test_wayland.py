"""The window on a Wayland desktop, which takes what is copied from the window in front alone."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Desk, NewSandbox, Sandbox
from tests.e2e.media_files import MediaFiles, make_batch
from tests.e2e.screen import display
from tests.e2e.system import program, running
from tests.e2e.waiting import until
from tests.e2e.window import CHECKOUT, Window

OTHER = Path(__file__).with_name("other_program.py")
PREFERENCES = '{"auto_copy": true}'


@pytest.fixture
def wayland(desk: Desk) -> Iterator[Desk]:
    """Put the desk on a compositor, whose own window is on a screen that nobody looks at."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with contextlib.ExitStack() as stack:
        outer = desk.env | {"DISPLAY": stack.enter_context(display(desk.env))}
        compositor = [program("mutter", "mutter"), "--wayland", "--nested", "--no-x11"]
        command = [program("dbus-run-session", "dbus"), "--", *compositor, "--wayland-display", "way"]
        stack.enter_context(running(command, outer, **quiet))
        until((Path(desk.env["XDG_RUNTIME_DIR"]) / "way").exists, "compositor")
        del desk.env["DISPLAY"]
        desk.env |= {"WAYLAND_DISPLAY": "way", "QT_QPA_PLATFORM": "wayland"}
        desk.env["QT_LOGGING_RULES"] += ";qt.qpa.wayland*=false"
        preferences = Path(desk.env["XDG_CONFIG_HOME"]) / "layers-desktop" / "preferences.json"
        preferences.parent.mkdir(parents=True)
        preferences.write_text(PREFERENCES, encoding="utf-8")
        yield desk


def clipboard(desk: Desk) -> list[str]:
    command = [program("wl-paste", "wl-clipboard"), "--no-newline"]
    done = subprocess.run(command, env=desk.env, check=False, capture_output=True, timeout=60)
    return done.stdout.decode().splitlines() if done.returncode == 0 else []


@contextlib.contextmanager
def other_in_front(desk: Desk, window: Window) -> Iterator[None]:
    """Have another program's window in front, and this one told."""
    command = [sys.executable, str(OTHER)]
    env = {name: value for name, value in desk.env.items() if name != "AT_SPI_BUS_ADDRESS"}
    with running(command, env, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert {other.stdout.readline() for _ in range(2)} == {b"ready\n", b"in front\n"}
        until(lambda: not window.is_in_front(), "word that it is behind")
        yield


def ids(sandbox: Sandbox) -> list[str]:
    return [asset["id"] for asset in sandbox.control.assets()]


def test_a_start_with_files_copies_their_ids_when_its_window_is_in_front(
    wayland: Desk, new_sandbox: NewSandbox, media: MediaFiles
) -> None:
    sandbox = new_sandbox("--projects", "1")
    wayland.connect(sandbox)
    window = wayland.open("--start", media.png, media.mp3)
    window.wait_for("label", "Copied 2 IDs.")
    assert sorted(clipboard(wayland)) == sorted(ids(sandbox))
    assert window.end() == 0


def test_what_ends_behind_another_window_is_offered_and_never_called_copied(
    wayland: Desk, new_sandbox: NewSandbox, media: MediaFiles, tmp_path: Path
) -> None:
    sandbox = new_sandbox("--projects", "1")
    wayland.connect(sandbox)
    window = wayland.open(*make_batch(media.png, tmp_path / "batch", [600_000, 600_000]))
    until(window.is_in_front, "window in front")  # what was never there is not left
    sandbox.control.fault("put", "slow", times=None, fraction=0.0, bytes_per_second=1_000)
    window.activate("push button", "Upload 2")
    until(lambda: sandbox.count("put"), "upload under way")
    with other_in_front(wayland, window):
        sandbox.control.clear_faults()
        until(lambda: len(ids(sandbox)) == 2, "asset for both files")
        window.wait_for("push button", "Copy 2 IDs")
        assert not [text for text in window.texts() if text.startswith("Copied")]
    window.wait_for("label", "2 IDs are ready to be copied.")
    assert clipboard(wayland) == []
    window.activate("push button", "Copy")
    window.wait_for("label", "Copied 2 IDs.")
    assert sorted(clipboard(wayland)) == sorted(ids(sandbox))
    assert window.end() == 0


def test_what_is_asked_for_from_behind_is_copied_in_front(
    wayland: Desk, new_sandbox: NewSandbox, media: MediaFiles
) -> None:
    sandbox = new_sandbox("--projects", "1")
    wayland.connect(sandbox)
    window = wayland.open("--start", media.png)
    window.wait_for("label", "Copied 1 ID.")
    window.wait_until_gone("label", "Copied 1 ID.")
    with other_in_front(wayland, window):
        window.activate("push button", "Copy")
        assert window.find("label", "Copied") is None
    window.wait_for("label", "Copied 1 ID.")
    assert clipboard(wayland) == ids(sandbox)
    assert window.end() == 0
