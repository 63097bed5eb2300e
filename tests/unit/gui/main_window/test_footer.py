import pytest
from PySide6.QtCore import QPoint, Qt

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.file_errors import FileEmptyError
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.limits.holds import Hold, HoldReason

BETA = Project("prj_2", "Beta Corp", "BETA-2")


def test_an_empty_window_shows_where_to_drop(window):
    assert window.upload_list.empty.isVisible()
    assert not window.footer.start.upload.isEnabled()
    assert window.footer.start.upload.toolTip() == "Add files first."


def test_the_main_button_names_how_many_and_where(qtbot, window, queue, make_upload, tick):
    queue.add([make_upload() for _ in range(12)])
    tick()
    assert window.footer.start.upload.text() == "Upload 12 files to Acme Coffee iOS"
    with qtbot.waitSignal(window.footer.start.startRequested):
        window.footer.start.upload.click()


def test_one_file_is_called_one(window, queue, make_upload, tick):
    queue.add([make_upload()])
    tick()
    assert window.footer.start.upload.text() == "Upload 1 file to Acme Coffee iOS"


def test_files_for_several_projects_are_told(window, queue, make_upload, tick):
    queue.add([make_upload(), make_upload(project=BETA)])
    tick()
    assert window.footer.start.upload.text() == "Upload 2 files to 2 projects"


def test_one_project_under_two_names_is_one_and_called_as_it_is_now(window, queue, make_upload, tick):
    former = make_upload()
    renamed = make_upload(project=Project("prj_1", "Acme Coffee for iOS", "ACME-18"))
    queue.add([former, renamed])
    tick()
    assert window.footer.start.upload.text() == "Upload 2 files to Acme Coffee iOS"
    queue.remove([former.id, renamed.id])
    queue.add([renamed])
    tick()
    assert window.footer.start.upload.text() == "Upload 1 file to Acme Coffee for iOS"


def test_an_ampersand_in_a_project_is_shown_and_no_shortcut(window, queue, make_upload, tick):
    queue.add([make_upload(project=Project("p", "Salt & Pepper"))])
    tick()
    assert window.footer.start.upload.text() == "Upload 1 file to Salt && Pepper"
    assert window.footer.start.upload.accessibleName() == "Upload 1 file to Salt & Pepper"


def test_rows_that_need_a_hand_do_not_block_the_others(window, queue, make_upload, tick):
    broken = make_upload(state=UploadState.REJECTED, problem=FileEmptyError().problem)
    queue.add([make_upload(), broken])
    tick()
    assert window.footer.start.upload.isEnabled()
    assert window.footer.start.attention.text() == "1 file needs your attention"


def test_without_a_project_the_button_says_what_is_missing(window, queue, make_upload, tick):
    window.show_projects([], None)
    queue.add([make_upload(project=None)])
    tick()
    assert not window.footer.start.upload.isEnabled()
    assert window.footer.start.upload.toolTip() == "Choose a project first."
    assert window.footer.start.attention.text() == "Choose a project first."


def test_ctrl_return_presses_the_main_button(qtbot, window, queue, make_upload, tick):
    queue.add([make_upload()])
    tick()
    with qtbot.waitSignal(window.footer.start.startRequested):
        qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_the_switch_is_told(qtbot, window):
    with qtbot.waitSignal(window.footer.start.switch.toggled) as caught:
        window.footer.start.switch.click()
    assert caught.args == [True]


def test_while_busy_the_total_is_shown(window, queue, make_upload, tick):
    queue.add([make_upload(state=UploadState.SENDING)])
    tick()
    words = window.footer.progress.text.text().replace("\u202f", " ")
    assert words == "214.0 MB of 390.0 MB · 7 of 12 files · 8.1 MB/s · about 20 s left"
    assert window.footer.progress.bar.isVisible()


def test_the_total_leaves_out_what_is_not_known(window, queue, meter, make_upload, tick):
    meter.totals.speed = meter.totals.seconds_left = None
    queue.add([make_upload(state=UploadState.SENDING)])
    tick()
    words = window.footer.progress.text.text().replace("\u202f", " ")
    assert words == "214.0 MB of 390.0 MB · 7 of 12 files"


def test_the_time_left_is_told_also_while_no_byte_moves(window, queue, meter, make_upload, tick):
    meter.totals.speed = 0.0
    queue.add([make_upload(state=UploadState.SENDING)])
    tick()
    words = window.footer.progress.text.text().replace("\u202f", " ")
    assert words == "214.0 MB of 390.0 MB · 7 of 12 files · about 20 s left"


def test_the_total_bar_is_never_full_while_busy(window, queue, meter, make_upload, tick):
    meter.totals.fraction = 1.0
    queue.add([make_upload(state=UploadState.FINALIZING)])
    tick()
    bar = window.footer.progress.bar
    assert bar.value() < bar.maximum()


