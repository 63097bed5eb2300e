"""The focus never goes by itself to what changes where or whether something is sent."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QListWidget, QPushButton, QWidget

from layers_desktop.domain.project import Account
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.clipboard.copier import Copier
from layers_desktop.gui.details.dialog import DetailsDialog
from layers_desktop.gui.history.search_bar import HistoryQuery
from layers_desktop.gui.history.window import HistoryWindow
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.settings.dialog import SettingsDialog
from layers_desktop.gui.settings.fields import ActionsSetting, BoolSetting, PageSpec


def _controls(window):
    """Return every visible control of the window that takes the focus, but the list itself."""
    return [
        each
        for each in window.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and each.focusPolicy() is not Qt.FocusPolicy.ClickFocus
        and each.window() is window
        and each.focusProxy() is None
        and not window.upload_list.view.isAncestorOf(each)
        and each not in (window.upload_list.view, window.upload_list.empty.drop_button)
    ]


@pytest.fixture
def full_window(window, queue, signals, make_upload, done, failed, tick):
    """Return the window with every kind of row, and a notice."""
    queue.add([make_upload(), done(), failed(), make_upload(state=UploadState.SENDING)])
    window.notices.show_notice(Notice("x", Severity.INFO, "Text.", (NoticeButton("Do", lambda: None),)))
    window.header.accounts.show()
    tick()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    return window


@pytest.mark.parametrize("go", ["hide", "disable", "hide_parent"])
def test_when_any_control_goes_that_has_the_focus_the_list_has_it(full_window, go):
    controls = _controls(full_window)
    assert len(controls) > 12
    for control in controls:
        control.setFocus()
        assert full_window.focusWidget() is control
        gone = control.parentWidget() if go == "hide_parent" else control
        gone.setEnabled(False) if go == "disable" else gone.hide()
        assert full_window.focusWidget() is full_window.upload_list.focus_target, control
        gone.setEnabled(True)
        gone.show()


@pytest.fixture
def history(window, desktop, icons, done):
    opened = HistoryWindow([("prj_1", "Acme")], Copier(desktop.clipboard, str), str, icons, window)
    opened.show_uploads([done(), done()], HistoryQuery(), 2)
    opened.table.selectAll()
    return opened, opened.table


@pytest.fixture
def details(window, failed):
    opened = DetailsDialog(failed(), lambda _text: None, parent=window)
    return opened, next(each for each in opened.findChildren(QPushButton) if each.text() == "Close")


@pytest.fixture
def settings(window):
    deeds = ActionsSetting("All of it", lambda: (("Clear", lambda: None), ("Export…", lambda: None)))
    switch = BoolSetting("Awake", True, True, lambda _on: None)
    opened = SettingsDialog([PageSpec("Uploads", (switch, deeds))], window)
    return opened, next(iter(opened.findChildren(QListWidget)))


@pytest.mark.parametrize("go", ["hide", "disable", "hide_parent"])
@pytest.mark.parametrize("name", ["history", "details", "settings"])
def test_in_the_other_windows_too_the_focus_goes_to_what_does_no_harm(request, qtbot, name, go):
    opened, target = request.getfixturevalue(name)
    qtbot.addWidget(opened)
    opened.show()
    opened.activateWindow()
    QTest.qWaitForWindowActive(opened)
    controls = [
        each
        for each in opened.findChildren(QAbstractButton)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and each is not target
    ]
    assert controls
    for control in controls:
        control.setFocus()
        assert opened.focusWidget() is control
        is_near = control.parentWidget().isAncestorOf(target)
        gone = control.parentWidget() if go == "hide_parent" and not is_near else control
        gone.setEnabled(False) if go == "disable" else gone.hide()
        assert opened.focusWidget() is target, control
        gone.setEnabled(True)
        gone.show()


def test_a_control_that_goes_while_another_program_is_in_front_leaves_the_focus_to_the_list(
    qtbot, full_window
):
    other = QWidget()
    qtbot.addWidget(other)
    full_window.footer.start.upload.setFocus()
    other.show()
    other.activateWindow()
    QTest.qWaitForWindowActive(other)
    full_window.footer.start.upload.hide()
    full_window.activateWindow()
    QTest.qWaitForWindowActive(full_window)
    assert full_window.focusWidget() is full_window.upload_list.view


def test_after_upload_is_pressed_the_down_key_leaves_the_project_alone(
    qtbot, window, queue, signals, make_upload, tick
):
    upload = make_upload()
    queue.add([upload])
    tick()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.footer.start.upload.setFocus()
    qtbot.keyClick(window.footer.start.upload, Qt.Key.Key_Space)
    upload.enqueue()
    signals.changed(upload)
    tick()
    assert not window.footer.start.upload.isVisible()
    assert window.focusWidget() is window.upload_list.view
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    assert window.header.picker.project.name == "Acme Coffee iOS"


def test_after_clearing_the_focus_is_where_files_are_added(qtbot, window, queue, done, tick):
    queue.add([done()])
    tick()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.footer.progress.clear.setFocus()
    qtbot.keyClick(window.footer.progress.clear, Qt.Key.Key_Space)
    assert not queue.uploads
    assert window.focusWidget() is window.upload_list.empty.drop_button


def test_a_picker_that_gives_way_to_its_only_project_leaves_the_focus_to_the_list(window):
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.header.picker.setFocus()
    window.show_projects(window.header.picker.projects[:1], window.header.picker.project)
    assert window.focusWidget() is window.upload_list.empty.drop_button
    assert window.window_actions[ActionId.ADD_FILES].isEnabled()
    window.show_account(Account("org_1", "Northwind", frozenset(), None, "key_1"), is_sandbox=False)
