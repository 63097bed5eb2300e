import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from layers_desktop.domain.errors import Problem, Remedy
from layers_desktop.domain.project import Account, Project, last_used_first
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.repair_prompts import ProjectDialog
from layers_desktop.gui.uploads.context_menu import project_entries
from layers_desktop.gui.uploads.row_actions import RowAction

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


# -------------------------------------------------------------------- rows to another project
@pytest.fixture
def project_menu(window, queue, make_upload, done, tick):
    """Return two unsent rows and a finished one, all selected, and what opens their menu of projects."""
    rows = [make_upload("a.png"), make_upload("b.png", state=UploadState.REJECTED), done("c.png")]
    queue.add(rows)
    tick()
    view = window.upload_list.view
    view.selectAll()

    def entries():
        menu = QMenu(window)
        view.fill_selection_menu(menu)
        submenus = {action.text(): action.menu() for action in menu.actions() if action.menu()}
        return {action.text(): action for action in submenus["Project"].actions() if action.text()}

    return rows, entries


def test_selected_rows_that_were_not_sent_move_to_another_project_and_back(window, project_menu, qtbot):
    rows, entries = project_menu
    assert list(entries()) == ["Acme Coffee iOS", "Beta Corp", "Search…"]
    assert entries()["Acme Coffee iOS"].isChecked()
    entries()["Beta Corp"].trigger()
    assert [row.project for row in rows] == [BETA, BETA, ACME]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [row.project for row in rows] == [ACME, ACME, ACME]


def test_a_row_that_layers_refused_moves_to_another_project(window, queue, make_upload, tick):
    refused = make_upload(state=UploadState.FAILED, problem=Problem("VALIDATION_FAILED", "Refused."))
    lost = make_upload("b.png", state=UploadState.FAILED, problem=Problem("TIMEOUT", "No answer."))
    lost.remote = ServerState(inline_since=1.0)  # it may have arrived where it was sent
    queue.add([refused, lost])
    tick()
    window.upload_list.view.selectAll()
    menu = QMenu(window)
    window.upload_list.view.fill_selection_menu(menu)
    (projects,) = [action.menu() for action in menu.actions() if action.text() == "Project"]
    next(each for each in projects.actions() if each.text() == "Beta Corp").trigger()
    assert (refused.project, lost.project) == (BETA, ACME)
    window.window_actions[ActionId.UNDO].trigger()
    assert refused.project == BETA  # it is under way there


def test_the_search_of_the_menu_asks_for_all_rows_that_can_move(window, queue, make_upload, tick):
    gone = Problem("NOT_FOUND", "It is gone.", remedy=Remedy.PROJECT)
    rows = [make_upload(), make_upload("b.png", state=UploadState.FAILED, problem=gone)]
    queue.add(rows)
    tick()
    entries = project_entries(rows, [ACME, BETA])
    window.controller.actions.run(RowAction.PROJECT, None, list(entries[-1].uploads))
    assert window.findChild(ProjectDialog).send.text() == "Move 2 files there"


def test_of_many_projects_the_menu_has_those_used_last_and_a_search(window, project_menu, qtbot):
    rows, entries = project_menu
    many = [ACME, BETA, *(Project(f"p{n}", f"Client {n}") for n in range(200))]
    window.show_projects(many, ACME)
    assert len(entries()) == 7
    entries()["Search…"].trigger()
    dialog = window.findChild(ProjectDialog)
    assert dialog.send.text() == "Move 2 files there"
    qtbot.keyClicks(dialog.picker.lineEdit(), "client 150")
    qtbot.keyClick(dialog.picker.lineEdit(), Qt.Key.Key_Return)
    dialog.send.click()
    assert [row.project.name for row in rows] == ["Client 150", "Client 150", "Acme Coffee iOS"]
    window.window_actions[ActionId.UNDO].trigger()
    assert {row.project for row in rows} == {ACME}


def test_what_is_under_way_or_has_no_other_project_is_not_offered_one(window, make_upload):
    sent = make_upload(state=UploadState.SENDING)
    assert project_entries([sent], [ACME, BETA]) == ()
    assert project_entries([make_upload()], [ACME]) == ()


def test_a_file_without_a_project_gets_the_one_that_is_chosen_for_it(window, queue, make_upload, tick):
    window.show_projects([ACME, BETA], None)
    upload = make_upload(project=None)
    queue.add([upload])
    tick()
    window.controller.actions.run(RowAction.PROJECT, BETA, [upload])
    assert upload.project == BETA
