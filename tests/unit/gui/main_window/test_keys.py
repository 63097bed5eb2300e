"""Every key does what the window of shortcuts says of it, and no key that means nothing loses work."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.details.dialog import DetailsDialog
from layers_desktop.gui.dialogs.help import ShortcutsDialog, shortcut_rows
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.gui.widgets.message_box import MessageBox


@pytest.fixture
def make(make_upload, done, failed):
    """Return makers of uploads, by what becomes of them."""
    return SimpleNamespace(
        ready=make_upload,
        done=done,
        failed=failed,
        sending=lambda: make_upload(state=UploadState.SENDING),
    )


@pytest.fixture
def world(qapp, window, queue, make, asked, tick, tmp_path):
    """Return the window with what a test needs around it; what it says of itself is in `heard`."""
    heard = []
    signals = {
        "filesDropped": window.controller.file_input.filesDropped,
        "imagePasted": window.controller.file_input.imagePasted,
        "startRequested": window.footer.start.startRequested,
        "projectsRefreshRequested": window.window_actions[ActionId.REFRESH_PROJECTS].triggered,
    }
    for name, signal in signals.items():
        signal.connect(lambda *_, name=name: heard.append(name))
    window.window_actions[ActionId.QUIT].triggered.connect(lambda: heard.append("quit"))
    window.closeRequested.connect(lambda: heard.append("close"))
    for name in (ActionId.HISTORY, ActionId.SETTINGS):
        window.handle(name, lambda name=name: heard.append(name))
    asked.files, asked.folder = [tmp_path / "a.png"], [tmp_path]

    def add(*uploads):
        queue.add(uploads)
        tick()
        window.upload_list.view.setFocus()
        window.upload_list.view.selectAll()

    return SimpleNamespace(
        window=window, view=window.upload_list.view, queue=queue, make=make, heard=heard, add=add, app=qapp
    )


def says(world, name):
    return lambda: name in world.heard


def asks(world, command):
    return lambda: command in [name for name, *_ in world.queue.asked]


def opens(world, dialog):
    return lambda: any(each.isVisible() for each in world.window.findChildren(dialog))


def focuses(world, widget):
    return lambda: world.window.focusWidget() is widget


def with_files(world, then, *uploads):
    world.add(*uploads)
    return then


def pasting(world):
    world.app.clipboard().setImage(QImage(4, 4, QImage.Format.Format_RGB32))
    return says(world, "imagePasted")


def copying(world):
    world.add(world.make.done(asset_id="med_A"), world.make.done(asset_id="med_B"))
    return lambda: world.app.clipboard().text() == "med_A\nmed_B"


def showing(world, chip):
    world.add(world.make.ready())
    world.window.upload_list.bar.select_group(
        CountGroup.DONE if chip is not CountGroup.DONE else CountGroup.ALL
    )
    return lambda: world.window.model.filter.group is chip


def undoing(world):
    world.add(world.make.ready())
    QTest.keyClick(world.view, Qt.Key.Key_Delete)
    return lambda: len(world.queue.uploads) == 1


def redoing(world):
    done = undoing(world)
    world.window.controller.undo_stack.undo()
    assert done()
    return lambda: not world.queue.uploads


def of_kind(world, kind):
    upload = world.make.ready(kind=MediaKind.AUDIO if kind is not MediaKind.AUDIO else MediaKind.VIDEO)
    world.add(upload)
    return lambda: upload.kind is kind


def choosing_a_kind(world):
    world.add(world.make.ready())
    return lambda: any("Video" in [each.text() for each in menu.actions()] for menu in open_menus(world))


def open_menus(world):
    return [menu for menu in world.view.findChildren(QMenu) if menu.isVisible()]


def clearing_the_selection(world):
    world.add(world.make.ready())
    return lambda: not world.view.selected_uploads()


def backwards(world):
    world.window.footer.start.switch.setFocus()
    return focuses(world, world.window.upload_list.empty.drop_button)


CASES = {
    "Add files…": lambda w: says(w, "filesDropped"),
    "Add folder…": lambda w: says(w, "filesDropped"),
    "Paste files or a picture": pasting,
    "Upload": lambda w: with_files(w, says(w, "startRequested"), w.make.ready()),
    "Pause or resume all": lambda w: with_files(w, asks(w, "pause_all"), w.make.sending()),
    "Cancel all": lambda w: with_files(w, asks(w, "cancel"), w.make.sending()),
    "Retry all failed and cancelled": lambda w: with_files(w, asks(w, "retry"), w.make.failed()),
    "Copy all IDs": copying,
    "Undo": undoing,
    "Redo": redoing,
    "Choose the project": lambda w: focuses(w, w.window.header.picker),
    "Refresh projects": lambda w: says(w, "projectsRefreshRequested"),
    "Filter the list": lambda w: with_files(w, focuses(w, w.window.upload_list.bar.field), w.make.ready()),
    "Show all": lambda w: showing(w, CountGroup.ALL),
    "Show what is active": lambda w: showing(w, CountGroup.ACTIVE),
    "Show what is done": lambda w: showing(w, CountGroup.DONE),
    "Show problems": lambda w: showing(w, CountGroup.PROBLEMS),
    "Go to the next part of the window": lambda w: focuses(w, w.window.footer.start.switch),
    "Go to the previous part of the window": backwards,
    "History": lambda w: says(w, ActionId.HISTORY),
    "Settings…": lambda w: says(w, ActionId.SETTINGS),
    "Keyboard shortcuts": lambda w: opens(w, ShortcutsDialog),
    "Help": lambda w: opens(w, MessageBox),
    "Close the window": lambda w: lambda: not w.window.isVisible(),
    "Quit": lambda w: says(w, "quit"),
    "Copy the IDs of the selected files": copying,
    "Pause or resume the selected files": lambda w: with_files(w, asks(w, "pause"), w.make.sending()),
    "Retry the selected files": lambda w: with_files(w, asks(w, "retry"), w.make.failed()),
    "Remove or cancel the selected files": lambda w: with_files(w, asks(w, "remove"), w.make.ready()),
    "Choose the kind of the selected files": choosing_a_kind,
    "Make the selected files images": lambda w: of_kind(w, MediaKind.IMAGE),
    "Make the selected files videos": lambda w: of_kind(w, MediaKind.VIDEO),
    "Make the selected files audio": lambda w: of_kind(w, MediaKind.AUDIO),
    "Make the selected files logos": lambda w: of_kind(w, MediaKind.LOGO),
    "Make the selected files reference images": lambda w: of_kind(w, MediaKind.REFERENCE_IMAGE),
    "Show the details of a file": lambda w: with_files(w, opens(w, DetailsDialog), w.make.ready()),
    "Clear the filter, then deselect the files": clearing_the_selection,
}


def rows_of(window):
    """Return the rows of the window of shortcuts, as they stand there."""
    return dict(shortcut_rows(window.window_actions.values()))


@pytest.mark.parametrize("text", CASES)
def test_a_key_does_what_the_window_of_shortcuts_says(qtbot, world, text):
    has_happened = CASES[text](world)
    assert not has_happened()
    QTest.keySequence(world.window.focusWidget(), QKeySequence(rows_of(world.window)[text]))
    qtbot.waitUntil(has_happened)


def test_there_is_a_case_for_every_row_of_the_window_of_shortcuts(world):
    assert list(rows_of(world.window)) == list(CASES)


@pytest.mark.parametrize("keys", ["Ctrl+Enter", "Alt+Return"])
def test_other_keys_for_the_same(qtbot, world, keys):
    world.add(world.make.ready())
    QTest.keySequence(world.view, QKeySequence(keys))
    happened = says(world, "startRequested") if keys == "Ctrl+Enter" else opens(world, DetailsDialog)
    qtbot.waitUntil(happened)


def test_space_resumes_what_is_paused(world):
    upload = world.make.ready(state=UploadState.PAUSED)
    world.add(upload)
    QTest.keyClick(world.view, Qt.Key.Key_Space)
    assert world.queue.asked == [("resume", [upload.id])]


def test_ctrl_c_and_v_in_a_field_stay_those_of_the_field(world):
    world.add(world.make.done())
    field = world.window.upload_list.bar.field
    field.setText("hero")
    field.setFocus()
    field.selectAll()
    QTest.keySequence(field, QKeySequence("Ctrl+C"))
    assert world.app.clipboard().text() == "hero"
    field.clear()
    QTest.keySequence(field, QKeySequence("Ctrl+V"))
    assert field.text() == "hero"
    assert world.heard == []


def test_escape_clears_the_filter_first_and_then_the_selection(world):
    world.add(world.make.ready())
    world.window.upload_list.bar.field.setText("hero")
    QTest.keyClick(world.view, Qt.Key.Key_Escape)
    assert world.window.upload_list.bar.field.text() == ""
    assert world.view.selected_uploads()
    QTest.keyClick(world.view, Qt.Key.Key_Escape)
    assert not world.view.selected_uploads()


def _known_codes():
    """Return the codes of all signs on a keyboard; those of small letters are no keys of their own."""
    return [code for code in range(ord("!"), ord("~") + 1) if not chr(code).islower()]


# What lies under the fingers and means nothing by itself, in the list or elsewhere.
STRAY = [
    *(Qt.Key(code) for code in _known_codes()),
    *(
        Qt.Key.Key_Escape,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Insert,
        Qt.Key.Key_F3,
        Qt.Key.Key_F4,
        Qt.Key.Key_F7,
    ),
]


def holders(world):
    """Return a control of each band that may have the focus."""
    return (
        world.view,
        world.window.header.kind,
        world.window.upload_list.bar.field,
        world.window.footer.start.switch,
    )


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier])
def test_escape_and_stray_keys_lose_nothing(world, modifier):
    uploads = [world.make.ready(), world.make.sending(), world.make.failed(), world.make.done()]
    world.add(*uploads)
    before = [(upload.id, upload.kind, upload.project, upload.state) for upload in uploads]
    window = world.window
    for holder in (world.view, window.header.kind, window.upload_list.bar.field, window.footer.start.switch):
        for key in STRAY:
            holder.setFocus()
            QTest.keyClick(holder, key, modifier)
    assert world.queue.asked == []
    assert [(each.id, each.kind, each.project, each.state) for each in world.queue.uploads.values()] == before
    assert world.window.isVisible()
    assert world.heard == []


def actions_of(menu):
    """Return every action in the menu and the menus below it, as they are once it is open."""
    menu.aboutToShow.emit()
    for action in menu.actions():
        if action.menu():
            yield from actions_of(action.menu())
        elif not action.isSeparator():
            yield action


def test_every_action_of_the_window_stands_in_a_menu(world):
    header = world.window.header
    menus = [menu for menu in header.findChildren(QMenu) if not isinstance(menu.parent(), QMenu)]
    offered = {action for menu in menus for action in actions_of(menu)}
    of_notices = {ActionId.NETWORK_SETTINGS, ActionId.SHOW_LIST_FOLDER}  # what a notice offers when it helps
    missing = {name for name, action in world.window.window_actions.items() if action not in offered}
    assert missing == of_notices


def test_what_can_be_done_with_the_selected_files_stands_in_the_menu(world):
    upload = world.make.sending()
    world.add(upload)
    menus = {menu.title(): menu for menu in world.window.header.findChildren(QMenu)}
    entries = {action.text(): action for action in actions_of(menus["Selected files"])}
    entries["Pause"].trigger()
    assert world.queue.asked == [("pause", [upload.id])]
    world.view.clearSelection()
    nothing = list(actions_of(menus["Selected files"]))
    assert [(each.text(), each.isEnabled()) for each in nothing] == [("No file is selected", False)]


def test_order_and_columns_can_be_chosen_without_a_mouse(world):
    world.add(world.make.ready("b.png"), world.make.ready("a.png"))

    def choose(title, text):
        menus = {menu.title(): menu for menu in world.window.header.findChildren(QMenu)}
        chosen = [each for each in actions_of(menus[title]) if each.text() == text]
        chosen[0].trigger()

    def shown():
        return [world.window.model.upload_at(row).path.name for row in range(2)]

    choose("Sort by", "Name")
    assert shown() == ["a.png", "b.png"]
    choose("Sort by", "Name")
    assert shown() == ["b.png", "a.png"]
    choose("Sort by", "Order added")
    assert shown() == ["b.png", "a.png"]
    assert world.view.horizontalHeader().sortIndicatorSection() == -1
    choose("Columns", "Size")
    assert world.view.isColumnHidden(2)


def test_the_menu_offers_of_all_at_once_only_what_means_something(world, tick):
    actions = world.window.window_actions
    of_all = [ActionId.START, ActionId.PAUSE_ALL, ActionId.CANCEL_ALL, ActionId.RETRY_ALL]

    def offered():
        return [name for name in of_all if actions[name].isEnabled()]

    assert offered() == []
    world.add(world.make.ready())
    assert offered() == [ActionId.START]
    world.add(world.make.sending(), world.make.failed())
    assert offered() == of_all
