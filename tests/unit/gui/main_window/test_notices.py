from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.network_errors import UnreachableError
from layers_desktop.domain.project import Account
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.notices.notices import reading_notice
from layers_desktop.gui.widgets.message_box import MessageBox
from layers_desktop.transfer.limits.holds import Hold, HoldReason

NORTHWIND = Account("org_1", "Northwind Agency", frozenset(), None, "key_1")
KEY_REFUSED = Problem(
    "UNAUTHENTICATED",
    "Layers did not accept your API key. It may have been replaced or switched off.",
    "Enter a new key; nothing is lost.",
    request_id="req_9",
)


def test_a_refused_key_is_told_once_with_how_many_wait(qtbot, window, queue, make_upload, tick, button):
    queue.add([make_upload(state=UploadState.QUEUED) for _ in range(5)])
    tick()
    queue.set_hold(Hold(HoldReason.KEY, KEY_REFUSED))
    notice = window.notices.current
    assert notice.text == f"{KEY_REFUSED.title} 5 files are waiting, nothing is lost."
    assert "req_9" in notice.details
    with qtbot.waitSignal(window.window_actions[ActionId.CHANGE_KEY].triggered):
        button("Enter a new key").click()
    queue.set_hold(None)
    assert window.notices.current is None


def test_offline_is_told_with_a_way_to_try(window, queue, button):
    queue.set_hold(Hold(HoldReason.OFFLINE))
    assert window.notices.current.text.startswith("No internet connection.")
    button("Try now").click()
    assert queue.asked == [("retry_now",)]


def test_the_most_severe_notice_is_shown_first(window, button):
    pressed = []
    window.notices.show_notice(Notice("a", Severity.INFO, "Info."))
    window.notices.show_notice(
        Notice("b", Severity.PROBLEM, "Bad.", (NoticeButton("Mend", lambda: pressed.append(1)),))
    )
    window.notices.show_notice(Notice("c", Severity.CAUTION, "Hm."))
    assert window.notices._text.text() == "Bad."
    button("Mend").click()
    assert pressed == [1]
    window.notices.hide_notice("b")
    assert window.notices._text.text() == "Hm."
    window.notices._close.click()
    assert window.notices._text.text() == "Info."


def test_the_account_and_the_sandbox_are_named(window):
    window.show_account(NORTHWIND, is_sandbox=True)
    assert window.status.account.text() == "Northwind Agency · connected"
    assert any(label.text() == "Sandbox" and label.isVisible() for label in window.findChildren(QLabel))
    window.show_account(None, is_sandbox=False)
    assert window.status.account.text() == "Not connected"


def test_closing_is_asked_and_waits_for_leave(qtbot, window):
    window._may_close = False
    with qtbot.waitSignal(window.closeRequested):
        window.close()
    assert window.isVisible()
    window.allow_close()
    window.close()
    assert not window.isVisible()


def test_f6_goes_round_the_bands(qtbot, window, queue, make_upload, tick):
    queue.add([make_upload()])
    tick()
    window.upload_list.view.setFocus()
    seen = []
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        seen.append(window.focusWidget())
    start = window.footer.start
    assert seen == [start.upload, window.header.picker, window.upload_list.view]


def test_tools_find_what_they_rely_on(window, queue, done, make_upload, tick, button):
    queue.add([done(), make_upload()])
    tick()
    labels = {label.text().replace("&", ""): label.buddy() for label in window.findChildren(QLabel)}
    assert isinstance(labels["Project"], QComboBox)
    assert isinstance(labels["Filter"], QLineEdit)
    assert window.upload_list.view.accessibleName() == "Uploads"
    assert button("Upload") is window.footer.start.upload
    assert button("Copy") is window.footer.start.copy


def test_every_button_that_can_be_seen_has_a_name(window, queue, make_upload, failed, done, tick):
    queue.add([make_upload(), failed(), done(), make_upload(state=UploadState.SENDING)])
    tick()
    nameless = [
        each
        for each in window.findChildren(QPushButton)
        if each.isVisible() and not (each.text() or each.accessibleName())
    ]
    assert nameless == []


