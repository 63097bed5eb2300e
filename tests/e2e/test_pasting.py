"""Ctrl+V over the window, with other programs that hold the clipboard."""

import contextlib
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.system import program, running
from tests.e2e.waiting import until
from tests.e2e.window import Window

PROJECT = "Acme Coffee iOS"


def connected(desk: Desk, sandbox: Sandbox) -> Window:
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    window.choose_project(PROJECT)
    return window


@contextlib.contextmanager
def copied(desk: Desk, text: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Have another program offer this text."""
    words = desk.home / "words"
    words.write_text(text, encoding="utf-8")
    command = [program("xclip", "xclip"), "-selection", "clipboard", "-quiet", "-in", str(words)]
    with running(command, desk.screen.env, stderr=subprocess.DEVNULL) as other:
        until(lambda: desk.screen.clipboard() == text, "text on the clipboard")
        yield other


def test_a_picture_is_sent_as_it_was_copied_to_the_last_byte(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    """Nothing reads and writes it anew: with a large one the window would not answer meanwhile."""
    window = connected(desk, sandbox)
    with desk.screen.picture_on_clipboard(media.png):
        window.press("ctrl+v", "ctrl+v")
        window.wait_for("cell", r"pasted-.*-1\.png, ")
        window.wait_for("cell", r"pasted-.*-2\.png, ")
    window.click("push button", f"Upload 2 files to {PROJECT}$")
    (asset,) = until(sandbox.control.assets, "asset")
    with Path(asset["path"]).open("rb") as kept:
        assert kept.read() == media.png.read_bytes()
    assert window.end() == 0


def test_where_a_pasted_picture_cannot_be_saved_that_is_told(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    window = connected(desk, sandbox)
    data = desk.home / "data"
    shutil.rmtree(data)
    data.write_text("no folder", encoding="utf-8")
    with desk.screen.picture_on_clipboard(media.png):
        window.press("ctrl+v")
        window.wait_for("label", "The picture could not be saved to ")
    assert window.end() == 0


def test_a_program_that_hangs_with_what_was_copied_from_it_holds_nothing_up(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    window = connected(desk, sandbox)
    with copied(desk, "zebra") as other:
        other.send_signal(signal.SIGSTOP)
        window.press("ctrl+v")
        window.wait_for("label", "Nothing was pasted: the program that you copied from does not answer.")
        window.wait_until_gone("label", "Nothing was pasted")
        assert desk.run(media.png) == 0
        window.wait_for("cell", "hero spring.png, ")
        window.press("ctrl+f", "ctrl+v")
        window.wait_for("label", "Nothing was pasted: the program that you copied from does not answer.")
        window.wait_until_gone("label", "Nothing was pasted")
        window.press("Menu")
        window.wait_for("label", "Nothing was pasted: the program that you copied from does not answer.")
        other.send_signal(signal.SIGCONT)
        window.press("ctrl+v")
        window.wait_until_gone("cell", "hero spring.png, ")
    assert window.end() == 0


def test_nor_does_it_where_a_key_is_asked_for(desk: Desk, sandbox: Sandbox, with_keyring: None) -> None:
    desk.connect_without_key(sandbox)
    window = desk.open()
    window.wait_for("label", "Connect to Layers$")
    with copied(desk, "zebra") as other:
        other.send_signal(signal.SIGSTOP)
        window.focus("^Layers Desktop")
        window.press("ctrl+v")
        window.wait_for("label", "Nothing was pasted: the program that you copied from does not answer.")
        window.write("lp_")
        window.wait_until_gone("label", "Nothing was pasted")
        window.click("push button", "Paste the key")
        window.wait_for("label", "Nothing was pasted: the program that you copied from does not answer.")
    assert window.end() == 0
