"""Files that nobody checked, as pictures in the list: the window answers, uploads and ends."""

import os
from pathlib import Path

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.unit.gui.widgets.test_thumbnails import looping_svg

PROJECT = "Acme Coffee iOS"


def test_a_picture_that_loops_holds_up_neither_window_nor_upload_nor_end(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path
) -> None:
    desk.connect(sandbox)
    window = desk.open(looping_svg(tmp_path / "nested.svg"), media.png)
    window.wait_for("cell", "nested.svg, ")
    window.choose_project(PROJECT)
    window.click("push button", f"Upload 2 files to {PROJECT}$")
    window.wait_for("label", f"✓ 2 files are in {PROJECT}.")
    assert window.end() == 0


def test_a_file_that_became_a_pipe_holds_up_neither_the_next_start_nor_its_details(
    desk: Desk, sandbox: Sandbox, tmp_path: Path, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    picture = tmp_path / "hero.png"
    picture.write_bytes(media.png.read_bytes())
    window = desk.open(picture)
    window.wait_for("cell", "hero.png, ")
    assert window.end() == 0
    picture.unlink()
    os.mkfifo(picture)
    window = desk.open()
    window.wait_for("cell", "hero.png, ")
    window.focus("^Layers Desktop")
    window.click("cell", "hero.png, ")
    window.press("Return")
    with window.in_front("Details|hero"):
        pass
    assert window.end() == 0
