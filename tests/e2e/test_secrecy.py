"""What others get hold of while the window is at work: by disk, screen reader, clipboard, environment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Desk, NewSandbox
from tests.e2e.media_files import MediaFiles, make_longer
from tests.e2e.waiting import until
from tests.secrecy.marks import KEY_MARK, SIGNATURE_MARK, lines_with_marks, marks_in_files, sandbox_arguments
from tests.secrecy.permissions import accessible_to_others
from tests.support.short_folder import short_folder

KEY = f"lp_canary_{KEY_MARK}"
QUOTING = f"{KEY} was sent to https://s.example/?X-Amz-Signature={SIGNATURE_MARK}"
PROJECT = "Acme Coffee iOS"
OPENER = '#!/bin/sh\nenv > "$0.env"\n'


@pytest.fixture
def careless(desk: Desk, tmp_path: Path) -> list[Path]:
    """A desk that closes nothing by itself, with folders of earlier; returns what is the program's."""
    desk.before = ("sh", "-c", 'umask 000; exec "$@"', "sh")
    temporary = tmp_path / "temporary"
    temporary.mkdir(mode=0o700)
    desk.env["TMPDIR"] = str(temporary)
    folders = [desk.home / kind / "layers-desktop" for kind in ("config", "data", "state", "cache")]
    for folder in folders:
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    return [*folders, temporary, Path(desk.env["XDG_RUNTIME_DIR"])]


@pytest.fixture
def told(desk: Desk) -> Iterator[Path]:
    """Put a program for opening folders before the system's; give where it writes what it was told.

    Where its path had a blank, Qt would start what stands before the blank.
    """
    with short_folder() as folder:
        opener = folder / "xdg-open"
        opener.write_text(OPENER, encoding="utf-8")
        opener.chmod(0o755)
        desk.env["PATH"] = f"{folder}:{desk.env['PATH']}"
        yield folder / "xdg-open.env"


def test_a_key_that_is_typed_and_shown_is_neither_told_nor_copied(
    desk: Desk, new_sandbox: NewSandbox
) -> None:
    desk.connect_without_key(new_sandbox(*sandbox_arguments(KEY)))
    window = desk.open()
    window.wait_for("push button", "Connect$")
    window.focus("^Layers Desktop")
    window.write(KEY)
    window.click("check box", "Show")
    texts = window.texts()
    assert "●" * len(KEY) in texts
    assert lines_with_marks(*texts) == []
    window.press("shift+Tab", "ctrl+a", "ctrl+c")
    assert [desk.screen.clipboard(each) for each in ("clipboard", "primary")] == ["", ""]
    window.click("push button", "Connect$")
    window.wait_for("label", "Sandbox Agency · connected")
    assert lines_with_marks(*window.texts()) == []
    assert window.end() == 0


def test_what_is_refused_in_words_that_quote_secrets_is_shown_copied_and_packed_without_them(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles, told: Path, tmp_path: Path
) -> None:
    sandbox = new_sandbox(*sandbox_arguments(KEY))
    for stage, fault in (("inline", "validation"), ("put", "signature_mismatch")):
        sandbox.control.fault(stage, fault, times=None, message=QUOTING)
    desk.connect(sandbox)
    window = desk.open(*media.all)
    window.wait_for("label", "Sandbox Agency · connected")
    window.choose_project(PROJECT)
    window.click("push button", f"Upload 3 files to {PROJECT}$")
    window.wait_for("check box", "Problems: 3")
    window.click("cell", media.png.name)
    window.press("Return")
    window.wait_for("push button", "Copy details")
    assert lines_with_marks(*window.texts()) == []
    window.click("push button", "Copy details")
    copied = until(desk.screen.clipboard, "text on the clipboard")
    assert "[redacted]" in copied
    assert lines_with_marks(copied) == []
    window.press("Escape")

    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    window.click("list item", "Advanced")
    window.click("push button", "Show log folder")
    assert f"HOME={desk.home}" in until(
        lambda: told.exists() and told.read_text(encoding="utf-8"), "program that was started"
    )
    assert lines_with_marks(told.read_text(encoding="utf-8")) == []
    window.click("push button", "Save a support bundle…")
    bundle = tmp_path / "packed" / "bundle.zip"
    bundle.parent.mkdir()
    window.fill(window.wait_for("text", "File name"), str(bundle))
    window.activate("push button", "Save$")
    until(bundle.exists, "support bundle")
    window.wait_for("label", "Saved as")
    assert lines_with_marks(*window.texts()) == []
    assert window.end() == 0
    assert marks_in_files(bundle.parent) == {}
    assert accessible_to_others(bundle) == {}


def test_nothing_that_the_window_keeps_is_open_to_others_whatever_the_umask(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles, careless: list[Path], tmp_path: Path
) -> None:
    sandbox = new_sandbox(*sandbox_arguments(KEY))
    sandbox.control.fault("put", "silence", times=None)
    desk.connect(sandbox)
    window = desk.open(make_longer(media.mp4, tmp_path / "long.mp4", 1_000_000))
    window.wait_for("label", "Sandbox Agency · connected")
    window.choose_project(PROJECT)
    window.click("push button", f"Upload 1 file to {PROJECT}$")
    until(lambda: sandbox.count("put"), "PUT")
    with desk.screen.picture_on_clipboard(media.png):
        window.focus("^Layers Desktop")
        window.click("cell", "long.mp4")
        window.press("ctrl+v")
        window.wait_for("cell", "pasted-")
    kept = [path.name for folder in careless for path in folder.rglob("*")]
    for part in ("preferences.json", "uploads.sqlite3-wal", "window.lock", "layers-desktop.log", "pasted-"):
        assert [name for name in kept if name.startswith(part)], part
    assert [path for folder in careless for path in folder.rglob("*") if path.is_socket()]
    assert accessible_to_others(*careless) == {}
    assert window.end() == 0
    assert accessible_to_others(*careless) == {}


def test_files_that_an_earlier_version_left_open_are_closed_at_the_next_start(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles, careless: list[Path]
) -> None:
    sandbox = new_sandbox(*sandbox_arguments(KEY))
    desk.connect(sandbox)
    window = desk.open(media.png)
    window.wait_for("label", "Sandbox Agency · connected")
    assert window.end() == 0
    left = [path for folder in careless for path in folder.rglob("*") if path.is_file()]
    for path in left:
        path.chmod(0o644)
    assert {"preferences.json", "uploads.sqlite3", "layers-desktop.log"} <= {path.name for path in left}
    window = desk.open()
    until(lambda: accessible_to_others(*careless) == {}, "closed files")
    assert window.end() == 0
