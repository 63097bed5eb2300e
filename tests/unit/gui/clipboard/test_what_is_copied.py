"""The main button copies the last batch: no client's IDs among another's."""

import pytest

from layers_desktop.domain.project import Project
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.upload_recorder import BatchResult

ACME = Project("prj_1", "Acme Coffee iOS", "ACME-17")
BETA = Project("prj_2", "R&D _Lab", "LAB")


@pytest.fixture
def run_batch(window, queue, signals, make_upload, tick):
    """Return what sends files of these names to a project, as one batch."""

    def run(project, *names, failing=()):
        uploads = [make_upload(name, project=project, state=UploadState.SENDING) for name in names]
        queue.add(uploads)
        tick()
        end(uploads, failing)
        return uploads

    def end(uploads, failing=()):
        for upload in reversed(uploads):  # not in the order of the list
            is_failing = upload.path.name in failing
            upload.state = UploadState.FAILED if is_failing else UploadState.DONE
            upload.asset_id = None if is_failing else f"med_{upload.path.stem}"
            signals.changed(upload)
        ids = tuple(upload.id for upload in reversed(uploads))
        done = sum(upload.is_done for upload in uploads)
        signals.batch_finished(BatchResult(done, len(ids) - done, 0, (uploads[0].project.name,), ids))
        tick()

    run.end = end
    return run


def menu_of(window):
    menu = window.footer.start._formats.menu()
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    first = texts.index("")
    return dict(zip(texts[:first], menu.actions()[:first], strict=True))


def test_after_a_batch_for_another_project_only_its_ids_are_copied(window, qapp, run_batch):
    run_batch(ACME, "a1.png", "a2.png", "a3.png")
    assert window.footer.start.copy.text() == "Copy 3 IDs"
    run_batch(BETA, "b1.png", "b2.png")
    assert window.footer.start.copy.text() == "Copy 2 IDs of R&&D _Lab"
    window.footer.start.copy.click()
    assert qapp.clipboard().text() == "med_b1\nmed_b2"
    assert window.toast.text == "Copied 2 IDs of R&D _Lab."


def test_the_menu_offers_all_and_each_project_by_name(window, qapp, run_batch):
    run_batch(ACME, "a1.png")
    assert menu_of(window) == {}
    run_batch(BETA, "b1.png", "b2.png")
    menu = menu_of(window)
    assert list(menu) == [
        "Copy all 3 IDs of the list",
        "Copy 1 ID of Acme Coffee iOS",
        "Copy 2 IDs of R&&D _Lab",
    ]
    menu["Copy 1 ID of Acme Coffee iOS"].trigger()
    assert qapp.clipboard().text() == "med_a1"
    assert window.toast.text == "Copied 1 ID of Acme Coffee iOS."
    menu["Copy all 3 IDs of the list"].trigger()
    assert qapp.clipboard().text() == "med_a1\nmed_b1\nmed_b2"
    assert window.toast.text == "Copied 3 IDs of 2 projects."
    assert len(menu_of(window)) == 3


def test_a_format_is_for_the_last_batch_as_well(window, qapp, run_batch):
    run_batch(ACME, "a1.png")
    run_batch(BETA, "b1.png", "b2.png")
    action = next(
        each for each in window.footer.start._formats.menu().actions() if each.text() == "Comma separated"
    )
    action.trigger()
    assert qapp.clipboard().text() == "med_b1, med_b2"


def test_a_retry_belongs_to_the_batch_that_it_mends(window, qapp, run_batch):
    run_batch(BETA, "b1.png")
    uploads = run_batch(ACME, "a1.png", "a2.png", "a3.png", failing={"a2.png"})
    uploads[1].state = UploadState.SENDING
    run_batch.end([uploads[1]])
    assert window.footer.start.copy.text() == "Copy 3 IDs of Acme Coffee iOS"
    window.footer.start.copy.click()
    assert qapp.clipboard().text() == "med_a1\nmed_a2\nmed_a3"


def test_what_left_the_list_is_not_counted_and_comes_back_with_undo(window, queue, run_batch):
    first = run_batch(ACME, "a1.png", "a2.png")
    queue.remove([first[0].id])
    assert window.footer.start.copy.text() == "Copy 1 ID"
    queue.remove([first[1].id])
    queue.restore(first)
    assert window.footer.start.copy.text() == "Copy 2 IDs"


def test_copying_by_itself_gives_the_batch_in_the_order_of_the_list(window, qapp, run_batch):
    window.controller.auto_copy.is_on = True
    run_batch(ACME, "a1.png", "a2.png")
    assert qapp.clipboard().text() == "med_a1\nmed_a2"
    run_batch(BETA, "b1.png")
    assert qapp.clipboard().text() == "med_b1"
    assert window.toast.text == "Copied 1 ID of R&D _Lab."


def test_where_there_is_no_room_the_project_stands_in_the_tooltip(qtbot, window, run_batch):
    run_batch(ACME, "a1.png")
    run_batch(BETA, "b1.png", "b2.png")
    window.resize(640, 420)
    qtbot.waitUntil(lambda: window.footer.start.copy.text() == "Copy 2 IDs")
    assert window.footer.start.copy.toolTip() == "<qt>Copy 2 IDs of R&amp;D _Lab</qt>"
    assert window.footer.start.copy.accessibleName() == "Copy 2 IDs of R&D _Lab"
    assert window.footer.start.minimumSizeHint().width() <= 608
    window.resize(960, 600)
    qtbot.waitUntil(lambda: window.footer.start.copy.text() == "Copy 2 IDs of R&&D _Lab")
