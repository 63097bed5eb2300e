"""What was copied, once the program has ended: a clipboard manager keeps it, or the program has said so."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Desk, NewSandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.screen import display
from tests.e2e.system import program, running
from tests.e2e.waiting import until

SHORT_LIVED = "Copied 1 ID. Unless a clipboard manager runs, paste before you quit."


def on_clipboard(desk: Desk) -> str:
    command = [program("xclip", "xclip"), "-selection", "clipboard", "-target", "UTF8_STRING", "-out"]
    done = subprocess.run(command, env=desk.env, check=False, capture_output=True, timeout=60)
    return done.stdout.decode()


@contextlib.contextmanager
def clipboard_manager(desk: Desk) -> Iterator[None]:
    """Run GNOME's window manager, which is one."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [program("dbus-run-session", "dbus"), "--", program("mutter", "mutter"), "--x11"]
    ask = [program("xprop", "x11-utils"), "-root", "_NET_SUPPORTING_WM_CHECK"]
    with running(command, desk.env, **quiet):
        until(lambda: b"window id" in subprocess.check_output(ask, env=desk.env), "window manager")
        yield


@pytest.mark.parametrize(
    ("manager", "is_kept"),
    [(clipboard_manager, True), (contextlib.nullcontext, False)],
    ids=["with a manager", "without one"],
)
def test_ids_outlive_the_program_or_it_says_that_they_will_not(
    desk: Desk,
    new_sandbox: NewSandbox,
    media: MediaFiles,
    manager: Callable[[Desk], "contextlib.AbstractContextManager[None]"],
    *,
    is_kept: bool,
) -> None:
    sandbox = new_sandbox("--projects", "1")
    desk.connect(sandbox)
    with display(desk.env) as name:
        desk.env["DISPLAY"] = name
        with manager(desk):
            window = desk.open("--start", media.png)
            window.wait_for("label", "✓")
            window.activate("push button", "Copy")
            window.wait_for("label", SHORT_LIVED)
            (asset,) = sandbox.control.assets()
            assert on_clipboard(desk) == asset["id"]
            assert window.end() == 0
            kept = on_clipboard(desk)
    assert kept == (asset["id"] if is_kept else "")
