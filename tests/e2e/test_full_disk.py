"""The window on a disk without room for its list of uploads: a real small file system, filled up."""

import contextlib
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Desk, NewSandbox, Sandbox
from tests.e2e.media_files import MediaFiles, make_batch
from tests.e2e.test_killed import slow_sandbox
from tests.e2e.waiting import until
from tests.e2e.window import Window

SMALL, LARGE = 60_000, 600_000
WAITS = "The list cannot be saved to .* Uploads wait"


class Disk:
    """A file system of its own, with room for a list of a few files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave not one byte."""
        with self._ballast.open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(bytes(4_096))

    def make_room(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(desk: Desk) -> Iterator[Disk]:
    """Give the program's list a disk of its own."""
    folder = Path(desk.env["XDG_STATE_HOME"])
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", folder]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount")
    yield Disk(folder)
    for window in desk.opened:
        window.clear_away()
    subprocess.run(["umount", "-l", folder], check=True)


def let_finish(window: Window, sandbox: Sandbox, files: list[Path]) -> None:
    """Wait for the end of the batch, and hold what the sandbox has against the files."""
    window.wait_for("label", r"✓ \d+ files? (is|are) in ")
    kept = Counter(Path(asset["path"]).read_bytes() for asset in sandbox.control.assets())
    assert kept == Counter(path.read_bytes() for path in files)


@pytest.fixture
def files(media: MediaFiles, tmp_path: Path) -> list[Path]:
    return make_batch(media.png, tmp_path / "batch", [SMALL, LARGE] * 3)


def test_nothing_is_sent_that_cannot_be_noted_and_all_goes_on_once_there_is_room(
    desk: Desk, new_sandbox: NewSandbox, disk: Disk, files: list[Path]
) -> None:
    sandbox = new_sandbox("--projects", "1")
    desk.connect(sandbox)
    window = desk.open(*files)
    window.wait_for("push button", "Upload 6 files to ")
    disk.fill()
    window.click("push button", "Upload 6 files to ")
    window.wait_for("label", WAITS)
    window.click("push button", "Try again")
    window.wait_for("label", WAITS)
    assert sandbox.control.assets() == []
    disk.make_room()
    let_finish(window, sandbox, files)
    window.wait_until_gone("label", WAITS)
    assert window.end() == 0


def kill(window: Window) -> None:
    window.kill()


def leave(window: Window) -> None:
    window.press("ctrl+q")
    window.wait_for("label", "The list of uploads cannot be saved")
    window.click("push button", "Quit now")
    assert window.wait() == 0


@pytest.mark.parametrize("end", [kill, leave])
def test_what_was_begun_is_taken_up_after_a_start_on_the_full_disk_and_nothing_is_doubled(
    desk: Desk, new_sandbox: NewSandbox, disk: Disk, files: list[Path], end: Callable[[Window], None]
) -> None:
    sandbox = slow_sandbox(new_sandbox)
    desk.connect(sandbox)
    window = desk.open(*files)
    window.click("push button", "Upload 6 files to ")
    until(lambda: sandbox.count("finalize") + sandbox.count("inline") > 1, "a call that makes an asset")
    disk.fill()
    window.wait_for("label", WAITS)
    end(window)
    desk.take_complaints()
    window = desk.open()
    window.wait_for("label", WAITS)
    disk.make_room()
    window.click("push button", r"Resume \d+$")
    let_finish(window, sandbox, files)
    assert window.end() == 0


def test_where_the_list_cannot_even_be_opened_a_person_decides(
    desk: Desk, new_sandbox: NewSandbox, disk: Disk, files: list[Path]
) -> None:
    sandbox = new_sandbox("--projects", "1")
    desk.connect(sandbox)
    assert desk.open().end() == 0
    disk.fill()
    window = desk.open("--start", *files)
    window.wait_for("label", ".* so nothing is sent. ")
    window.wait_for("label", "Sandbox Agency · connected")
    assert sandbox.control.assets() == []
    window.click("push button", "Upload anyway")
    let_finish(window, sandbox, files)
    assert window.end() == 0
