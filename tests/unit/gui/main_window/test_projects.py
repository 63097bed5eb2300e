import pytest
from PySide6.QtCore import Qt

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.project import Account, Project, last_used_first
from layers_desktop.gui.main_window.actions import ActionId

ACME = Project("prj_1", "Acme Coffee iOS", "ACME-17")
BETA = Project("prj_2", "Beta Corp", "BETA-2")
NORTHWIND = Account("org_1", "Northwind Agency", frozenset(), None, "key_1")


def test_choosing_a_project_is_told_once(window):
    told = []
    window.header.picker.projectChosen.connect(told.append)
    window.header.picker.setCurrentIndex(1)
    window.header.picker.activated.emit(1)
    window.header.picker.activated.emit(1)
    assert told == [BETA]


@pytest.mark.parametrize("typed", ["beta corp", "BETA-2", "Beta Corp "])
def test_a_project_can_be_typed_by_name_or_by_the_agencys_id(qtbot, window, typed):
    picker = window.header.picker
    picker.setFocus()
    picker.lineEdit().selectAll()
    with qtbot.waitSignal(window.header.picker.projectChosen):
        qtbot.keyClicks(picker.lineEdit(), typed)
        qtbot.keyClick(picker.lineEdit(), Qt.Key.Key_Return)
    assert picker.project == BETA
    assert picker.currentText() == "Beta Corp"


def test_what_is_no_project_goes_back_to_the_chosen_one(qtbot, window):
    picker = window.header.picker
    picker.lineEdit().selectAll()
    qtbot.keyClicks(picker.lineEdit(), "nonsense")
    qtbot.keyClick(picker.lineEdit(), Qt.Key.Key_Return)
    assert picker.currentText() == "Acme Coffee iOS"
    assert picker.project == ACME


def test_waiting_files_keep_their_project_until_they_are_moved(window, queue, make_upload, tick, button):
    uploads = [make_upload(), make_upload()]
    queue.add(uploads)
    tick()
    window.header.picker.activated.emit(1)
    notice = window.notices.current
    assert notice.text == "2 waiting files still go to Acme Coffee iOS."
    assert [each.text for each in notice.buttons] == ["Move them to Beta Corp", "Leave them"]
    assert {upload.project for upload in uploads} == {ACME}
    button("Move them").click()
    assert {upload.project for upload in uploads} == {BETA}
    assert window.notices.current is None


def test_files_without_a_project_take_the_one_that_is_chosen(window, queue, make_upload):
    upload = make_upload(project=None)
    queue.add([upload])
    window.header.picker.activated.emit(1)
    assert upload.project == BETA


def test_no_projects_is_told_with_what_to_do(qtbot, window, button):
    window.show_account(NORTHWIND, is_sandbox=False)
    window.show_projects([], None)
    assert (
        window.notices.current.text
        == "No projects yet in Northwind Agency. Create one in Layers, then refresh."
    )
    with qtbot.waitSignal(window.window_actions[ActionId.REFRESH_PROJECTS].triggered):
        button("Refresh").click()
    window.show_projects([ACME], ACME)
    assert window.notices.current is None


def test_projects_that_cannot_be_refreshed_stay(window):
    window.show_projects_problem(Problem("UNREACHABLE", "Could not reach Layers."), "14:02")
    assert window.notices.current.text == "Could not refresh the list. Showing projects from 14:02."
    assert window.header.picker.count() == 2


def test_where_there_is_but_one_project_its_name_is_plain_text(window):
    window.show_projects([ACME], ACME)
    assert window.header.picker.single_project.isVisible()
    assert window.header.picker.single_project.text() == "Acme Coffee iOS"
    assert not window.header.picker.isVisible()
    window.show_projects([ACME, BETA], ACME)
    assert window.header.picker.isVisible()
    assert not window.header.picker.single_project.isVisible()


def test_the_projects_used_last_come_first():
    third = Project("prj_3", "Third")
    assert last_used_first([ACME, BETA, third], ["prj_3", "gone", "prj_2"]) == [third, BETA, ACME]
