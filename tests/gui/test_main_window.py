from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.file_errors import FileEmptyError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.transfer.gates import Gate, GateReason

ACME = Project("prj_1", "Acme Coffee iOS", "ACME-17")
BETA = Project("prj_2", "Beta Corp", "BETA-2")
NORTHWIND = Account("org_1", "Northwind Agency", frozenset(), None, "key_1")
LINK = "That is a link, not a file. Save it to your computer, then drop it here."
KEY_REFUSED = Problem(
    "UNAUTHENTICATED",
    "Layers did not accept your API key. It may have been replaced or switched off.",
    "Enter a new key; nothing is lost.",
    request_id="req_9",
)


def files(*paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def links(*urls):
    mime = QMimeData()
    mime.setUrls([QUrl(url) for url in urls])
    return mime


def text(words):
    mime = QMimeData()
    mime.setText(words)
    return mime


def mixed():
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a/one.png"), QUrl("https://example.com/x.png")])
    return mime


def drag_over(window, mime):
    """Move a drag in and say whether a drop would be taken."""
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys)
    QApplication.sendEvent(window, enter)
    move = QDragMoveEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys)
    move.ignore()
    QApplication.sendEvent(window, move)
    return move.isAccepted()


def drop(window, mime, keys=Qt.KeyboardModifier.NoModifier):
    drag_over(window, mime)
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    event = QDropEvent(QPointF(9, 9), actions, mime, Qt.MouseButton.LeftButton, keys, QEvent.Type.Drop)
    QApplication.sendEvent(window, event)
    return event


def dropped(qtbot, window, mime, keys=Qt.KeyboardModifier.NoModifier):
    with qtbot.waitSignal(window.filesDropped) as caught:
        drop(window, mime, keys)
    return caught.args


def tick(qtbot, window):
    with qtbot.waitSignal(window.model.ticked):
        pass


def button(window, start):
    """Return the visible button whose accessible name begins so; that is how tools find it."""
    buttons = [each for each in window.findChildren(QPushButton) if each.isVisible()]
    return next((each for each in buttons if (each.accessibleName() or each.text()).startswith(start)), None)


# ------------------------------------------------------------------------------ drops
def test_dropped_files_are_passed_on_in_their_order(qtbot, window):
    paths, start_now = dropped(qtbot, window, files("/a/b c#1%20.png", "/a/é.mp4"))
    assert paths == [Path("/a/b c#1%20.png"), Path("/a/é.mp4")]
    assert start_now is False


def test_ctrl_while_dropping_means_at_once(qtbot, window):
    assert dropped(qtbot, window, files("/a/b.png"), Qt.KeyboardModifier.ControlModifier)[1] is True


def test_a_drop_is_a_copy_and_never_a_move(qtbot, window):
    assert drop(window, files("/a/b.png")).dropAction() is Qt.DropAction.CopyAction


def test_of_a_mixed_drop_the_local_files_are_taken(qtbot, window):
    assert dropped(qtbot, window, mixed())[0] == [Path("/a/one.png")]


def test_a_dropped_link_is_answered_in_words(qtbot, window):
    with qtbot.assertNotEmitted(window.filesDropped):
        drop(window, links("https://example.com/hero.png"))
    assert window.toast.text == LINK
    assert window.toast.isVisible()


@pytest.mark.parametrize(
    ("mime", "is_taken"),
    [
        (files("/a/b.png"), True),
        (mixed(), True),
        (links("https://example.com"), True),
        (text("https://example.com/x"), True),
        (text("hello"), False),
        (QMimeData(), False),
    ],
)
def test_the_cursor_says_whether_a_drop_is_taken(window, mime, is_taken):
    assert drag_over(window, mime) is is_taken


def test_dragging_files_shows_where_they_would_go(window):
    drag_over(window, files("/a/b.png"))
    assert window._drops.overlay.isVisible()
    assert window._drops.overlay.caption == "Drop to add to Acme Coffee iOS"
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window._drops.overlay.isVisible()


def test_dragging_no_file_says_so(window):
    drag_over(window, text("hello"))
    assert window._drops.overlay.caption == "There is no file in what you are dragging"


