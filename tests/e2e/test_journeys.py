"""How many gestures of the mouse the usual ways take, counted: nobody may need more than these."""

import time
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.window import Window

ACME, BETA = "Acme Coffee iOS", "Beta Corp"
CONNECTED = "Sandbox Agency · connected"
# The height of a row in the list of projects, in pixels.
_ROW = 26


@dataclass
class Hand:
    """A hand on the mouse of one window, whose gestures are counted."""

    desk: Desk
    window: Window
    drags: int = 0
    clicks: int = 0

    def drag(self, files: tuple[Path, ...]) -> None:
        self.desk.drop(files, self.window)
        self.drags += 1

    def click(self, role: str, name: str) -> None:
        self.window.click(role, name)
        self.clicks += 1

    def choose(self, opener: str, row: int) -> None:
        """Open the list of projects by the arrow of this combo box, and choose what is in this row of it."""
        x, y, width, height = self.window.wait_for("combo box", opener).box
        self.desk.screen.click((x + width - height // 2, y + height // 2))
        time.sleep(0.5)  # the list is a window without a name, of which no screen reader is told
        self.desk.screen.click((x + width // 3, y + height + round(_ROW * (row + 0.5))))
        self.clicks += 2

    def upload_and_copy(self, project: str) -> list[str]:
        """Upload the three files, copy their IDs and return them."""
        self.click("push button", f"Upload 3 files to {project}$")
        self.window.wait_for("label", f"✓ (3 files are in {project}|6 files are in 2 projects)")
        self.click("push button", "Copy 3 IDs")
        self.window.wait_for("label", "Copied 3 IDs")
        return self.desk.screen.clipboard().splitlines()


def test_the_first_run_takes_one_drag_and_five_clicks_and_the_second_two(
    desk: Desk, sandbox: Sandbox, with_keyring: None, media: MediaFiles
) -> None:
    desk.connect_without_key(sandbox)
    window = desk.open()
    hand = Hand(desk, window)
    window.wait_for("label", "Connect to Layers$")
    hand.drag(media.all)
    window.focus("^Layers Desktop")
    window.write(sandbox.key)
    hand.click("push button", "Connect$")
    window.wait_for("label", CONNECTED)
    window.wait_until_gone("label", "Connect to Layers$")
    hand.choose("Project", 0)
    ids = hand.upload_and_copy(ACME)
    assert (hand.drags, hand.clicks, len(ids)) == (1, 5, 3)
    assert window.end() == 0

    again = desk.open()
    again.wait_for("label", CONNECTED)
    hand = Hand(desk, again)
    hand.drag(tuple(path.rename(path.with_stem(f"again-{path.stem}")) for path in copies(desk, media)))
    assert len(hand.upload_and_copy(ACME)) == 3
    assert (hand.drags, hand.clicks) == (1, 2)
    assert again.end() == 0


def copies(desk: Desk, media: MediaFiles) -> list[Path]:
    """Return three files of other contents: what the project has already is not sent once more."""
    made = []
    for path in media.all:
        made.append(desk.home / path.name)
        made[-1].write_bytes(path.read_bytes() + b"\0")
    return made


def test_with_both_switches_on_one_drag_is_all_it_takes(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", CONNECTED)
    window.choose_project(ACME)
    window.click("check box", "Start as soon as files are dropped")
    window.press("ctrl+comma")
    window.click("list item", "Copying")
    window.click("check box", "Copy IDs automatically")
    window.focus("Settings")
    window.press("Escape")
    window.wait_until_gone("dialog", "Settings")
    hand = Hand(desk, window)
    hand.drag(media.all)
    window.wait_for("label", "Copied 3 IDs")
    assert len(desk.screen.clipboard().splitlines()) == 3
    assert (hand.drags, hand.clicks) == (1, 0)
    assert window.end() == 0


def test_three_files_for_each_of_two_projects_take_two_drags_and_six_clicks_and_no_id_goes_astray(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", CONNECTED)
    window.choose_project(ACME)
    hand = Hand(desk, window)
    hand.drag(media.all)
    first = hand.upload_and_copy(ACME)
    hand.choose(ACME, 1)
    hand.drag(media.all)
    second = hand.upload_and_copy(BETA)
    assert (hand.drags, hand.clicks) == (2, 6)
    assert not set(first) & set(second)
    project_of = {asset["id"]: asset["project"] for asset in sandbox.control.assets()}
    assert len({project_of[each] for each in first}) == len({project_of[each] for each in second}) == 1
    assert project_of[first[0]] != project_of[second[0]]
    assert window.end() == 0
