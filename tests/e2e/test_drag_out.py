"""Rows are dragged out of the window: their IDs arrive in the other program, and nothing comes back in."""

import json
import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.screen import HEIGHT, WIDTH
from tests.e2e.system import running

TARGET = Path(__file__).with_name("drag_target.py")


def test_the_ids_of_the_selected_rows_arrive_where_they_are_dropped(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open("--start", "--project", "Acme Coffee iOS", media.png, media.mp3)
    window.wait_for("push button", "Copy 2 IDs")
    ids = [asset["id"] for asset in sandbox.control.assets()]
    window.focus("^Layers Desktop")
    window.click("cell", "hero spring.png")
    window.press("ctrl+a")
    row = window.wait_for("cell", "hero spring.png").box.centre
    env = {name: value for name, value in desk.env.items() if name != "AT_SPI_BUS_ADDRESS"}
    command = [sys.executable, str(TARGET)]
    with running(command, env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as target:
        assert target.stdout is not None
        assert target.stdout.readline() == b"ready\n"
        desk.screen.drag(row, (WIDTH - 20, HEIGHT - 20))
        arrived = json.loads(target.stdout.readline())
    assert sorted(arrived["text"].splitlines()) == sorted(ids)
    assert all(asset in arrived["csv"] for asset in ids)

    desk.screen.drag(row, (row[0], row[1] + 200))
    window.wait_for("push button", "Copy 2 IDs")
    assert len(sandbox.control.calls("inline")) + len(sandbox.control.calls("finalize")) == 2
    assert window.end() == 0
