"""A drop so large that reading it can be watched, and called off."""

import os
from pathlib import Path

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles

# Read for many seconds, and made in one: names of one and the same file.
_NAMES = 60_000


def _large_folder(folder: Path, file: Path) -> Path:
    folder.mkdir()
    for number in range(_NAMES):
        os.link(file, folder / f"{number}.png")
    return folder


def test_reading_is_counted_and_what_was_read_is_dropped_when_it_is_stopped(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path
) -> None:
    (tmp_path / "one.png").write_bytes(media.png.read_bytes())
    desk.connect(sandbox)
    window = desk.open(_large_folder(tmp_path / "pictures", tmp_path / "one.png"))
    window.wait_for("label", "Reading… .* files found")
    window.activate("push button", "Stop")
    window.wait_until_gone("label", "Reading…")
    assert window.find("dialog", "Add these files?") is None
    assert window.find("table", "Uploads") is None
    desk.drop(media.all, window)
    window.choose_project("Acme Coffee iOS")
    window.wait_for("push button", "Upload 3 files to Acme Coffee iOS$")
    assert window.end() == 0


def test_more_than_a_thousand_files_dropped_one_by_one_are_summed_up_together(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.png" for number in range(1_100)]
    for number, file in enumerate(files):
        file.write_bytes(media.png.read_bytes() + bytes(number))
    desk.connect(sandbox)
    window = desk.open(*files)
    window.wait_for("dialog", "Add these files?")
    window.wait_for("label", "1,100 images")
    assert window.end() == 0
