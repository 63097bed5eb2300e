"""Buttons and sentences of the footer say what is so now, in every mixture of states."""

import pytest
from PySide6.QtWidgets import QPushButton

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.transfer.limits.holds import Hold, HoldReason

S = UploadState
NORTHWIND = Account("org_1", "Northwind Agency", frozenset(), None, "key_1")


@pytest.mark.parametrize(
    ("states", "is_held", "button", "command"),
    [
        ([S.PAUSED] * 3, False, "Resume", "resume_all"),
        ([S.PAUSED] * 3, True, "Resume", "resume_all"),
        ([S.PAUSED, S.DONE], False, "Resume", "resume_all"),
        ([S.PAUSED, S.FAILED, S.CANCELLED], False, "Resume", "resume_all"),
        ([S.PAUSED, S.QUEUED], False, "Pause", "pause_all"),
        ([S.PAUSED, S.SENDING], False, "Pause", "pause_all"),
        ([S.QUEUED], False, "Pause", "pause_all"),
        ([S.SENDING, S.PAUSED], True, "Resume", "resume_all"),
        ([S.FINALIZING], True, "Resume", "resume_all"),
    ],
)
def test_the_button_says_what_it_does(window, queue, make_upload, tick, states, is_held, button, command):
    queue.add([make_upload(state=state, asset_id="med_1" if state is S.DONE else None) for state in states])
    if is_held:
        queue.set_hold(Hold(HoldReason.PAUSED))
    tick()
    progress = window.footer.progress
    assert progress.pause.text() == button
    assert progress.text.text().startswith("Paused · ") == (button == "Resume")
    progress.pause.click()
    assert queue.asked == [(command,)]


def test_a_file_paused_by_itself_counts_once_it_stops(window, queue, signals, make_upload, tick):
    upload = make_upload(state=S.SENDING)
    queue.add([upload])
    tick()
    assert window.footer.progress.pause.text() == "Pause"
    upload.is_pausing = True
    signals.changed(upload)
    tick()
    assert window.footer.progress.pause.text() == "Resume"


@pytest.mark.parametrize(
    ("hold", "text"),
    [
        (None, "Northwind Agency · connected"),
        (Hold(HoldReason.PAUSED), "Northwind Agency · connected"),
        (Hold(HoldReason.OFFLINE), "Northwind Agency · Layers cannot be reached"),
        (
            Hold(HoldReason.KEY, Problem("UNAUTHENTICATED", "Layers did not accept your API key.")),
            "Northwind Agency · the key is not accepted",
        ),
        (
            Hold(HoldReason.KEY, Problem("FORBIDDEN_SCOPE", "This key may not upload.")),
            "Northwind Agency · this key may not upload",
        ),
    ],
)
def test_the_status_line_is_true_at_every_moment(window, queue, hold, text):
    window.show_account(NORTHWIND, is_sandbox=False)
    queue.set_hold(hold)
    assert window.status.account.text() == text
    queue.set_hold(None)
    assert window.status.account.text() == "Northwind Agency · connected"


def test_projects_that_could_not_be_fetched_are_no_connection(window):
    window.show_account(NORTHWIND, is_sandbox=False)
    window.show_projects_problem(Problem("UNREACHABLE", "Could not reach Layers."), "14:02")
    assert window.status.account.text() == "Northwind Agency · Layers cannot be reached"
    window.show_projects(window.header.picker.projects, None)
    assert window.status.account.text() == "Northwind Agency · connected"


def test_what_was_cancelled_is_counted_and_retried(window, queue, make_upload, done, tick):
    cancelled = [make_upload(state=S.CANCELLED) for _ in range(3)]
    queue.add([done(), *cancelled])
    tick()
    progress = window.footer.progress
    assert progress.text.text() == "✓ 1 file is in Acme Coffee iOS, 3 cancelled."
    assert progress.retry.text() == "Retry 3"
    assert progress.retry.accessibleName() == "Retry 3 cancelled files"
    progress.retry.click()
    assert queue.asked == [("retry", [upload.id for upload in cancelled])]


