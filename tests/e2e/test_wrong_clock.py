"""A window on a computer whose clock is years ahead."""

import os

from tests.e2e.conftest import Desk, NewSandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.window import CHECKOUT

CLOCK = CHECKOUT / "tests" / "integration" / "cli" / "clock"
YEARS = 3 * 366 * 86_400


def test_a_clock_that_is_years_ahead_forgets_nothing_of_what_was_uploaded(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles
) -> None:
    sandbox = new_sandbox("--projects", "1")
    desk.connect(sandbox)
    window = desk.open("--start", media.png)
    window.wait_for("label", "✓")
    assert window.end() == 0

    right = dict(desk.env)
    paths = (str(CLOCK), right.get("PYTHONPATH", ""), str(CHECKOUT))
    desk.env |= {"CLOCK_AHEAD": str(YEARS), "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    assert window.end() == 0

    desk.env.clear()
    desk.env |= right
    window = desk.open("--start", media.png)
    window.wait_for("cell", "Status: You uploaded this")
    assert len(sandbox.control.assets()) == 1
    assert window.end() == 0