def test_no_field_takes_a_drop_away_from_the_window(window):
    fields = window.findChildren(QLineEdit)
    assert fields
    assert not any(field.acceptDrops() for field in fields)
    assert not window.list_area.view.acceptDrops()
    assert not window.list_area.view.viewport().acceptDrops()


def test_pasted_files_are_taken_like_dropped_ones(qtbot, window, qapp):
    qapp.clipboard().setMimeData(files("/a/b.png"))
    with qtbot.waitSignal(window.filesDropped) as caught:
        qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == [[Path("/a/b.png")], False]


def test_the_chosen_files_are_taken_like_dropped_ones(qtbot, window, asked):
    asked.files = [Path("/a/b.png")]
    with qtbot.waitSignal(window.filesDropped) as caught:
        window.list_area.empty.filesWanted.emit()
    assert caught.args == [[Path("/a/b.png")], False]


def test_a_choice_that_was_called_off_adds_nothing(qtbot, window):
    with qtbot.assertNotEmitted(window.filesDropped):
        window.list_area.empty.folderWanted.emit()


# ----------------------------------------------------------------- names for tools
def test_tools_find_what_they_rely_on(qtbot, window, queue, done):
    queue.add([done()])
    tick(qtbot, window)
    labels = {label.text().replace("&", ""): label.buddy() for label in window.findChildren(QLabel)}
    assert isinstance(labels["Project"], QComboBox)
    assert isinstance(labels["Filter"], QLineEdit)
    assert window.list_area.view.accessibleName() == "Uploads"
    assert button(window, "Upload") is window.footer.start.upload
    assert button(window, "Copy") is window.footer.start.copy


def test_every_button_that_can_be_seen_has_a_name(qtbot, window, queue, make_upload, failed, done):
    queue.add([make_upload(), failed(), done(), make_upload(state=UploadState.SENDING)])
    tick(qtbot, window)
    nameless = [
        each
        for each in window.findChildren(QPushButton)
        if each.isVisible() and not (each.text() or each.accessibleName())
    ]
    assert nameless == []


# ------------------------------------------------------------------------ main button
def test_an_empty_window_shows_where_to_drop(window):
    assert window.list_area.empty.isVisible()
    assert not window.footer.start.upload.isEnabled()
    assert window.footer.start.upload.toolTip() == "Add files first."


def test_the_main_button_names_how_many_and_where(qtbot, window, queue, make_upload):
    queue.add([make_upload() for _ in range(12)])
    tick(qtbot, window)
    assert window.footer.start.upload.text() == "Upload 12 files to Acme Coffee iOS"
    with qtbot.waitSignal(window.startRequested):
        window.footer.start.upload.click()


def test_one_file_is_called_one(qtbot, window, queue, make_upload):
    queue.add([make_upload()])
    tick(qtbot, window)
    assert window.footer.start.upload.text() == "Upload 1 file to Acme Coffee iOS"


def test_files_for_several_projects_are_told(qtbot, window, queue, make_upload):
    queue.add([make_upload(), make_upload(project=BETA)])
    tick(qtbot, window)
    assert window.footer.start.upload.text() == "Upload 2 files to 2 projects"


def test_an_ampersand_in_a_project_is_shown_and_no_shortcut(qtbot, window, queue, make_upload):
    queue.add([make_upload(project=Project("p", "Salt & Pepper"))])
    tick(qtbot, window)
    assert window.footer.start.upload.text() == "Upload 1 file to Salt && Pepper"
    assert window.footer.start.upload.accessibleName() == "Upload 1 file to Salt & Pepper"


def test_rows_that_need_a_hand_do_not_block_the_others(qtbot, window, queue, make_upload):
    broken = make_upload(state=UploadState.REJECTED, problem=FileEmptyError().problem)
    queue.add([make_upload(), broken])
    tick(qtbot, window)
    assert window.footer.start.upload.isEnabled()
    assert window.footer.start._fixing.text() == "1 needs fixing first"


