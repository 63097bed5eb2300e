"""The program used through its accessibility tree alone: no mouse, no key, no picture."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.accessibility import Ear, Said
from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles, make_batch, make_longer
from tests.e2e.menus import Menus
from tests.e2e.waiting import until
from tests.e2e.window import Window

PROJECT = "Acme Coffee iOS"
CONNECTED = "Sandbox Agency · connected"
SLOW = {"bytes_per_second": 2_000_000}


@pytest.fixture
def ear(desk: Desk) -> Iterator[Ear]:
    with contextlib.closing(Ear(desk.env["AT_SPI_BUS_ADDRESS"])) as ear:
        yield ear


def open_connected(desk: Desk, sandbox: Sandbox) -> Window:
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", CONNECTED)
    return window


def choose_project(window: Window, name: str) -> None:
    """Write the project's name into its field and leave it, as a reader's user does."""
    window.focus("^Layers Desktop")
    field = window.wait_for("text", "Project")
    window.grab(field)
    window.fill(field, name)
    window.grab(window.wait_for("push button", "Add files"))


def add_file(window: Window, path: Path) -> None:
    """Go through the button and the file dialog."""
    window.activate("push button", "Add files")
    window.fill(window.wait_for("text", "File name"), str(path))
    window.activate("push button", "Open")
    window.wait_for("cell", path.name)


def test_a_file_is_added_uploaded_and_its_id_copied(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path, ear: Ear
) -> None:
    sandbox.control.fault("put", "slow", times=None, **SLOW)
    window = open_connected(desk, sandbox)
    choose_project(window, PROJECT)
    add_file(window, make_longer(media.mp4, tmp_path / "long.mp4", 20_000_000))
    window.activate("push button", f"Upload 1 file to {PROJECT}")
    until(lambda: any("percent" in said.text for said in ear.heard()), "first quarter")
    sandbox.control.clear_faults()
    window.wait_for("label", f"✓ 1 file is in {PROJECT}.")
    window.activate("push button", "Copy 1 ID")
    window.wait_for("label", "Copied 1 ID.")
    assert desk.screen.clipboard() == sandbox.control.assets()[0]["id"]
    copied = "Copied 1 ID. Unless a clipboard manager runs, paste before you quit."
    batch = ["Uploading 1 file.", f"1 file is in {PROJECT}.", copied]
    quarters = [f"{percent} percent done." for percent in (25, 50, 75)]
    heard = [said.text for said in ear.heard() if said.text in {*batch, *quarters}]
    # The system takes much of a file at once for sending: more than a quarter may go by unheard.
    told = [text for text in quarters if text in heard]
    assert told
    assert heard == [batch[0], *told, *batch[1:]]
    assert not any(said.is_urgent for said in ear.heard())
    assert window.end() == 0


def test_each_quarter_of_a_batch_and_its_end_are_heard_exactly_once(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path, ear: Ear
) -> None:
    """So many files that no step from one to the next goes past a quarter, and none takes long."""
    sandbox.control.fault("inline", "latency", times=None, seconds=0.3)
    window = open_connected(desk, sandbox)
    choose_project(window, PROJECT)
    many = make_batch(media.png, tmp_path / "many", [0] * 40)
    assert desk.run(*many) == 0
    window.activate("push button", f"Upload 40 files to {PROJECT}")
    window.wait_for("label", f"✓ 40 files are in {PROJECT}.")
    heard = [said.text for said in ear.heard()]
    batch = [each for each in heard if "percent" in each or "40 files" in each]
    assert batch == [
        "Uploading 40 files.",
        "25 percent done.",
        "50 percent done.",
        "75 percent done.",
        f"40 files are in {PROJECT}.",
    ]
    assert window.end() == 0


def test_uploads_are_paused_resumed_and_heard(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path, ear: Ear
) -> None:
    sandbox.control.fault("put", "slow", times=None, **SLOW)
    window = open_connected(desk, sandbox)
    choose_project(window, PROJECT)
    add_file(window, make_longer(media.mp4, tmp_path / "long.mp4", 30_000_000))
    window.activate("push button", "Upload 1 file")
    window.wait_for("cell", r"long\.mp4, Video, 30\.0 megabytes, Uploading, \d+ percent")
    total = window.wait_for("progress bar", "Total progress")
    until(lambda: window.value(total) > 0, "progress")
    window.activate("push button", "Pause all uploads")
    window.wait_for("cell", r"long\.mp4, .*, Paus(ed|ing…)")
    sandbox.control.clear_faults()
    window.activate("push button", "Resume all uploads")
    window.wait_for("label", f"✓ 1 file is in {PROJECT}.")
    quarters = [each.text for each in ear.heard() if "percent" in each.text]
    assert len(quarters) == len(set(quarters)), "What was said before the pause is not said again"
    assert window.end() == 0


def test_what_failed_is_heard_and_tried_again(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, ear: Ear
) -> None:
    fault = sandbox.control.fault("inline", "conflict", times=None)
    assert fault
    window = open_connected(desk, sandbox)
    choose_project(window, PROJECT)
    add_file(window, media.png)
    window.activate("push button", "Upload 1 file")
    window.wait_for("push button", "1 file needs your attention")
    assert Said("1 file needs your attention.", is_urgent=False) in ear.heard()
    sandbox.control.clear_faults()
    window.activate("push button", "Retry 1")
    window.wait_for("label", f"✓ 1 file is in {PROJECT}.")
    assert window.end() == 0


def test_a_key_that_is_refused_is_said_at_once(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, ear: Ear
) -> None:
    desk.connect(sandbox, key="lp_unknown")
    window = desk.open(media.png)
    window.wait_for("push button", "Enter a new key")
    assert any(said.is_urgent and "did not accept your API key" in said.text for said in ear.heard())
    assert window.end() == 0


def test_one_row_is_paused_resumed_retried_and_copied(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path, menus: Menus, ear: Ear
) -> None:
    """Go by the row's own cell and the menu of what is selected."""
    sandbox.control.fault("put", "slow", times=None, **SLOW)
    sandbox.control.fault("inline", "conflict", times=None)
    window = open_connected(desk, sandbox)
    choose_project(window, PROJECT)
    long = make_longer(media.mp4, tmp_path / "long.mp4", 30_000_000)
    assert desk.run(long, media.png) == 0

    def do(row: str, *path: str) -> None:
        """Have only this row selected, and do this with it."""
        for other in [each for each in window.look() if each.role == "cell" and each.is_selected]:
            desk.screen.reader.press(other, "Toggle")
        window.activate("cell", row, "Toggle")
        menus.choose(window.wait_for("button menu", "Menu"), "Selected files", *path)

    window.wait_for("cell", "hero spring.png, Image")
    window.activate("push button", "Upload 2 files")
    window.wait_for("cell", r"long\.mp4, .*, Uploading, \d+ percent")
    do("long.mp4", "Pause")
    window.wait_for("cell", r"long\.mp4, .*, Paused")
    window.wait_for("push button", "Retry 1 failed file")
    sandbox.control.clear_faults()
    do("hero spring.png", "Retry")
    window.wait_for("cell", "hero spring.png, .*, Done")
    window.wait_for("cell", r"long\.mp4, .*, Paused")
    do("long.mp4", "Resume")
    window.wait_for("cell", r"long\.mp4, .*, Done")
    do("long.mp4", "Copy ID")
    window.wait_for("label", "Copied 1 ID.")
    ids = {each["filename"]: each["id"] for each in sandbox.control.assets()}
    assert desk.screen.clipboard() == ids["long.mp4"]
    assert [said.text for said in ear.heard()].count("A file needs your attention.") == 1
    assert window.end() == 0


def test_the_id_of_a_past_upload_is_copied_by_the_menu_of_its_row(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, menus: Menus
) -> None:
    window = open_connected(desk, sandbox)
    choose_project(window, PROJECT)
    add_file(window, media.png)
    window.activate("push button", f"Upload 1 file to {PROJECT}")
    window.activate("push button", "Clear finished")
    window.wait_until_gone("cell", media.png.name)
    menus.choose(window.wait_for("button menu", "Menu"), "History")
    opener = window.wait_for("button menu", "Selected files")
    assert not opener.is_enabled, "nothing is selected"
    window.activate("cell", "Name: hero spring.png", "Toggle")
    menus.choose(window.wait_for("button menu", "Selected files"), "Copy ID")
    window.wait_for("label", "Copied 1 ID.")
    assert desk.screen.clipboard() == sandbox.control.assets()[0]["id"]
    assert window.end() == 0
