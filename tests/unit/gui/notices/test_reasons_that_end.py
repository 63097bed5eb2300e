"""Every notice goes with its reason, and its buttons do what they say as long as it stands."""

import asyncio
from types import SimpleNamespace

import pytest

from layers_desktop.app.runtime.file_writer import FileWriter
from layers_desktop.app.unfinished_uploads import Recovery
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.preferences import Preferences
from layers_desktop.transfer.background_tasks import OwnedTasks

BETA = Project("prj_2", "Beta Corp", "BETA-2")


@pytest.fixture
def guarded(window, queue, make_upload, tick):
    """Return three files that wait for another project than the one just chosen."""
    uploads = [make_upload() for _ in range(3)]
    queue.add(uploads)
    tick()
    window.header.picker.activated.emit(1)
    assert window.notices.current.text == "3 waiting files still go to Acme Coffee iOS."
    return uploads


def start(signals, uploads):
    for upload in uploads:
        upload.enqueue()
        signals.changed(upload)


def test_the_guard_goes_when_its_files_are_sent(window, signals, guarded, tick):
    start(signals, guarded[:1])
    tick()
    assert window.notices.current.text == "2 waiting files still go to Acme Coffee iOS."
    start(signals, guarded[1:])
    tick()
    assert window.notices.current is None


def test_the_guard_goes_when_its_files_are_removed(window, queue, guarded):
    queue.remove([upload.id for upload in guarded])
    assert window.notices.current is None


@pytest.mark.parametrize("leave", ["Leave them", "close"])
def test_a_guard_that_was_put_away_stays_away(window, queue, make_upload, guarded, button, tick, leave):
    window.notices._close.click() if leave == "close" else button(leave).click()
    queue.add([make_upload()])
    tick()
    assert window.notices.current is None
    window.header.picker.activated.emit(0)
    window.header.picker.activated.emit(1)
    assert window.notices.current.text == "4 waiting files still go to Acme Coffee iOS."


def test_the_guard_counts_files_that_come_back(window, queue, guarded):
    queue.remove([guarded[0].id])
    assert window.notices.current.text.startswith("2 waiting files")
    queue.restore([guarded[0]])
    window.controller.refresh()
    assert window.notices.current.text.startswith("3 waiting files")


@pytest.fixture
def recovered(window, queue, make_upload):
    """Return three paused files of an earlier run, which the window asks about."""
    uploads = [make_upload(state=UploadState.PAUSED) for _ in range(3)]

    async def adopt(*_):
        return uploads

    async def unreadable():
        return [], frozenset()

    queue.recover, queue.adopt = queue.add, adopt
    engine = SimpleNamespace(
        queue=queue,
        journal=SimpleNamespace(unreadable=unreadable, set_aside=0),
    )
    choices = SimpleNamespace(current=Preferences(), quarantined=None)
    recovery = Recovery(engine, window, choices, OwnedTasks(pytest.fail))
    asyncio.run(recovery.recover())
    assert window.notices.current.text.startswith("3 files were left unfinished last time.")
    window.recovery = recovery
    return uploads


def test_the_question_about_the_last_run_counts_what_is_still_paused(
    window, queue, signals, recovered, button, tick
):
    start(signals, recovered[:1])
    tick()
    assert window.notices.current.text.startswith("2 files were left unfinished last time.")
    button("Resume 2").click()
    assert queue.asked == [("resume", [upload.id for upload in recovered[1:]])]
    assert window.notices.current is None


def test_the_question_about_the_last_run_goes_when_all_were_resumed(window, signals, recovered, tick):
    start(signals, recovered)
    tick()
    assert window.notices.current is None


def test_the_question_about_the_last_run_stays_away_once_closed(window, signals, recovered, tick):
    window.notices._close.click()
    start(signals, recovered[:1])
    tick()
    assert window.notices.current is None


def test_a_writer_tells_that_it_could_write_again(qtbot):
    writer = FileWriter("test")
    with qtbot.waitSignal(writer.written):
        writer.write_soon(lambda: None)