def test_without_a_project_the_button_says_what_is_missing(qtbot, window, queue, make_upload):
    window.show_projects([], None)
    queue.add([make_upload(project=None)])
    tick(qtbot, window)
    assert not window.footer.start.upload.isEnabled()
    assert window.footer.start.upload.toolTip() == "Choose a project first."


def test_ctrl_return_presses_the_main_button(qtbot, window, queue, make_upload):
    queue.add([make_upload()])
    tick(qtbot, window)
    with qtbot.waitSignal(window.startRequested):
        qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_the_switch_is_told(qtbot, window):
    with qtbot.waitSignal(window.startOnDropToggled) as caught:
        window.footer.start.switch.click()
    assert caught.args == [True]


# ------------------------------------------------------------------- busy and finished
def test_while_busy_the_total_is_shown(qtbot, window, queue, make_upload):
    queue.add([make_upload(state=UploadState.SENDING)])
    tick(qtbot, window)
    words = window.footer.progress.text.text().replace("\u202f", " ")
    assert words == "214.0 MB of 390.0 MB · 7 of 12 files · 8.1 MB/s · about 20 s left"
    assert window.footer.progress.bar.isVisible()


def test_the_total_leaves_out_what_is_not_known(qtbot, window, queue, meter, make_upload):
    meter.whole.speed = meter.whole.seconds_left = None
    queue.add([make_upload(state=UploadState.SENDING)])
    tick(qtbot, window)
    words = window.footer.progress.text.text().replace("\u202f", " ")
    assert words == "214.0 MB of 390.0 MB · 7 of 12 files"


def test_the_total_bar_is_never_full_while_busy(qtbot, window, queue, meter, make_upload):
    meter.whole.bytes_done = meter.whole.bytes_total
    queue.add([make_upload(state=UploadState.FINALIZING)])
    tick(qtbot, window)
    bar = window.footer.progress.bar
    assert bar.value() < bar.maximum()


def test_pause_and_resume_hold_and_release_the_whole_queue(qtbot, window, queue, signals, make_upload):
    queue.add([make_upload(state=UploadState.SENDING)])
    tick(qtbot, window)
    window.footer.progress.pause.click()
    queue.gate = Gate(GateReason.PAUSED)
    signals.gate_changed(queue.gate)
    assert window.footer.progress.pause.text() == "Resume"
    assert window.footer.progress.text.text().startswith("Paused")
    window.footer.progress.pause.click()
    assert queue.asked == [("pause_all",), ("resume_all",)]


def test_the_end_is_told_with_what_needs_a_person(qtbot, window, queue, done, failed):
    queue.add([*(done(asset_id=f"med_{number}") for number in range(11)), failed()])
    tick(qtbot, window)
    assert window.footer.progress.text.text() == "✓ 11 files are in Acme Coffee iOS. 1 needs you."
    assert window.footer.progress.retry.text() == "Retry 1"
    assert window.footer.start.copy.text() == "Copy 11 IDs"


def test_retry_is_hidden_where_it_cannot_help(qtbot, window, queue, done, failed):
    useless = Problem("NOT_MEDIA", "Layers takes images, videos and audio, not .docx files.")
    queue.add([done(), failed(problem=useless)])
    tick(qtbot, window)
    assert not window.footer.progress.retry.isVisible()


def test_retry_all_tries_what_failed_and_not_what_was_cancelled(qtbot, window, queue, make_upload, failed):
    broken = failed()
    queue.add([broken, make_upload(state=UploadState.CANCELLED)])
    tick(qtbot, window)
    window.footer.progress.retry.click()
    assert queue.asked == [("retry", [broken.id])]


def test_a_few_uploads_are_cancelled_without_a_question(qtbot, window, queue, asked, make_upload):
    uploads = [make_upload(state=UploadState.SENDING) for _ in range(5)]
    queue.add(uploads)
    tick(qtbot, window)
    window.footer.progress.cancel.click()
    assert queue.asked == [("cancel", [upload.id for upload in uploads])]
    assert asked.questions == []


