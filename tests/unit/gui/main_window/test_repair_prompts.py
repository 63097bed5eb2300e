import re
import time
from dataclasses import replace

import pytest

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.file_errors import FileMissingError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.main_window.repair_prompts import ProjectDialog
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.row_actions import RowAction, cell_buttons
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from tests.support.window import ACME, BETA

MISSING = FileMissingError("/files").problem
GONE = ApiError(404, "NOT_FOUND", "There is no such project").problem


@pytest.fixture
def missing(make_upload):
    return lambda name="a.png": make_upload(name, state=UploadState.REJECTED, problem=MISSING)


# ------------------------------------------------------------------------------------ locate
def test_the_file_that_was_chosen_takes_the_place_of_the_missing(window, queue, missing, asked, tmp_path):
    upload = missing()
    queue.add([upload])
    asked.files = [tmp_path / "there.png"]
    window.controller.actions.run(RowAction.LOCATE, None, [upload])
    assert queue.asked == [("locate", upload.id, tmp_path / "there.png")]


def test_choosing_nothing_changes_nothing(window, queue, missing):
    upload = missing()
    queue.add([upload])
    window.controller.actions.run(RowAction.LOCATE, None, [upload])
    assert queue.asked == []


def test_several_are_looked_for_in_one_folder_under_their_names(window, queue, missing, asked, tmp_path):
    uploads = [missing("a.png"), missing("b.png")]
    queue.add(uploads)
    asked.folder = [tmp_path]
    window.controller.actions.run(RowAction.LOCATE, None, uploads)
    assert queue.asked == [("locate", each.id, tmp_path / each.path.name) for each in uploads]


def test_a_file_that_is_in_the_list_is_said_to_be(window, queue, missing, make_upload, asked):
    upload, other = missing(), make_upload("other.png")
    queue.add([upload, other])
    asked.files = [other.path]
    window.controller.actions.run(RowAction.LOCATE, None, [upload])
    assert window.toast.text == "Already in the list."


def test_the_button_of_the_row_offers_ways_out_rather_than_trying_again(missing, failed):
    for upload in (missing(), failed(problem=MISSING), failed(problem=GONE)):
        assert cell_buttons(upload, Column.STATUS)[0].text == "Fix…"


# -------------------------------------------------------------------------------------- kind
def test_a_refused_file_goes_on_with_its_new_kind_and_that_is_no_step_to_undo(window, queue, failed):
    problem = ApiError(413, "PAYLOAD_TOO_LARGE", "Too large").problem
    upload = failed(kind=MediaKind.IMAGE, problem=problem)
    queue.add([upload])
    window.controller.actions.run(RowAction.KIND, MediaKind.LOGO, [upload])
    assert upload.kind is MediaKind.LOGO
    assert not window.controller.actions._undo.canUndo()
    assert cell_buttons(upload, Column.KIND)


# ----------------------------------------------------------------------------------- project
def test_a_project_that_is_gone_is_told_once_and_another_asked_for(
    qtbot, window, queue, failed, button, tick
):
    gone = Project("prj_gone", "Winter")
    uploads = [failed(name, problem=GONE, project=gone) for name in ("a.png", "b.png")]
    queue.add(uploads)
    tick()
    assert window.notices.current.text == (
        "Winter no longer exists, or this key has no access to it. Choose where these 2 files should go."
    )
    button("Choose a project…").click()
    question = window.findChild(ProjectDialog)
    assert question.picker.projects == (ACME, BETA)
    assert not question.send.isEnabled()
    qtbot.keyClicks(question.picker.lineEdit(), "beta")
    question.picker.lineEdit().returnPressed.emit()
    question.send.click()
    assert {upload.project for upload in uploads} == {BETA}


def test_where_there_is_no_other_project_that_is_said(window, queue, failed, tick):
    upload = failed(problem=GONE, project=ACME)
    queue.add([upload])
    window.show_projects([ACME], ACME)
    window.controller.actions.run(RowAction.PROJECT, None, [upload])
    assert window.findChild(ProjectDialog) is None
    assert window.toast.text.startswith("There is no other project.")


# --------------------------------------------------------------------------------------- day
def test_the_end_of_the_days_limit_is_told_with_a_way_on(window, queue, make_upload, button, tick):
    theirs = Project("prj_3", "Theirs", account="other")
    queue.add([make_upload("c.png", state=UploadState.SENDING, project=theirs)])
    used_up = Problem("DAILY_LIMIT", "The daily limit of this key is used up.")
    mine = replace(ACME, account="mine")
    queue.set_hold(Hold(HoldReason.DAY, used_up, time.monotonic() + 3_600, "mine"))
    assert re.fullmatch(
        r"The daily limit of this key is used up until \S+ \d+:\d\d\s[AP]M\.", window.notices.current.text
    )
    uploads = [make_upload("a.png", state=UploadState.WAITING, project=mine) for _ in range(2)]
    queue.add(uploads)
    tick()
    assert window.notices.current.text.endswith(
        "Then 2 files go on if the program is open, or now when you press Resume."
    )
    button("Resume").click()
    assert queue.asked == [("release_daily_holds",)]
