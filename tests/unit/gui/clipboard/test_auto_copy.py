import pytest

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.upload_recorder import BatchResult


@pytest.fixture
def copied_batch(qtbot, window, queue, signals, make_upload):
    """Return a batch of two that is under way in a window that copies by itself."""
    uploads = [make_upload(state=UploadState.SENDING) for _ in range(2)]
    window.controller.auto_copy.is_on = True
    queue.add(uploads)
    with qtbot.waitSignal(window.model.ticked):
        pass
    return uploads


def finish(signals, uploads):
    for number, upload in enumerate(uploads):
        upload.state, upload.asset_id = UploadState.DONE, f"med_{number}"
        signals.changed(upload)
    ids = tuple(upload.id for upload in uploads)
    signals.batch_finished(BatchResult(len(ids), 0, 0, ("Acme Coffee iOS",), ids))


def test_the_whole_batch_is_copied_when_it_ends(window, signals, qapp, copied_batch):
    finish(signals, copied_batch)
    assert qapp.clipboard().text() == "med_0\nmed_1"
    assert window.toast.text == "Copied 2 IDs."


def test_what_was_copied_since_is_not_overwritten(signals, qapp, copied_batch):
    qapp.clipboard().setText("mine")
    finish(signals, copied_batch)
    assert qapp.clipboard().text() == "mine"


def test_nothing_is_copied_unless_it_is_wanted(window, signals, qapp, copied_batch):
    window.controller.auto_copy.is_on = False
    finish(signals, copied_batch)
    assert qapp.clipboard().text() == ""


def test_a_file_that_left_the_list_meanwhile_is_no_trouble(signals, queue, qapp, copied_batch):
    queue.remove([copied_batch[0].id])
    finish(signals, copied_batch)
    assert qapp.clipboard().text() == "med_1"