@pytest.mark.parametrize(("count", "sent"), [(6, 0), (1, 100_000_001)])
def test_many_uploads_or_bytes_are_cancelled_after_a_question(
    qtbot, window, queue, asked, make_upload, count, sent
):
    queue.add([make_upload(state=UploadState.SENDING, bytes_sent=sent) for _ in range(count)])
    tick(qtbot, window)
    window.footer.progress.cancel.click()
    assert queue.asked == []
    asked.questions[0][1]()
    assert queue.asked[0][0] == "cancel"


def test_clearing_takes_what_is_finished_and_undo_brings_it_back(qtbot, window, queue, done, failed):
    queue.add([done("a.png"), failed("b.png"), done("c.png")])
    tick(qtbot, window)
    window.footer.progress.clear.click()
    assert [upload.path.name for upload in window.model.uploads()] == ["b.png"]
    assert window.toast.text == "2 finished files left the list. Ctrl+Z brings them back."
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [upload.path.name for upload in window.model.uploads()] == ["a.png", "b.png", "c.png"]


# ----------------------------------------------------------------------------- copying
def test_copy_puts_all_ids_on_the_clipboard_in_list_order(qtbot, window, queue, qapp, done, make_upload):
    queue.add([done("b.png", "med_B"), make_upload(), done("a.png", "med_A")])
    tick(qtbot, window)
    window.footer.start.copy.click()
    assert qapp.clipboard().text() == "med_B\nmed_A"
    assert window.toast.text == "Copied 2 IDs."
    assert b"med_A" in qapp.clipboard().mimeData().data("text/csv").data()