def test_reading_is_counted_and_can_be_stopped(window, button):
    stopped = []

    def show(count):
        window.notices.show_notice(reading_notice(count, lambda: stopped.append(True)))

    show(1)
    assert window.notices.current.text == "Reading… 1 file found"
    stop = button("Stop")
    show(12_043)
    assert window.notices.current.text == "Reading… 12,043 files found"
    assert button("Stop") is stop
    stop.click()
    assert stopped == [True]


def test_a_button_whose_words_stay_does_what_it_means_now(window, button):
    pressed = []
    for name in ("first", "second"):
        choice = NoticeButton("Go", lambda name=name: pressed.append(name))
        window.notices.show_notice(Notice("key", Severity.INFO, name, (choice,)))
    button("Go").click()
    assert pressed == ["second"]


def test_a_key_without_the_right_asks_for_another(window, queue, button, qtbot, qapp):
    problem = ApiError(403, "FORBIDDEN_SCOPE", "projects:write is missing", "req_8").problem
    queue.set_hold(Hold(HoldReason.KEY, problem))
    assert window.notices.current.text == (
        "This key may not upload: it lacks projects:write. "
        "Ask whoever manages Layers in your team for a key with that right."
    )
    with qtbot.waitSignal(window.window_actions[ActionId.CHANGE_KEY].triggered):
        button("Use another key").click()
    button("Copy request").click()
    assert "projects:write" in qapp.clipboard().text()


def test_a_key_that_is_switched_off_has_nothing_to_request(window, queue, button):
    queue.set_hold(Hold(HoldReason.KEY, ApiError(403, "KILL_SWITCH", "off").problem))
    assert window.notices.current.text.startswith(
        "Layers has switched this key off. Your files are safe here"
    )
    assert [each.text for each in window.notices.current.buttons] == ["Use another key…"]


def test_the_details_of_a_notice_can_be_read_and_copied(window, queue, button, qapp):
    queue.set_hold(Hold(HoldReason.KEY, ApiError(401, "UNAUTHENTICATED", "unknown key", "req_8").problem))
    button("Details").click()
    assert "Request ID: req_8" in window.findChild(MessageBox).text
    button("Copy details").click()
    assert "Code: UNAUTHENTICATED" in qapp.clipboard().text()
    assert "Time: " in qapp.clipboard().text()


def test_a_list_that_cannot_be_saved_offers_to_show_its_folder(qtbot, window, queue, button):
    problem = Problem("JOURNAL", "The list cannot be saved to /state (disk full).", "Uploads wait.")
    queue.set_hold(Hold(HoldReason.DISK, problem))
    assert window.notices.current.text == problem.text
    button("Try again").click()
    assert queue.asked == [("save_again",)]
    with qtbot.waitSignal(window.window_actions[ActionId.SHOW_LIST_FOLDER].triggered):
        button("Show folder").click()


def test_a_list_that_cannot_be_opened_lets_the_person_decide(window, queue, button):
    problem = Problem("JOURNAL", "The list in /state cannot be read (disk full).", "Start again.")
    queue.set_hold(Hold(HoldReason.NO_JOURNAL, problem))
    assert "so nothing is sent" in window.notices.current.text
    button("Upload anyway").click()
    assert queue.asked == [("go_on_unrecorded",)]
    queue.set_hold(Hold(HoldReason.UNRECORDED, problem))
    assert window.notices.current.text == (
        "The list in /state cannot be read (disk full). Uploads continue, but would be lost after a crash."
    )


def test_a_host_that_cannot_be_reached_leads_to_the_settings_on_the_network(qtbot, window, queue, button):
    queue.set_hold(Hold(HoldReason.OFFLINE, UnreachableError("api.layers.com", "timed out").problem))
    assert window.notices.current.text == (
        "Could not reach api.layers.com. A proxy or firewall may be blocking it (timed out). "
        "Uploads continue by themselves; you can keep adding files."
    )
    with qtbot.waitSignal(window.window_actions[ActionId.NETWORK_SETTINGS].triggered):
        button("Network settings").click()
