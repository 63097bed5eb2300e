from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QDialog

from layers_desktop.app.quit import QuitController
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.dialogs.quit_dialog import QuitDialog, UnsavedDialog
from layers_desktop.local.preferences import Preferences
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from layers_desktop.transfer.upload_recorder import BatchResult


@pytest.fixture
def ended():
    return []


@pytest.fixture
def preferences():
    return Preferences()


@pytest.fixture
def quitting(queue, meter, window, signals, preferences, ended):
    choices = SimpleNamespace(current=preferences)
    return QuitController(queue, meter, window, signals, choices, lambda: ended.append("quit"))


@pytest.fixture
def busy(queue, make_upload):
    queue.add([make_upload(state=UploadState.SENDING)])


def dialog_of(window) -> QuitDialog | None:
    return next((each for each in window.findChildren(QuitDialog) if each.isVisible()), None)


def test_it_ends_at_once_where_nothing_is_under_way(quitting, window, ended):
    quitting.ask()
    assert ended == ["quit"]
    assert dialog_of(window) is None


def test_it_asks_once_while_files_are_under_way(quitting, window, busy, ended):
    quitting.ask()
    quitting.ask()
    assert len(window.findChildren(QuitDialog)) == 1
    assert ended == []
    dialog_of(window).reject_button.click()
    assert (ended, window.isVisible()) == ([], True)


def test_it_says_that_the_list_cannot_be_saved_even_where_nothing_is_under_way(
    quitting, queue, window, ended
):
    queue.cannot_be_saved = True
    quitting.ask()
    (dialog,) = window.findChildren(UnsavedDialog)
    assert ended == []
    dialog.now.click()
    assert ended == ["quit"]


def test_it_asks_before_the_window_even_where_that_was_hidden(quitting, window, busy):
    window.hide()
    quitting.ask()
    assert window.isVisible()
    assert dialog_of(window)


def test_it_does_not_ask_who_does_not_want_to_be_asked(quitting, window, busy, preferences, ended):
    preferences.ask_before_quit = False
    quitting.ask()
    assert ended == ["quit"]


def test_the_desktops_end_is_not_held_up_by_a_question(quitting, window, busy, ended):
    quitting.quit_without_asking()
    quitting.ask()  # as the window's close asks on the way out
    assert ended == ["quit"]
    assert dialog_of(window) is None


@pytest.mark.parametrize(("failed", "then"), [(0, ["quit"]), (1, [])])
def test_it_goes_when_all_is_done_unless_somebody_is_needed(
    quitting, window, busy, signals, ended, failed, then
):
    quitting.ask()
    dialog_of(window).when_done.click()
    assert not window.isVisible()
    signals.batch_finished(BatchResult(1, failed, 0, ("Acme",), ("u1",)))
    assert ended == then
    assert window.isVisible() == bool(failed)


@pytest.mark.parametrize("is_held_before", [True, False])
@pytest.mark.parametrize(
    ("reason", "stays"),
    [(HoldReason.KEY, True), (HoldReason.DISK, True), (HoldReason.DAY, True), (HoldReason.OFFLINE, False)],
)
def test_it_comes_back_where_nothing_goes_on_without_the_person(
    quitting, window, busy, queue, ended, reason, stays, is_held_before
):
    hold = Hold(reason, Problem("X", "Something is the matter.", "Mend it."))
    if is_held_before:
        queue.set_hold(hold)
    quitting.ask()
    dialog_of(window).when_done.click()
    if not is_held_before:
        queue.set_hold(hold)
    assert (window.isVisible(), ended) == (stays, [])


def test_a_question_that_was_answered_can_be_asked_again(quitting, window, busy):
    quitting.ask()
    dialog_of(window).reject()
    quitting.ask()
    assert dialog_of(window).result() == QDialog.DialogCode.Rejected
