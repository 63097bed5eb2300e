"""Files on a share that has stopped answering, dropped on the window."""

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.window import Window
from tests.support.share import Share, mounted


@pytest.fixture
def share(tmp_path: Path, media: MediaFiles) -> Iterator[Share]:
    with mounted(tmp_path / "nas") as share:
        for name in ("a.png", "b.png", "c.png"):
            shutil.copy(media.png, share.folder / name)
        yield share


def test_a_share_that_does_not_answer_holds_up_no_other_drop_and_can_be_left(
    desk: Desk, sandbox: Sandbox, share: Share, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open()
    share.fall_silent()
    for name in ("a.png", "b.png", "c.png"):
        assert desk.run(share.mount / name) == 0
    assert desk.run(media.mp3) == 0
    window.wait_for("cell", "jingle.mp3, Audio")
    window.wait_for("label", f"{share.mount} does not answer.")
    window.click("push button", "Stop")
    window.wait_for("cell", "a.png")
    window.wait_until_gone("push button", "Stop")
    share.answer()
    assert window.end() == 0


END: dict[str, Callable[[Window], int]] = {
    "SIGTERM": lambda window: window.end(signal.SIGTERM),
    "Quit": lambda window: (window.press("ctrl+q"), window.wait())[1],
}


@pytest.mark.parametrize("end", END.values(), ids=END)
def test_the_window_ends_without_waiting_for_a_share(
    desk: Desk, sandbox: Sandbox, share: Share, end: Callable[[Window], int]
) -> None:
    desk.connect(sandbox)
    window = desk.open()
    share.fall_silent()
    for name in ("a.png", "b.png"):
        assert desk.run(share.mount / name) == 0
    window.wait_for("label", f"{share.mount} does not answer.")
    assert end(window) == 0