def test_ctrl_c_copies_the_selected_ids_and_tells_of_the_others(
    qtbot, window, queue, qapp, done, make_upload
):
    queue.add([done("a.png", "med_A"), make_upload(), done("c.png", "med_C")])
    window.list_area.view.selectRow(0)
    window.list_area.view.selectionModel().select(
        window.model.index(1, 0),
        window.list_area.view.selectionModel().SelectionFlag.Select
        | window.list_area.view.selectionModel().SelectionFlag.Rows,
    )
    qtbot.keyClick(window.list_area.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == "med_A"
    assert window.toast.text == "Copied 1 ID. 1 selected file has none yet."


def test_copying_nothing_leaves_the_clipboard_alone(qtbot, window, queue, qapp, make_upload):
    qapp.clipboard().setText("mine")
    queue.add([make_upload()])
    window.list_area.view.selectRow(0)
    qtbot.keyClick(window.list_area.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == "mine"
    assert window.toast.text == "Nothing copied: the selected file has no ID yet."


# ---------------------------------------------------------------------------- the rows
@pytest.mark.parametrize(
    ("state", "key", "command"),
    [
        (UploadState.SENDING, Qt.Key.Key_Space, "pause"),
        (UploadState.PAUSED, Qt.Key.Key_Space, "resume"),
        (UploadState.SENDING, Qt.Key.Key_Delete, "cancel"),
        (UploadState.READY, Qt.Key.Key_Delete, "remove"),
    ],
)
def test_keys_work_on_the_selected_rows(qtbot, window, queue, make_upload, state, key, command):
    upload = make_upload(state=state)
    queue.add([upload])
    window.list_area.view.selectRow(0)
    qtbot.keyClick(window.list_area.view, key)
    assert queue.asked == [(command, [upload.id])]


def test_alt_and_a_digit_change_the_kind_and_undo_gives_it_back(qtbot, window, queue, make_upload):
    uploads = [make_upload(), make_upload(kind=MediaKind.REFERENCE_IMAGE)]
    queue.add(uploads)
    window.list_area.view.selectAll()
    qtbot.keyClick(window.list_area.view, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert [upload.kind for upload in uploads] == [MediaKind.LOGO, MediaKind.LOGO]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [upload.kind for upload in uploads] == [MediaKind.IMAGE, MediaKind.REFERENCE_IMAGE]


def test_clicking_the_button_of_a_row_cancels_that_row_only(qtbot, window, queue, make_upload):
    from layers_desktop.gui.uploads.columns import Column

    first, second = make_upload(state=UploadState.SENDING), make_upload(state=UploadState.SENDING)
    queue.add([first, second])
    tick(qtbot, window)
    view = window.list_area.view
    cell = view.visualRect(window.model.index(1, Column.LEFT))
    place = view._delegate.button_rect(cell, Qt.LayoutDirection.LeftToRight).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert queue.asked == [("cancel", [second.id])]


def test_escape_loses_no_work(qtbot, window, queue, make_upload):
    queue.add([make_upload(state=UploadState.SENDING)])
    window.list_area.view.selectRow(0)
    qtbot.keyClick(window.list_area.view, Qt.Key.Key_Escape)
    qtbot.keyClick(window.list_area.view, Qt.Key.Key_Escape)
    assert queue.asked == []
    assert window.list_area.view.selected_uploads() == []


def test_a_narrow_window_keeps_what_matters_most(qtbot, window, queue, make_upload):
    from layers_desktop.gui.uploads.columns import Column

    queue.add([make_upload()])
    window.resize(640, 420)
    view = window.list_area.view
    qtbot.waitUntil(lambda: view.isColumnHidden(Column.LEFT))
    kept = [column for column in Column if not view.isColumnHidden(column)]
    assert {Column.NAME, Column.PROGRESS, Column.ASSET_ID} <= set(kept)
    assert view.columnWidth(Column.NAME) >= 120


def test_the_project_column_appears_when_projects_mix(qtbot, window, queue, make_upload):
    from layers_desktop.gui.uploads.columns import Column

    window.resize(1400, 600)
    queue.add([make_upload()])
    tick(qtbot, window)
    assert window.list_area.view.isColumnHidden(Column.PROJECT)
    queue.add([make_upload(project=BETA)])
    tick(qtbot, window)
    assert not window.list_area.view.isColumnHidden(Column.PROJECT)


def test_chips_count_and_choose(qtbot, window, queue, make_upload, done, failed):
    queue.add([make_upload(), done(), failed(), make_upload(state=UploadState.SENDING)])
    tick(qtbot, window)
    chips = [chip.text() for chip in window.list_area.bar._chips.values()]
    assert chips == ["All 4", "Active 1", "Done 1", "Problems 1"]
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert window.model.rowCount() == 1


def test_ctrl_f_searches_and_escape_shows_all_again(qtbot, window, queue, make_upload):
    queue.add([make_upload("hero.png"), make_upload("logo.svg")])
    tick(qtbot, window)
    field = window.list_area.bar.field
    qtbot.keyClicks(field, "hero")
    assert window.model.rowCount() == 1
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert window.model.rowCount() == 2


# ----------------------------------------------------------------------------- projects
def test_choosing_a_project_is_told_once(qtbot, window):
    told = []
    window.projectChosen.connect(told.append)
    window.header.picker.setCurrentIndex(1)
    window.header.picker.activated.emit(1)
    window.header.picker.activated.emit(1)
    assert told == [BETA]


@pytest.mark.parametrize("typed", ["beta corp", "BETA-2", "Beta Corp "])
def test_a_project_can_be_typed_by_name_or_by_the_agencys_id(qtbot, window, typed):
    picker = window.header.picker
    picker.setFocus()
    picker.lineEdit().selectAll()
    with qtbot.waitSignal(window.projectChosen):
        qtbot.keyClicks(picker.lineEdit(), typed)
        qtbot.keyClick(picker.lineEdit(), Qt.Key.Key_Return)
    assert picker.project == BETA
    assert picker.currentText() == "Beta Corp"


def test_what_is_no_project_goes_back_to_the_chosen_one(qtbot, window):
    picker = window.header.picker
    picker.lineEdit().selectAll()
    qtbot.keyClicks(picker.lineEdit(), "nonsense")
    qtbot.keyClick(picker.lineEdit(), Qt.Key.Key_Return)
    assert picker.currentText() == "Acme Coffee iOS"
    assert picker.project == ACME


def test_waiting_files_keep_their_project_until_they_are_moved(qtbot, window, queue, make_upload):
    uploads = [make_upload(), make_upload()]
    queue.add(uploads)
    tick(qtbot, window)
    window.header.picker.activated.emit(1)
    notice = window.notices.current
    assert notice.text == "2 waiting files still go to Acme Coffee iOS."
    assert [each.text for each in notice.buttons] == ["Move them to Beta Corp", "Leave them"]
    assert {upload.project for upload in uploads} == {ACME}
    button(window, "Move them").click()
    assert {upload.project for upload in uploads} == {BETA}
    assert window.notices.current is None


def test_files_without_a_project_take_the_one_that_is_chosen(qtbot, window, queue, make_upload):
    upload = make_upload(project=None)
    queue.add([upload])
    window.header.picker.activated.emit(1)
    assert upload.project == BETA


def test_no_projects_is_told_with_what_to_do(qtbot, window):
    window.show_account(NORTHWIND, is_sandbox=False)
    window.show_projects([], None)
    assert (
        window.notices.current.text
        == "No projects yet in Northwind Agency. Create one in Layers, then refresh."
    )
    with qtbot.waitSignal(window.projectsRefreshRequested):
        button(window, "Refresh").click()
    window.show_projects([ACME], ACME)
    assert window.notices.current is None


def test_projects_that_cannot_be_refreshed_stay(qtbot, window):
    window.show_projects_problem(Problem("UNREACHABLE", "Could not reach Layers."), "14:02")
    assert window.notices.current.text == "Could not refresh the list. Showing projects from 14:02."
    assert window.header.picker.count() == 2


# ------------------------------------------------------------------------ gates, notices
def test_a_refused_key_is_told_once_with_how_many_wait(qtbot, window, queue, signals, make_upload):
    queue.add([make_upload(state=UploadState.QUEUED) for _ in range(5)])
    tick(qtbot, window)
    signals.gate_changed(Gate(GateReason.KEY, KEY_REFUSED))
    notice = window.notices.current
    assert notice.text == f"{KEY_REFUSED.title} 5 files are waiting, nothing is lost."
    assert "req_9" in notice.details
    with qtbot.waitSignal(window.keyRequested):
        button(window, "Enter a new key").click()
    signals.gate_changed(None)
    assert window.notices.current is None


def test_offline_is_told_with_a_way_to_try(qtbot, window, queue, signals):
    signals.gate_changed(Gate(GateReason.OFFLINE))
    assert window.notices.current.text.startswith("No internet connection.")
    button(window, "Try now").click()
    assert queue.asked == [("try_network_now",)]


def test_the_most_severe_notice_is_shown_first(qtbot, window):
    pressed = []
    window.show_notice(Notice("a", Severity.INFO, "Info."))
    window.show_notice(
        Notice("b", Severity.PROBLEM, "Bad.", (NoticeButton("Mend", lambda: pressed.append(1)),))
    )
    window.show_notice(Notice("c", Severity.CAUTION, "Hm."))
    assert window.notices._text.text() == "Bad."
    button(window, "Mend").click()
    assert pressed == [1]
    window.hide_notice("b")
    assert window.notices._text.text() == "Hm."
    window.notices._close.click()
    assert window.notices._text.text() == "Info."


def test_the_account_and_the_sandbox_are_named(window):
    window.show_account(NORTHWIND, is_sandbox=True)
    assert window._status.text() == "Northwind Agency · connected"
    assert any(label.text() == "Sandbox" and label.isVisible() for label in window.findChildren(QLabel))
    window.show_account(None, is_sandbox=False)
    assert window._status.text() == "Not connected"


# ----------------------------------------------------------------------------- closing
def test_closing_is_asked_and_waits_for_leave(qtbot, window):
    window._may_close = False
    with qtbot.waitSignal(window.closeRequested):
        window.close()
    assert window.isVisible()
    window.allow_close()
    window.close()
    assert not window.isVisible()


def test_f6_goes_round_the_bands(qtbot, window, queue, make_upload):
    queue.add([make_upload()])
    tick(qtbot, window)
    window.list_area.view.setFocus()
    seen = []
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        seen.append(window.focusWidget())
    start = window.footer.start
    assert seen == [start.upload, window.header.picker, window.list_area.view]
