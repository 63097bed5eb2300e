import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from layers_desktop.domain.file_errors import FileEmptyError, FileTooLargeError, NotMediaError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.details.dialog import DetailsDialog
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.gui.uploads.file_info import FileLookups


@pytest.fixture
def lookups():
    return FileLookups(kinds_that_fit=lambda upload: (MediaKind.VIDEO,))


@pytest.fixture
def window(qtbot, few_rows_at_once, queue, meter, signals, icons, desktop, lookups):
    window = MainWindow(queue, meter, signals, icons, desktop, lookups)
    window.allow_close()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def too_large(make_upload):
    problem = FileTooLargeError(262_000_000, 200_000_000, MediaKind.AUDIO).problem

    def make(name="voice.aiff"):
        return make_upload(name, kind=MediaKind.AUDIO, state=UploadState.REJECTED, problem=problem)

    return make


@pytest.fixture
def strange(make_upload):
    def make(name="a.psd"):
        problem = NotMediaError("Photoshop").problem
        return make_upload(name, kind=None, state=UploadState.REJECTED, problem=problem)

    return make


@pytest.fixture
def click(qtbot, window):
    """Return what clicks the last button of a row."""

    def click_button(row):
        view = window.upload_list.view
        _, rect = view.buttons(row)[0]
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())

    return click_button


def open_menu(window):
    """Return the menu that has just opened; those that were chosen from are on their way out."""
    menus = [menu for menu in window.upload_list.view.findChildren(QMenu) if menu.isVisible()]
    return {action.text(): action for action in menus[-1].actions() if action.text()}


# ---------------------------------------------------------------------------------- in the row
def test_fix_offers_what_helps_this_row(window, queue, too_large, click, tick):
    upload = too_large()
    queue.add([upload])
    tick()
    click(0)
    menu = open_menu(window)
    assert list(menu) == ["Use Video", "Check again", "Show in folder", "Remove"]
    menu["Use Video"].trigger()
    assert upload.kind is MediaKind.VIDEO


def test_fix_helps_the_whole_selection_of_the_same_reason(window, queue, too_large, click, tick):
    uploads = [too_large("a.aiff"), too_large("b.aiff")]
    queue.add(uploads)
    tick()
    window.upload_list.view.selectAll()
    click(1)
    open_menu(window)["Use Video for 2"].trigger()
    assert [upload.kind for upload in uploads] == [MediaKind.VIDEO, MediaKind.VIDEO]
    assert window.upload_list.view.selected_uploads() == uploads


def test_fix_helps_its_own_row_where_the_selection_stands_still_for_other_reasons(
    window, queue, too_large, strange, click, tick
):
    queue.add([strange(), too_large()])
    tick()
    window.upload_list.view.selectAll()
    click(1)
    assert "Use Video" in open_menu(window)


def test_a_repair_is_told_so_that_it_can_be_remembered(qtbot, window, queue, too_large, click, tick):
    upload = too_large()
    queue.add([upload])
    tick()
    click(0)
    with qtbot.waitSignal(window.controller.actions.kindChosen) as caught:
        open_menu(window)["Use Video"].trigger()
    assert caught.args == [[upload], MediaKind.VIDEO]


# ------------------------------------------------------------------------------- in the details
def test_the_details_of_a_problem_offer_what_helps_and_close_with_it(window, queue, too_large, button, tick):
    upload = too_large()
    queue.add([upload])
    tick()
    window.controller._show_details(upload)
    button("Check again").click()
    assert queue.asked == [("check_again", [upload.id])]
    assert not window.findChild(DetailsDialog).isVisible()


def test_the_details_of_a_good_file_offer_nothing(window, queue, make_upload, tick):
    queue.add([make_upload()])
    tick()
    window.controller._show_details(*queue.uploads.values())
    dialog = window.findChild(DetailsDialog)
    buttons = [each for each in dialog.findChildren(QPushButton) if each.isVisibleTo(dialog)]
    assert [each.text() for each in buttons] == ["Copy details", "Close"]


# ------------------------------------------------------------------------- above the problems
def strip_texts(window):
    """Return what the lines say, from top to bottom."""
    layout = window.upload_list.problem_bar._layout
    widgets = [layout.itemAt(place).widget() for place in range(layout.count())]
    return [widget.toggle.text() for widget in widgets if hasattr(widget, "toggle")]


@pytest.fixture
def problems(window, queue, too_large, strange, make_upload, tick):
    """Return uploads of two reasons beside a good one, with the problems shown."""
    uploads = [strange("a.psd"), too_large("b.aiff"), too_large("c.aiff"), make_upload()]
    queue.add(uploads)
    tick()
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    return uploads


def test_reasons_are_shown_with_the_problems_only(window, problems):
    assert window.upload_list.problem_bar.isVisible()
    assert strip_texts(window) == ["2 × too big for Audio", "1 × .psd not accepted"]
    window.upload_list.bar.select_group(CountGroup.ALL)
    assert not window.upload_list.problem_bar.isVisible()


def test_choosing_a_reason_shows_its_files_and_choosing_it_again_all_problems(window, problems, button):
    button("1 × .psd").click()
    assert [window.model.upload_at(row) for row in range(window.model.rowCount())] == problems[:1]
    button("1 × .psd").click()
    assert window.model.rowCount() == 3


def test_one_press_helps_all_files_of_a_reason(window, problems, button):
    button("Use Video for 2: 2 × too big for Audio").click()
    assert [upload.kind for upload in problems[1:3]] == [MediaKind.VIDEO, MediaKind.VIDEO]


def test_all_files_of_a_reason_can_be_removed_and_brought_back(window, queue, problems, button, qtbot):
    button("1 × .psd").click()
    button("Remove: 1 × .psd not accepted").click()
    assert problems[0].id not in queue.uploads
    assert strip_texts(window) == ["2 × too big for Audio"]
    assert window.model.rowCount() == 2
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert problems[0].id in queue.uploads


def test_the_lines_follow_what_becomes_of_the_files(window, problems, signals, tick):
    problems[1].problem = FileEmptyError().problem
    signals.changed(problems[1])
    tick()
    assert strip_texts(window) == ["1 × .psd not accepted", "1 × too big for Audio", "1 × empty"]


def test_a_reason_left_behind_with_another_chip_is_no_longer_chosen(window, problems, button):
    button("1 × .psd").click()
    window.upload_list.bar.select_group(CountGroup.ALL)
    assert window.model.rowCount() == 4
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    assert window.model.rowCount() == 3


def test_thousands_of_reasons_make_a_dozen_lines(window, queue, strange, tick):
    queue.add([strange(f"a.x{number}") for number in range(2_000)])
    tick()
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    assert len(strip_texts(window)) == 12
    assert window.upload_list.problem_bar._more.text() == "1988 more reasons in the list"


def test_the_lines_leave_the_table_most_of_a_small_window(window, queue, strange, tick, qtbot):
    queue.add([strange(f"a.x{number}") for number in range(40)])
    tick()
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    window.resize(640, 420)
    area = window.upload_list
    qtbot.waitUntil(lambda: area.problem_bar.height() <= area.height() // 3)
    assert area.view.height() > area.problem_bar.height()
