"""`layers-desktop --sandbox`: everything can be tried without a key, and nothing of it stays."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Desk
from tests.e2e.media_files import MediaFiles
from tests.e2e.waiting import until
from tests.e2e.window import Window


@pytest.fixture
def temporary(desk: Desk, tmp_path: Path) -> Path:
    """Where the program keeps what is to be gone at its end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    desk.env["TMPDIR"] = str(folder)
    return folder


def sandbox_of(window: Window) -> int:
    """Return the process ID of the window's sandbox, its one child."""
    (child,) = Path(f"/proc/{window.pid}/task/{window.pid}/children").read_text(encoding="utf-8").split()
    return int(child)


def is_running(pid: int) -> bool:
    """Tell whether the process is there and not only waiting to be collected."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except FileNotFoundError:
        return False


def test_a_window_on_its_own_sandbox_says_so_gives_ids_and_cleans_up(
    desk: Desk, media: MediaFiles, temporary: Path
) -> None:
    window = desk.open("--sandbox", media.png)
    window.wait_for("label", "Sandbox$")
    window.wait_for("label", "Sandbox Agency · connected")
    child = sandbox_of(window)
    window.choose_project("Acme Coffee iOS")
    window.wait_for("push button", "Upload 1 file to Acme Coffee iOS")
    window.choose_project("Beta Corp")
    window.wait_for("label", "1 waiting file still goes to Acme Coffee iOS.")
    window.click("push button", "Move it to Beta Corp")
    window.click("push button", "Upload 1 file to Beta Corp")
    window.click("push button", "Copy 1 ID")
    window.wait_for("label", "Copied 1 ID.")
    assert desk.screen.clipboard().startswith("med_")
    assert window.end() == 0
    assert not is_running(child)
    assert list(temporary.iterdir()) == []


def test_the_sandbox_ends_with_a_window_that_was_killed(desk: Desk, temporary: Path) -> None:
    window = desk.open("--sandbox")
    window.wait_for("label", "Sandbox Agency · connected")
    child = sandbox_of(window)
    window.kill()
    until(lambda: not is_running(child), "end of the sandbox")
