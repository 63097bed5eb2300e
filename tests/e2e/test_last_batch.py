"""Yesterday's batch: its IDs are a menu's entry away, and its rows come back where that is wanted."""

import json

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.menus import Menus
from tests.e2e.waiting import until


def test_the_batch_of_an_earlier_run_is_copied_and_comes_back_where_that_is_wanted(
    desk: Desk, menus: Menus, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open("--start", "--project", "Acme Coffee iOS", media.png, media.mp3)
    window.wait_for("push button", "Copy 2 IDs")
    assert window.end() == 0
    ids = {asset["id"] for asset in sandbox.control.assets()}

    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    menus.choose(window.wait_for("button menu", "Menu"), "Uploads", "Copy last batch")
    until(lambda: set(desk.screen.clipboard().split()) == ids, "last batch on the clipboard")
    window.wait_for("label", "Copied 2 IDs of Acme Coffee iOS")
    assert window.end() == 0

    settings = desk.home / "config" / "layers-desktop" / "preferences.json"
    settings.write_text(
        json.dumps(json.loads(settings.read_text(encoding="utf-8")) | {"show_last_batch": True}),
        encoding="utf-8",
    )
    window = desk.open()
    window.wait_for("push button", "Copy 2 IDs")
    window.wait_for("cell", "hero spring.png")
    assert window.end() == 0
    assert {asset["id"] for asset in sandbox.control.assets()} == ids