def test_what_was_cancelled_leaves_the_list_only_by_name(window, queue, make_upload, done, tick):
    cancelled = make_upload(state=S.CANCELLED)
    queue.add([done(), cancelled])
    tick()
    window.footer.progress.clear.click()
    assert list(queue.uploads) == [cancelled.id]
    assert window.footer.progress.text.text() == "1 file was cancelled."
    assert not window.footer.progress.clear.isVisible()
    window.footer.progress.clear_cancelled.click()
    assert not queue.uploads
    assert window.toast.text == "1 cancelled file was taken off the list. Ctrl+Z brings it back."


def test_one_sentence_counts_problems_and_leads_to_them(window, queue, make_upload, done, failed, tick):
    problem = Problem("NOT_MEDIA", "Layers takes images, videos and audio, not .docx files.")
    queue.add([done(), make_upload(), failed(), make_upload(state=S.REJECTED, problem=problem)])
    tick()
    attention = window.footer.start.attention
    assert attention.text() == "2 files need your attention"
    attention.click()
    assert window.model.filter.group is CountGroup.PROBLEMS
    assert window.focusWidget() is window.upload_list.view


def test_choosing_a_project_first_is_a_button_that_does_it(window, queue, make_upload, tick):
    projects = window.header.picker.projects
    window.show_projects(projects, None)
    queue.add([make_upload(project=None)])
    tick()
    assert window.footer.start.attention.text() == "Choose a project first."
    window.footer.start.attention.click()
    assert window.header.picker.is_open
    window.header.picker.activated.emit(1)
    assert window.footer.start.upload.text() == "Upload 1 file to Beta Corp"  # at once
    assert not window.footer.start.attention.isVisible()
    assert isinstance(window.header.picker.project, Project)


@pytest.mark.parametrize(
    ("states", "is_held", "text"),
    [
        ([S.READY], False, "Upload 1 file to Acme Coffee iOS"),
        ([S.READY, S.FAILED, S.DONE], False, "Upload 1 file to Acme Coffee iOS"),
        ([S.SENDING, S.DONE, S.FAILED], False, None),
        ([S.SENDING], True, "Resume"),
        ([S.PAUSED, S.DONE], False, "Resume"),
        ([S.FAILED] * 6 + [S.DONE], False, "Retry 6"),
        ([S.FAILED, S.CANCELLED], False, "Retry 2"),
        ([S.DONE, S.CANCELLED], False, "Copy 1 ID"),
        ([S.DONE], False, "Copy 1 ID"),
        ([S.CANCELLED] * 2, False, "Retry 2"),
        ([S.REJECTED], False, "Upload"),
        ([], False, "Upload"),
    ],
)
def test_the_primary_button_is_what_is_wanted_most_and_there_is_one(
    window, queue, make_upload, tick, states, is_held, text
):
    queue.add([make_upload(state=state, asset_id="med_1" if state is S.DONE else None) for state in states])
    if is_held:
        queue.set_hold(Hold(HoldReason.PAUSED))
    if states:
        tick()
    window.controller.refresh()
    buttons = [each for each in window.findChildren(QPushButton) if each.isVisible()]
    primary = [each.text() for each in buttons if each.property("look") == "primary"]
    assert primary == ([text] if text else [])


@pytest.mark.parametrize(
    "states",
    [
        [S.READY] * 9 + [S.REJECTED] * 3,
        [S.SENDING] * 2 + [S.QUEUED] * 4 + [S.DONE] * 3 + [S.FAILED] * 2 + [S.REJECTED],
        [S.DONE] * 11 + [S.FAILED],
        [S.PAUSED] * 9 + [S.DONE] * 3,
        [S.CANCELLED] * 9 + [S.DONE] * 3,
    ],
)
def test_six_rows_show_in_the_smallest_window(window, queue, make_upload, tick, qtbot, states):
    window.show_account(NORTHWIND, is_sandbox=False)
    window.resize(640, 420)
    queue.add([make_upload(state=state, asset_id="med_1" if state is S.DONE else None) for state in states])
    tick()
    view = window.upload_list.view
    qtbot.waitUntil(lambda: view.viewport().height() >= 6 * view.rowHeight(0))


def test_a_low_window_keeps_what_is_amiss_and_a_high_one_says_that_all_is_well(window, queue):
    window.show_account(NORTHWIND, is_sandbox=False)
    window.resize(640, 420)
    assert not window.status.isVisible()
    queue.set_hold(Hold(HoldReason.OFFLINE))
    assert window.status.isVisible()
    queue.set_hold(None)
    assert not window.status.isVisible()
    window.resize(960, 600)
    assert window.status.isVisible()
