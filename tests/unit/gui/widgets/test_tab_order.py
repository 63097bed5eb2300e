"""Where the keyboard goes: down the window from control to control, and from band to band."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.uploads.counts import CountGroup

HEADER = ["Project", "Kind for new files", "Add files", "Menu"]
# Of the chips, as of all buttons that exclude each other, Tab stops at the one that is chosen.
CHIPS = ["All"]
DROP = "Drop files or folders here, or press to choose files"
SWITCH = "Start as soon as files are dropped"
COPYING = ["Copy 1 ID", "More ways to copy"]


@pytest.fixture
def state(window, queue, make_upload, done, failed, tick):
    """Return what brings the window into a state by its name."""

    def add(name):
        uploads = {
            "staged": lambda: [make_upload()],
            "busy": lambda: [make_upload(state=UploadState.SENDING)],
            "finished": lambda: [done()],
            "problems": lambda: [failed()],
        }
        if name in uploads:
            queue.add(uploads[name]())
            tick()
        if name == "problems":
            window.upload_list.bar.select_group(CountGroup.PROBLEMS)

    return add


def spoken(widget):
    """Return what a screen reader calls this: the label that goes with it, or its own name."""
    interface = QAccessible.queryAccessibleInterface(widget)
    labels = [label.text(QAccessible.Text.Name) for label, _ in interface.relations(QAccessible.Label)]
    name = labels[0] if labels else interface.text(QAccessible.Text.Name)
    return name.partition(":")[0]


def stops(qtbot, window, key=Qt.Key.Key_Tab):
    """Return the name of everything that the key goes through, beginning with the project."""
    window.header.picker.setFocus()
    found = []
    while (focused := window.focusWidget()) not in found:
        found.append(focused)
        qtbot.keyClick(focused, key)
    assert focused is found[0], "Tab never comes back to where it began"
    return [spoken(widget) for widget in found]


@pytest.mark.parametrize(
    ("name", "middle", "footer"),
    [
        ("empty", [DROP, "Add files…", "Add folder…"], [SWITCH]),
        ("staged", [*CHIPS, "Filter", "Uploads"], [SWITCH, "Upload 1 file to Acme Coffee iOS"]),
        (
            "busy",
            [*CHIPS, "Filter", "Uploads"],
            ["Speed limit", "Pause all uploads", "Cancel all uploads", SWITCH],
        ),
        (
            "finished",
            [*CHIPS, "Filter", "Uploads"],
            ["Clear finished files from the list", SWITCH, "Copy IDs automatically next time", *COPYING],
        ),
        (
            "problems",
            [
                "Problems",
                "Filter",
                "Uploads",
                "1 × Layers had a problem on its side (503).",
                "Retry",
                "Remove",
            ],
            ["Retry 1 failed file", SWITCH, "1 file needs your attention"],
        ),
    ],
)
def test_tab_goes_down_the_window_and_shift_tab_up(qtbot, window, state, name, middle, footer):
    state(name)
    wanted = [*HEADER, *middle, *footer]
    assert stops(qtbot, window) == wanted
    assert stops(qtbot, window, Qt.Key.Key_Backtab) == [wanted[0], *reversed(wanted[1:])]


def through_bands(qtbot, window, modifier, count):
    found = []
    for _ in range(count):
        qtbot.keyClick(window, Qt.Key.Key_F6, modifier)
        found.append(spoken(window.focusWidget()))
    return found


@pytest.mark.parametrize(
    ("name", "middle", "footer"),
    [
        ("empty", DROP, SWITCH),
        ("staged", "Uploads", "Upload 1 file to Acme Coffee iOS"),
        ("busy", "Uploads", "Pause all uploads"),
        ("finished", "Uploads", "Copy 1 ID"),
    ],
)
def test_f6_goes_round_the_bands_both_ways(qtbot, window, state, name, middle, footer):
    state(name)
    window.header.picker.setFocus()
    bands = [middle, footer, "Project"]
    assert through_bands(qtbot, window, Qt.KeyboardModifier.NoModifier, 4) == [*bands, middle]
    backwards = ["Project", footer, middle]
    assert through_bands(qtbot, window, Qt.KeyboardModifier.ShiftModifier, 3) == backwards


def test_f6_stops_at_a_notice_and_knows_every_control_of_a_band(qtbot, window, state):
    state("busy")
    window.notices.show_notice(
        Notice("key", Severity.PROBLEM, "No key.", (NoticeButton("Enter a key…", print),))
    )
    window.header.kind.setFocus()
    found = through_bands(qtbot, window, Qt.KeyboardModifier.NoModifier, 2)
    assert found == ["Enter a key…", "Uploads"]
    window.footer.progress.cancel.setFocus()
    assert through_bands(qtbot, window, Qt.KeyboardModifier.ShiftModifier, 1) == ["Uploads"]


def test_with_one_project_f6_goes_to_what_else_is_in_the_header(qtbot, window, state):
    window.show_projects([window.header.picker.project], window.header.picker.project)
    window.footer.start.switch.setFocus()
    found = through_bands(qtbot, window, Qt.KeyboardModifier.NoModifier, 1)
    assert found == ["Kind for new files"]


@pytest.mark.parametrize("how", ["space", "click"])
def test_the_place_to_drop_on_is_a_button(qtbot, window, asked, tmp_path, how):
    asked.files = [tmp_path / "hero.png"]
    drop = window.focusWidget()
    with qtbot.waitSignal(window.controller.file_input.filesDropped):
        if how == "space":
            qtbot.keyClick(drop, Qt.Key.Key_Space)
        else:
            place = window.upload_list.empty._heading.geometry().center()
            qtbot.mouseClick(window.upload_list.empty.childAt(place), Qt.MouseButton.LeftButton)


def test_arrow_keys_choose_another_chip(qtbot, window, state):
    state("staged")
    chips = window.upload_list.bar._chips
    chips[CountGroup.ALL].setFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert window.focusWidget() is chips[CountGroup.ACTIVE]
    assert window.model.filter.group is CountGroup.ACTIVE


def test_tab_comes_to_a_notice_between_header_and_list(qtbot, window, state):
    state("staged")
    window.notices.show_notice(
        Notice("key", Severity.PROBLEM, "No key.", (NoticeButton("Enter a key…", print),))
    )
    notice = ["Enter a key…", "Dismiss this notice"]
    assert stops(qtbot, window)[: len(HEADER) + 3] == [*HEADER, *notice, *CHIPS]