def test_pause_and_resume_hold_and_release_the_whole_queue(window, queue, make_upload, tick):
    queue.add([make_upload(state=UploadState.SENDING)])
    tick()
    window.footer.progress.pause.click()
    queue.set_hold(Hold(HoldReason.PAUSED))
    assert window.footer.progress.pause.text() == "Resume"
    assert window.footer.progress.text.text().startswith("Paused")
    window.footer.progress.pause.click()
    assert queue.asked == [("pause_all",), ("resume_all",)]


def test_the_end_is_told_with_what_needs_a_person(window, queue, done, failed, tick):
    queue.add([*(done(asset_id=f"med_{number}") for number in range(11)), failed()])
    tick()
    assert window.footer.progress.text.text() == "✓ 11 files are in Acme Coffee iOS."
    assert window.footer.start.attention.text() == "1 file needs your attention"
    assert window.footer.progress.retry.text() == "Retry 1"
    assert window.footer.start.copy.text() == "Copy 11 IDs"


def test_retry_is_hidden_where_it_cannot_help(window, queue, done, failed, tick):
    useless = Problem("NOT_MEDIA", "Layers takes images, videos and audio, not .docx files.")
    queue.add([done(), failed(problem=useless)])
    tick()
    assert not window.footer.progress.retry.isVisible()


def test_retry_all_tries_what_failed_and_what_was_cancelled(window, queue, make_upload, failed, tick):
    broken, cancelled = failed(), make_upload(state=UploadState.CANCELLED)
    queue.add([broken, cancelled])
    tick()
    window.footer.progress.retry.click()
    assert queue.asked == [("retry", [broken.id, cancelled.id])]


def test_a_few_uploads_are_cancelled_without_a_question(window, queue, asked, make_upload, tick):
    uploads = [make_upload(state=UploadState.SENDING) for _ in range(5)]
    queue.add(uploads)
    tick()
    window.footer.progress.cancel.click()
    assert queue.asked == [("cancel", [upload.id for upload in uploads])]
    assert asked.questions == []


@pytest.mark.parametrize(("count", "sent"), [(6, 0), (1, 100_000_001)])
def test_many_uploads_or_bytes_are_cancelled_after_a_question(
    window, queue, asked, make_upload, count, sent, tick
):
    queue.add([make_upload(state=UploadState.SENDING, bytes_sent=sent) for _ in range(count)])
    tick()
    window.footer.progress.cancel.click()
    assert queue.asked == []
    asked.questions[0][1]()
    assert queue.asked[0][0] == "cancel"


def test_clearing_takes_what_is_finished_and_undo_brings_it_back(qtbot, window, queue, done, failed, tick):
    queue.add([done("a.png"), failed("b.png"), done("c.png")])
    tick()
    window.footer.progress.clear.click()
    assert [upload.path.name for upload in window.model.uploads()] == ["b.png"]
    assert window.toast.text == "2 finished files were taken off the list. Ctrl+Z brings them back."
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [upload.path.name for upload in window.model.uploads()] == ["a.png", "b.png", "c.png"]


def test_the_box_for_copying_next_time_stands_with_what_is_finished(
    qtbot, window, queue, done, make_upload, tick
):
    box = window.footer.start.auto_copy
    queue.add([make_upload(state=UploadState.SENDING)])
    tick()
    assert not box.isVisible()
    queue.uploads.clear()
    queue.add([done()])
    tick()
    with qtbot.waitSignal(window.footer.start.auto_copy.toggled) as caught:
        box.click()
    assert caught.args == [True]


def test_copying_takes_the_place_of_sending_once_nothing_is_left_to_send(
    window, queue, done, make_upload, tick
):
    start = window.footer.start
    queue.add([done(), make_upload()])
    tick()
    assert (start.upload.isVisible(), start.copy.property("look")) == (True, "")
    queue.remove([each.id for each in queue.uploads.values() if each.is_ready])
    assert (start.upload.isVisible(), start.copy.property("look")) == (False, "primary")


def test_files_that_wait_for_a_project_keep_the_main_button(window, queue, done, make_upload, tick):
    window.show_projects([], None)
    queue.add([done(), make_upload(project=None)])
    tick()
    assert window.footer.start.upload.isVisible()


def test_a_toast_covers_nothing_that_can_be_pressed(window, queue, done, tick):
    queue.add([done()])
    tick()
    window.toast.show_message("Copied 1 ID.")
    window.resize(700, 480)
    assert window.toast.geometry().bottom() < window.footer.mapTo(window, QPoint()).y()


def test_the_pause_button_says_honestly_what_a_pause_costs(window, queue, make_upload, tick):
    queue.add([make_upload(state=UploadState.SENDING)])
    tick()
    assert "start over" in window.footer.progress.pause.toolTip()
