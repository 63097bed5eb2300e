"""The program ends in order, whoever asks for it."""

import signal

import pytest

from tests.e2e.conftest import Desk, NewSandbox, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.waiting import until

CONNECTED = "Sandbox Agency · connected"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("how", SIGNALS)
def test_a_signal_ends_the_idle_window(desk: Desk, sandbox: Sandbox, how: signal.Signals) -> None:
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", CONNECTED)
    assert window.end(how) == 0


def test_a_signal_in_the_middle_of_an_upload_loses_nothing(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles
) -> None:
    sandbox = new_sandbox("--projects", "1")
    sandbox.control.fault("*", "latency", times=None, seconds=1)
    desk.connect(sandbox)
    window = desk.open("--start", *media.all)
    until(lambda: sandbox.count("presign") + sandbox.count("inline"), "upload under way")
    assert window.end(signal.SIGINT) == 0
    sandbox.control.clear_faults()
    again = desk.open()
    again.click("push button", "Resume [1-3]$")
    until(lambda: len(sandbox.control.assets()) >= len(media.all), "asset for every file")
    again.wait_for("label", "✓")
    assert again.end() == 0
    assert sorted(asset["filename"] for asset in sandbox.control.assets()) == sorted(
        path.name for path in media.all
    )


def test_a_second_program_hands_its_files_to_the_first(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open(media.png)
    window.wait_for("cell", "hero spring.png, Image")
    assert desk.run(media.mp3) == 0
    window.wait_for("cell", "jingle.mp3, Audio")
    assert window.end() == 0
