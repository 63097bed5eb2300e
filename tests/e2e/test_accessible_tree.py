"""The tree that a screen reader walks, in every state of the window: all that can be used explains itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.accessibility import GoneError, Seen
from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.inspection import faults_of
from tests.e2e.media_files import MediaFiles, make_batch, make_longer
from tests.e2e.menus import Menus, named
from tests.e2e.window import Window

PROJECT = "Acme Coffee iOS"
CONNECTED = "Sandbox Agency · connected"
SLOW = {"bytes_per_second": 500_000}


Inspect = Callable[..., None]


@pytest.fixture
def inspect(desk: Desk) -> Inspect:
    """Return what looks at everything that shows, or at these entries of a menu, and finds no fault."""

    def look(things: Callable[[], list[Seen]]) -> None:
        try:
            faults = faults_of(desk.screen.reader, things())
        except GoneError:  # something changed while it was looked at
            faults = faults_of(desk.screen.reader, things())
        assert not faults, "\n".join(faults)

    return look


def names(entries: list[Seen]) -> list[str]:
    return [each.name for each in entries]


def open_menu(window: Window, menus: Menus, name: str) -> list[Seen]:
    return menus.open(window.wait_for("button menu", name))


def choose(window: Window, menus: Menus, *path: str) -> None:
    """Go down the window's menu by these names, and press the last."""
    menus.choose(window.wait_for("button menu", "Menu"), *path)


def test_the_window_and_its_menus_explain_themselves_in_every_state(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path, menus: Menus, inspect: Inspect
) -> None:
    sandbox.control.fault("put", "slow", times=None, **SLOW)
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", CONNECTED)
    inspect(window.look)

    adding = open_menu(window, menus, "Add files")
    assert names(adding) == ["Add files…", "Add folder…", "Paste files or a picture"]
    window.press("Escape")
    note = tmp_path / "note.docx"
    note.write_text("no medium", encoding="utf-8")
    long = make_longer(media.mp4, tmp_path / "long.mp4", 30_000_000)
    assert desk.run(long, media.png, note) == 0
    window.wait_for("cell", "hero spring.png, Image")
    window.choose_project(PROJECT)
    inspect(window.look)

    window.activate("push button", "Upload 2 files")
    window.wait_for("progress bar", "Total progress")
    inspect(window.look)
    window.activate("push button", "Pause all uploads")
    window.wait_for("push button", "Resume all uploads")
    inspect(window.look)
    sandbox.control.clear_faults()
    window.activate("push button", "Resume all uploads")
    window.wait_for("push button", "Copy 2 IDs")
    window.wait_for("push button", "Clear finished")
    inspect(window.look)

    window.activate("check box", "Problems: 1 file", "Toggle")
    window.wait_for("push button", "Remove: ")
    window.fill(window.wait_for("text", "Filter"), "note")
    window.wait_for("push button", "Clear the search")
    inspect(window.look)
    assert "JSON, IDs only" in names(open_menu(window, menus, "More ways to copy"))
    window.press("Escape")
    assert window.end() == 0


def test_every_action_stands_in_the_menu(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, menus: Menus, inspect: Inspect
) -> None:
    desk.connect(sandbox)
    window = desk.open(*media.all)
    window.wait_for("label", CONNECTED)
    window.choose_project(PROJECT)
    window.wait_for("push button", "Upload 3 files")
    window.activate("cell", "launch-cut.mp4", "Toggle")
    whole = open_menu(window, menus, "Menu")
    inspect(lambda: whole)
    found = {name: menus.open(named(whole, name)) for name in names(whole)[:5]}
    for entries in found.values():
        inspect(lambda entries=entries: entries)
    assert names(found["Uploads"])[:2] == ["Upload", "Pause or resume all"]
    assert {"Kind", "Details", "Remove from list"} <= set(names(found["Selected files"]))
    assert {"Show problems", "Sort by", "Columns"} <= set(names(found["List"]))
    assert "Filter the list" in names(found["Go to"])
    kinds = menus.open(named(menus.open(named(whole, "Project")), "Kind for its new files"))
    inspect(lambda: kinds)
    assert "Automatic" in names(kinds)
    assert "Order added" in names(menus.open(named(menus.open(named(whole, "List")), "Sort by")))
    window.press("Escape", "Escape", "Escape")
    window.focus("^Layers Desktop")
    window.grab(window.wait_for("table", "Uploads"))
    window.press("Menu")
    by_key = menus.opened()
    inspect(lambda: by_key)
    assert names(by_key) == names(found["Selected files"])
    window.press("Escape")
    assert window.end() == 0


def test_every_window_beside_it_explains_itself(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, menus: Menus, inspect: Inspect
) -> None:
    desk.connect(sandbox)
    window = desk.open(media.mp4)
    window.wait_for("label", CONNECTED)
    window.choose_project(PROJECT)
    window.activate("push button", "Upload 1 file")
    window.wait_for("push button", "Copy 1 ID")
    window.activate("cell", "launch-cut.mp4", "Toggle")
    for path, title in (
        (("Selected files", "Details"), "Details of launch-cut.mp4"),
        (("Keyboard shortcuts",), "Keyboard shortcuts"),
        (("Help",), "Help"),
        (("About Layers Desktop",), "About Layers Desktop"),
        (("History",), "History"),
    ):
        choose(window, menus, *path)
        with window.in_front(title):
            inspect(window.look_at_dialog)
    choose(window, menus, "Change API key…")
    window.wait_for("label", "Key for Sandbox Agency$")
    inspect(window.look)
    window.press("Escape")
    window.wait_until_gone("label", "Key for Sandbox Agency$")
    assert window.end() == 0


def test_every_page_of_the_settings_explains_itself(
    desk: Desk, sandbox: Sandbox, menus: Menus, inspect: Inspect
) -> None:
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", CONNECTED)
    choose(window, menus, "Settings…")
    with window.in_front("Settings"):
        pages = window.wait_for("list", "Pages")
        titles = desk.screen.reader.children(pages.place)
        for number, title in enumerate(titles):
            desk.screen.reader.select(pages, number)
            window.wait_for("label", f"{title.name}$")
            inspect(window.look_at_dialog)
        assert len(titles) > 6
    assert window.end() == 0


def test_every_question_explains_itself(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path, menus: Menus, inspect: Inspect
) -> None:
    sandbox.control.fault("put", "slow", times=None, **SLOW)
    desk.connect(sandbox)
    many = tmp_path / "many"
    make_batch(media.png, many, [0] * 201)
    (many / "note.docx").write_text("no medium", encoding="utf-8")
    window = desk.open(many)
    window.activate("push button", "Choose kinds")
    window.activate("check box", "Show what is not accepted", "Toggle")
    inspect(window.look_at_dialog)
    window.activate("push button", "Cancel")
    films = [make_longer(media.mp4, tmp_path / f"{n}.mp4", 30_000_000 + n) for n in range(6)]
    assert desk.run(*films) == 0
    window.wait_for("cell", "5.mp4, Video")
    window.choose_project(PROJECT)
    window.activate("push button", "Upload 6 files")
    window.wait_for("progress bar", "Total progress")
    choose(window, menus, "Uploads", "Cancel all")
    window.wait_for("push button", "Keep")
    inspect(window.look_at_dialog)
    window.activate("push button", "Keep")
    window.wait_until_gone("push button", "Keep")
    choose(window, menus, "Quit")
    window.wait_for("push button", "Quit now")
    inspect(window.look_at_dialog)
    window.activate("push button", "Quit now")
    assert window.wait() == 0
