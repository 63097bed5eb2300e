from types import SimpleNamespace

import pytest

from layers_desktop.app.auto_clear import AutoClear, ClearAfter
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.preferences import Preferences

NOW = 1_700_100_000.0


@pytest.fixture
def tidying(queue, signals, window):
    choices = SimpleNamespace(current=Preferences())
    return AutoClear(queue, signals, choices, window, clock=lambda: NOW)


def finished(signals, queue, upload):
    queue.add([upload])
    signals.changed(upload)
    return upload


def test_nothing_leaves_unless_that_is_wanted(tidying, queue, signals, done, make_upload):
    finished(signals, queue, done(finished_at=NOW - 100_000))
    queue.add([make_upload()])
    tidying.remove_old()
    assert len(queue.uploads) == 2


def test_old_rows_leave_and_young_ones_and_those_that_need_somebody_stay(
    tidying, queue, signals, done, failed
):
    tidying._preferences.current.finished_leave = ClearAfter.MINUTES.value
    old = finished(signals, queue, done(finished_at=NOW - 601))
    young = finished(signals, queue, done(finished_at=NOW - 599))
    broken = finished(signals, queue, failed(finished_at=NOW - 9_000))
    tidying.remove_old()
    assert old.id not in queue.uploads
    assert list(queue.uploads) == [young.id, broken.id]


def test_finished_rows_make_room_when_others_are_added_but_not_for_an_undo(
    tidying, queue, signals, done, make_upload
):
    tidying._preferences.current.finished_leave = ClearAfter.WITH_NEXT.value
    gone, back = done("a.png"), done("b.png")
    finished(signals, queue, gone)
    queue.add([back])
    assert list(queue.uploads) == [gone.id, back.id]
    fresh = make_upload()
    queue.add([fresh])
    assert list(queue.uploads) == [fresh.id]


def test_what_is_tried_again_is_no_longer_finished(tidying, queue, signals, make_upload):
    tidying._preferences.current.finished_leave = ClearAfter.HOUR.value
    upload = finished(signals, queue, make_upload(state=UploadState.CANCELLED, finished_at=NOW - 9_000))
    upload.enqueue()
    signals.changed(upload)
    tidying.remove_old()
    assert upload.id in queue.uploads


def test_an_unknown_choice_of_a_newer_version_is_never(tidying, queue, signals, done):
    tidying._preferences.current.finished_leave = "at full moon"
    finished(signals, queue, done(finished_at=1.0))
    tidying.remove_old()
    assert len(queue.uploads) == 1
