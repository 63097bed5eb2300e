from collections import Counter
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableWidget, QWidget

from layers_desktop.domain.i18n import isolate_fields
from layers_desktop.gui.dialogs.help import ShortcutsDialog, shortcut_rows
from layers_desktop.gui.main_window.actions import ActionId, WindowActions
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.system import platform_factory
from layers_desktop.gui.widgets.labels import Heading
from layers_desktop.gui.widgets.message_box import MessageBox


def be_on_a_mac(monkeypatch):
    monkeypatch.setattr(platform_factory, "sys", SimpleNamespace(platform="darwin"))


@pytest.mark.parametrize("on_system", [lambda _: None, be_on_a_mac])
def test_no_key_does_two_things(qtbot, icons, monkeypatch, on_system):
    on_system(monkeypatch)
    window = QWidget()
    qtbot.addWidget(window)
    rows = shortcut_rows(WindowActions(window, icons).values())
    assert [key for key, count in Counter(key for _, key in rows).items() if count > 1] == []


def test_on_a_mac_keys_are_those_that_it_has_and_leaves_to_programs(
    qtbot, icons, window, make_upload, queue, monkeypatch
):
    be_on_a_mac(monkeypatch)
    actions = WindowActions(window, icons)
    keys = {
        name: actions[name].shortcut().toString()
        for name in (ActionId.HISTORY, ActionId.CANCEL_ALL, ActionId.HELP)
    }
    assert list(keys.values()) == ["Ctrl+Y", "Ctrl+Shift+Backspace", "Ctrl+?"]  # Command is called Ctrl here
    assert ("Remove or cancel the selected files", "Backspace") in shortcut_rows(actions.values())
    queue.add([make_upload()])
    window.upload_list.view.selectAll()
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_Backspace)
    assert not queue.uploads


def test_a_mac_has_the_menus_in_its_bar(qtbot, queue, meter, signals, icons, desktop, monkeypatch):
    be_on_a_mac(monkeypatch)
    window = MainWindow()
    qtbot.addWidget(window)
    window.build(queue, meter, signals, icons, desktop)
    window.allow_close()
    menus = [action.menu() for action in window.menuBar().actions()]
    titles = ["Uploads", "Selected files", "Project", "List", "Go to", "Menu"]
    assert [menu.title() for menu in menus] == titles
    roles = {action.text(): action.menuRole() for action in menus[-1].actions() if action.isVisible()}
    assert roles["Quit"] is QAction.MenuRole.QuitRole
    assert roles["Undo"] is QAction.MenuRole.NoRole


def test_backspace_removes_nothing_where_there_is_a_key_for_that(qtbot, window, make_upload, queue):
    queue.add([make_upload()])
    window.upload_list.view.selectAll()
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_Backspace)
    assert queue.uploads
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_Delete)
    assert not queue.uploads


def test_every_key_is_listed_with_what_it_does(qtbot, icons):
    window = QWidget()
    qtbot.addWidget(window)
    rows = shortcut_rows(WindowActions(window, icons).values())
    assert ("Add files…", "Ctrl+O") in rows
    assert ("Show the details of a file", "Return") in rows
    dialog = ShortcutsDialog(rows, window)
    table = dialog.findChild(QTableWidget)
    assert table.rowCount() == len(rows)
    assert table.item(0, 1).text() == rows[0][1]


def test_in_a_menu_from_the_right_a_key_ends_with_its_sign(qtbot, icons):
    window = QWidget()
    qtbot.addWidget(window)
    isolate_fields(is_on=True)
    try:
        actions = WindowActions(window, icons)
    finally:
        isolate_fields(is_on=False)
    assert actions[ActionId.SETTINGS].text() == "Settings…\t\u2068Ctrl+,\u2069"
    assert actions[ActionId.QUIT].text() == "Quit"
    assert ("Settings…", "Ctrl+,") in shortcut_rows(actions.values())


def test_what_nobody_offers_is_not_in_the_menu(qtbot, icons):
    window = QWidget()
    qtbot.addWidget(window)
    actions = WindowActions(window, icons)
    assert not actions[ActionId.SETTINGS].isVisible()
    assert actions[ActionId.QUIT].isVisible()


def test_f1_says_how_a_file_comes_to_its_id(qtbot, window):
    window.window_actions[ActionId.HELP].trigger()
    assert "From a file to its ID" in window.findChild(MessageBox).findChild(Heading).text()
    assert window.window_actions[ActionId.HELP].shortcut().toString() == "F1"
