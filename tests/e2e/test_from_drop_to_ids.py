"""The whole way: from files in another program to asset IDs on the clipboard."""

import hashlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles

PROJECT = "Acme Coffee iOS"
SWITCH = "Start as soon as files are dropped"
KINDS = [("image", "image/png"), ("video", "video/mp4"), ("audio", "audio/mpeg")]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _check_store(sandbox: Sandbox, ids: list[str], files: tuple[Path, ...]) -> None:
    """Hold the IDs against what the sandbox has: bytes, kinds, types, and nothing else."""
    assets = {asset["id"]: asset for asset in sandbox.control.assets()}
    assert len(assets) == len(files)
    kept = [assets[asset_id] for asset_id in ids]
    assert [(asset["kind"], asset["mimeType"]) for asset in kept] == KINDS
    assert [asset["filename"] for asset in kept] == [path.name for path in files]
    assert [Path(asset["path"]).read_bytes() for asset in kept] == [path.read_bytes() for path in files]
    assert [asset["sha256"] for asset in kept] == [_sha256(path) for path in files]
    assert len({asset["project"] for asset in kept}) == 1


def test_files_dragged_out_of_another_program_become_ids_on_the_clipboard(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    desk.drop(media.all, window)
    assert window.label(window.wait_for("combo box", "")) == "Project"
    window.choose_project(PROJECT)
    window.click("push button", f"Upload 3 files to {PROJECT}$")
    window.wait_for("label", f"✓ 3 files are in {PROJECT}.")
    window.click("push button", "Copy 3 IDs")
    window.wait_for("label", "Copied 3 IDs.")
    _check_store(sandbox, desk.screen.clipboard().splitlines(), media.all)
    assert window.end() == 0


def test_the_keyboard_alone_is_enough(desk: Desk, sandbox: Sandbox, media: MediaFiles) -> None:
    desk.connect(sandbox)
    window = desk.open(*media.all)
    window.wait_for("label", "Sandbox Agency · connected")
    window.choose_project(PROJECT)
    window.wait_for("push button", f"Upload 3 files to {PROJECT}$")
    window.press("ctrl+Return")
    window.wait_for("label", f"✓ 3 files are in {PROJECT}.")
    window.press("ctrl+shift+c")
    window.wait_for("label", "Copied 3 IDs.")
    _check_store(sandbox, desk.screen.clipboard().splitlines(), media.all)
    window.press("ctrl+q")
    assert window.wait() == 0


def test_with_the_switch_on_a_drop_is_all_it_takes_and_the_choices_are_remembered(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    window.choose_project("Beta Corp")
    window.click("check box", SWITCH)
    desk.drop(media.all, window)
    window.wait_for("label", "✓ 3 files are in Beta Corp.")
    assert window.end() == 0
    again = desk.open()
    again.wait_for("combo box", "Beta Corp")
    assert again.wait_for("check box", SWITCH).is_checked
    assert again.end() == 0


def test_files_that_came_before_the_project_start_once_it_is_chosen(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open("--start", *media.all)
    window.wait_for("cell", "jingle.mp3, Audio, .*, Ready")
    window.wait_for("label", "Sandbox Agency · connected")
    window.choose_project(PROJECT)
    window.wait_for("label", f"✓ 3 files are in {PROJECT}.")
    assert window.end() == 0


def test_a_file_that_went_while_the_person_was_elsewhere_is_told_before_upload(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, look_away: Callable[[], object], tmp_path: Path
) -> None:
    desk.connect(sandbox)
    gone = Path(shutil.copy2(media.all[1], tmp_path / media.all[1].name))
    window = desk.open("--project", PROJECT, media.png, gone)
    window.focus("^Layers Desktop")
    window.wait_for("push button", f"Upload 2 files to {PROJECT}$")
    look_away()
    time.sleep(1)  # Qt takes no notice of a shorter absence, and nothing shows that it has
    gone.unlink()
    window.focus("^Layers Desktop")
    window.wait_for("push button", f"Upload 1 file to {PROJECT}$")
    window.click("push button", "Upload 1 file to ")
    window.wait_for("label", f"✓ 1 file is in {PROJECT}.")
    assert window.end() == 0
