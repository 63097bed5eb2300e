"""The program in other languages: chosen in the settings, and used from the drop to the ID.

What is expected is asked of the same catalogues, in the language that the window speaks.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers_desktop.domain.i18n import exact_size_text, isolate_fields, tr, tr_plural, without_isolates
from layers_desktop.local.language import ENGLISH, choose_language, use_language
from tests.e2e.conftest import Desk, NewSandbox, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.waiting import until
from tests.e2e.window import Window

PROJECT = "Acme Coffee iOS"
# What keeps the direction of a field apart may stand before it.
MARK = "\u2068?"


def speak(name: str) -> None:
    """Expect the words of this language from now on, whose name is that of a locale."""
    language = choose_language({"LANG": name})
    use_language(language)
    isolate_fields(is_on=language.code == "ar")


@pytest.fixture(autouse=True)
def speak_english_again() -> Iterator[None]:
    yield
    use_language(ENGLISH)
    isolate_fields(is_on=False)


def choose_in_settings(window: Window, name: str) -> None:
    """Choose this language in the settings."""
    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    window.wait_for("dialog", "Settings")
    window.focus("^Settings")
    window.press("Tab")  # from the pages to the first setting of the first
    window.write(name)
    window.press("Return")


def test_a_restart_in_another_language_loses_nothing(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.png"
    empty.touch()
    sandbox = new_sandbox("--projects", "1")
    desk.connect(sandbox)
    window = desk.open("--start", media.png)
    window.wait_for("label", "✓ 1 file is in ")
    sandbox.control.fault("*", "latency", times=None, seconds=3)
    desk.run("--start", media.mp3, media.mp4, empty)
    until(lambda: sandbox.count("presign") + sandbox.count("inline") > 1, "upload under way")
    window.wait_for("cell", "empty.png.*This file is empty")
    choose_in_settings(window, "Deutsch")
    window.activate("push button", "Restart now")
    window.wait_until_gone("push button", "Restart now")
    sandbox.control.clear_faults()
    speak("de_DE.UTF-8")
    window.wait_for("dialog", tr("Settings"))
    window.wait_for("combo box", "Deutsch")
    window.wait_for("cell", f"hero spring.png.*{tr('Done')}")
    why = re.escape(tr("This file is empty (0 bytes), so there is nothing to send."))
    window.wait_for("cell", f"empty.png.*{why}")
    until(lambda: len(sandbox.control.assets()) >= len(media.all), "asset for every file")
    window.wait_for("cell", f"jingle.mp3.*{tr('Done')}")
    assert desk.run(media.png) == 0
    assert window.end() == 0
    names = sorted(asset["filename"] for asset in sandbox.control.assets())
    assert names == sorted(path.name for path in media.all)


@pytest.mark.parametrize("locale", ["ar_EG.UTF-8", "ja_JP.UTF-8"])
def test_a_batch_becomes_ids_in_the_language_of_the_system(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, locale: str
) -> None:
    speak(locale)
    desk.env["LANG"] = locale
    desk.env.pop("LC_ALL", None)
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", re.escape(tr("{name} · connected", name="Sandbox Agency")))
    desk.drop(media.all, window)
    window.choose_project(PROJECT)
    upload = tr_plural("Upload {n} file to {project}", "Upload {n} files to {project}", 3, project=PROJECT)
    window.click("push button", re.escape(upload))
    done = tr_plural("{n} file is in {project}.", "{n} files are in {project}.", 3, project=PROJECT)
    window.wait_for("label", f"✓ {re.escape(done)}")
    window.click("push button", re.escape(tr_plural("Copy {n} ID", "Copy {n} IDs", 3)))
    copied = re.escape(tr_plural("Copied {n} ID.", "Copied {n} IDs.", 3))
    window.wait_for("label", f"{MARK}{copied}")
    assets = {asset["id"]: asset["filename"] for asset in sandbox.control.assets()}
    ids = desk.screen.clipboard().splitlines()
    assert [assets[each] for each in ids] == [path.name for path in media.all]
    _copy_a_detail(desk, window, media)
    assert window.end() == 0


def _copy_a_detail(desk: Desk, window: Window, media: MediaFiles) -> None:
    """Select a sentence as a person does, and see that what keeps its directions apart is not copied."""
    window.click("cell", f"{MARK}{media.png.name}")
    window.press("alt+Return")
    title = tr("Details of {name}", name=media.png.name)
    window.wait_for("dialog", re.escape(title))
    exact = exact_size_text(media.png.stat().st_size)
    window.click("label", f".*{re.escape(exact)}")
    window.press("ctrl+a", "ctrl+c")
    until(lambda: without_isolates(exact) in desk.screen.clipboard(), "size on the clipboard")
    copied = desk.screen.clipboard()
    assert without_isolates(copied) == copied
