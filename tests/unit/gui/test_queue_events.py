import pytest
from PySide6.QtCore import QTimer

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.upload_recorder import BatchResult

MOVES = (
    UploadState.QUEUED,
    UploadState.PRESIGNING,
    UploadState.SENDING,
    UploadState.STORED,
    UploadState.FINALIZING,
    UploadState.DONE,
)


@pytest.fixture
def told(signals):
    """Return what was told, in its order: the states of what changed, or the name of another event."""
    told = []
    signals.uploadsChanged.connect(lambda uploads: told.append([upload.state for upload in uploads]))
    for name in ("uploadsAdded", "uploadsRemoved", "holdChanged", "batchFinished"):
        getattr(signals, name).connect(lambda _, name=name: told.append(name))
    return told


def move(signals, upload, *states):
    for state in states:
        upload.state = state
        signals.changed(upload)


def test_moves_that_follow_at_once_are_told_together_and_one_upload_once(qtbot, signals, told, make_upload):
    one, other = make_upload(), make_upload()
    move(signals, one, *MOVES)
    move(signals, other, *MOVES[:3])
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [[UploadState.DONE, UploadState.SENDING]]


def test_thousands_that_change_in_one_turn_are_told_a_few_at_a_time(qtbot, signals, told, make_upload):
    for _ in range(450):
        move(signals, make_upload(), UploadState.QUEUED)
    assert [len(states) for states in told] == [200, 200]
    qtbot.waitUntil(lambda: len(told) == 3)
    assert len(told[-1]) == 50


def test_each_move_can_be_logged(signals, make_upload):
    states, upload = [], make_upload()
    signals.uploadMoved.connect(lambda upload: states.append(upload.state))
    move(signals, upload, *MOVES)
    assert tuple(states) == MOVES


@pytest.mark.parametrize(
    ("tell", "name"),
    [
        (lambda signals, upload: signals.added([upload]), "uploadsAdded"),
        (lambda signals, upload: signals.removed([upload]), "uploadsRemoved"),
        (lambda signals, _: signals.hold_changed(None), "holdChanged"),
        (lambda signals, _: signals.batch_finished(BatchResult(1, 0, 0, (), ())), "batchFinished"),
    ],
)
def test_what_changed_before_another_event_is_told_before_it(signals, told, make_upload, tell, name):
    upload = make_upload()
    move(signals, upload, UploadState.DONE)
    tell(signals, upload)
    assert told == [[UploadState.DONE], name]


def test_a_start_is_told_before_it_can_be_over(qtbot, signals, told, make_upload):
    upload = make_upload()
    move(signals, upload, UploadState.CHECKING)
    signals.tell_changes()
    move(signals, upload, UploadState.QUEUED)
    end = QTimer(signals, singleShot=True)
    end.timeout.connect(lambda: move(signals, upload, *MOVES[1:]))
    end.start(0)
    qtbot.waitUntil(lambda: told[-1] == [UploadState.DONE])
    assert told == [[UploadState.CHECKING], [UploadState.QUEUED], [UploadState.DONE]]
