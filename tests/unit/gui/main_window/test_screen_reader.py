from types import SimpleNamespace

import pytest
from PySide6.QtGui import QAccessible

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.main_window.screen_reader import ProgressAnnouncer
from layers_desktop.gui.uploads.counts import StatusCounts


@pytest.fixture
def announcements():
    return []


@pytest.fixture
def advance_batch(announcements, make_upload):
    """Return something that moves a batch of two on and looks at it."""
    uploads, tally, announcer = (
        [make_upload(), make_upload()],
        StatusCounts(),
        ProgressAnnouncer(announcements.append),
    )

    def move(fraction, *states):
        for upload, state in zip(uploads, states, strict=True):
            upload.state = state
            tally.update(upload)
        announcer.update(tally, SimpleNamespace(fraction=fraction))

    return move


def test_a_batch_is_told_from_start_to_end(advance_batch, announcements):
    advance_batch(0.0, UploadState.READY, UploadState.READY)
    advance_batch(0.0, UploadState.QUEUED, UploadState.QUEUED)
    advance_batch(0.1, UploadState.SENDING, UploadState.QUEUED)
    advance_batch(0.3, UploadState.SENDING, UploadState.QUEUED)
    advance_batch(0.4, UploadState.SENDING, UploadState.QUEUED)
    advance_batch(0.8, UploadState.DONE, UploadState.SENDING)
    advance_batch(1.0, UploadState.DONE, UploadState.DONE)
    assert announcements == [
        "Uploading 2 files.",
        "25 percent done.",
        "75 percent done.",
        "2 files are in Acme Coffee iOS.",
    ]


def test_only_the_first_failure_interrupts(advance_batch, announcements):
    advance_batch(0.0, UploadState.SENDING, UploadState.SENDING)
    advance_batch(0.1, UploadState.FAILED, UploadState.SENDING)
    advance_batch(0.2, UploadState.FAILED, UploadState.SENDING)
    advance_batch(1.0, UploadState.FAILED, UploadState.FAILED)
    assert announcements == [
        "Uploading 2 files.",
        "A file needs your attention.",
        "2 files need your attention.",
    ]


def test_an_idle_list_says_nothing(advance_batch, announcements):
    advance_batch(0.0, UploadState.READY, UploadState.DONE)
    advance_batch(0.0, UploadState.READY, UploadState.DONE)
    assert announcements == []


def test_a_batch_that_is_over_at_once_is_told_of_all_the_same(
    qtbot, window, queue, signals, make_upload, meter, monkeypatch
):
    meter.totals.fraction = 0.0  # no quarter is told while the test looks away
    announcements = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", announcements.append)
    upload = make_upload()
    queue.add([upload])
    upload.state = UploadState.QUEUED
    signals.changed(upload)
    qtbot.waitUntil(lambda: len(announcements) == 1)
    upload.state, upload.asset_id = UploadState.DONE, "med_A"
    signals.changed(upload)
    qtbot.waitUntil(lambda: len(announcements) >= 2)
    assert [event.message() for event in announcements] == [
        "Uploading 1 file.",
        "1 file is in Acme Coffee iOS.",
    ]
