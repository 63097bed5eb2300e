"""The program in other languages: chosen in the settings, and used from the drop to the ID."""

from tests.e2e.conftest import Desk, NewSandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.waiting import until
from tests.e2e.window import Window


def choose_language(window: Window, name: str, settings: str = "Settings") -> None:
    """Choose this language in the settings, which are called so, and restart."""
    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    window.wait_for("dialog", settings)
    window.focus(f"^{settings}")
    window.press("Tab")  # from the pages to the first setting of the first
    window.write(name)
    window.press("Return")


def test_a_restart_in_another_language_loses_nothing(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles
) -> None:
    sandbox = new_sandbox("--projects", "1")
    desk.connect(sandbox)
    window = desk.open("--start", media.png)
    window.wait_for("label", "✓ 1 file is in ")
    sandbox.control.fault("*", "latency", times=None, seconds=3)
    desk.run("--start", media.mp3, media.mp4)
    until(lambda: sandbox.count("presign") + sandbox.count("inline") > 1, "upload under way")
    choose_language(window, "English")
    window.activate("push button", "Restart now")
    window.wait_until_gone("push button", "Restart now")
    sandbox.control.clear_faults()
    window.wait_for("dialog", "Settings")
    window.wait_for("combo box", "English")
    window.wait_for("cell", "hero spring.png, Image, .*, Done")
    until(lambda: len(sandbox.control.assets()) >= len(media.all), "asset for every file")
    window.wait_for("cell", "jingle.mp3, Audio, .*, Done")
    assert desk.run(media.png) == 0
    assert window.end() == 0
    names = sorted(asset["filename"] for asset in sandbox.control.assets())
    assert names == sorted(path.name for path in media.all)
