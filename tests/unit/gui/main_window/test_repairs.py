import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from layers_desktop.domain.file_errors import FileEmptyError, FileTooLargeError, NotMediaError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.details.dialog import DetailsDialog
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.gui.uploads.file_info import FileLookups
from layers_desktop.gui.uploads.group_heads import GroupHead
from tests.support.select_row import select_row


@pytest.fixture
def lookups():
    return FileLookups(kinds_that_fit=lambda upload: (MediaKind.VIDEO,))


@pytest.fixture
def window(qtbot, few_rows_at_once, queue, meter, signals, icons, desktop, lookups):
    window = MainWindow()
    window.build(queue, meter, signals, icons, desktop, lookups)
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


# ------------------------------------------------------------------------- among the problems
def heads(window):
    """Return the heads that are shown, from top to bottom."""
    found = [head for head in window.findChildren(GroupHead) if head.isVisible()]
    return sorted(found, key=lambda head: head.y())


def head_texts(window):
    return [head.toggle.accessibleName() for head in heads(window)]


def shown(window):
    return [window.model.upload_at(row) for row in range(window.model.rowCount())]


@pytest.fixture
def problems(window, queue, too_large, strange, make_upload, tick):
    """Return uploads of two reasons beside a good one, with the problems shown."""
    uploads = [strange("a.psd"), too_large("b.aiff"), make_upload(), strange("c.psd"), too_large("d.aiff")]
    queue.add(uploads)
    tick()
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    return uploads


@pytest.fixture
def many(window, queue, too_large, strange, tick):
    """Return thirty files of one reason after two of another, with the problems shown."""
    uploads = [*(too_large(f"{number}.aiff") for number in range(2)), *(strange() for _ in range(30))]
    queue.add(uploads)
    tick()
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    return uploads


def test_problems_stand_grouped_by_reason_each_group_below_its_head(window, problems):
    first, large, _, second, larger = problems
    assert shown(window) == [first, second, large, larger]
    assert head_texts(window) == ["2 × .psd not accepted", "2 × too big for Audio"]
    view, (top, below) = window.upload_list.view, heads(window)
    places = [view.viewport().mapFrom(window, head.mapTo(window, QPoint())).y() for head in (top, below)]
    assert places == [view.rowViewportPosition(0), view.rowViewportPosition(2)]
    assert view.rowHeight(0) == view.rowHeight(1) + top.height()
    window.upload_list.bar.select_group(CountGroup.ALL)
    assert shown(window) == problems
    assert head_texts(window) == []
    assert len({view.rowHeight(row) for row in range(5)}) == 1


def test_within_a_group_rows_are_sorted_as_the_table_is(window, problems):
    window.model.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert [upload.path.name for upload in shown(window)] == ["d.aiff", "b.aiff", "c.psd", "a.psd"]


def test_one_press_helps_all_files_of_a_reason(window, problems, button):
    button("Use Video for 2: 2 × too big for Audio").click()
    assert [upload.kind for upload in (problems[1], problems[4])] == [MediaKind.VIDEO, MediaKind.VIDEO]


def test_all_files_of_a_reason_can_be_removed_and_brought_back(window, queue, problems, button, qtbot):
    button("Remove 2: 2 × .psd not accepted").click()
    assert problems[0].id not in queue.uploads
    assert head_texts(window) == ["2 × too big for Audio"]
    assert window.model.rowCount() == 2
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert problems[0].id in queue.uploads
    assert len(head_texts(window)) == 2


def test_the_groups_follow_what_becomes_of_the_files(window, problems, signals, tick):
    problems[1].problem = FileEmptyError().problem
    signals.changed(problems[1])
    tick()
    assert head_texts(window) == ["2 × .psd not accepted", "1 × empty", "1 × too big for Audio"]


def test_a_new_problem_joins_its_group(window, queue, problems, strange, tick):
    queue.add([strange("e.psd")])
    tick()
    assert head_texts(window) == ["3 × .psd not accepted", "2 × too big for Audio"]
    assert [upload.path.name for upload in shown(window)][:3] == ["a.psd", "c.psd", "e.psd"]


def test_a_long_group_is_one_line_until_it_is_unfolded(window, many, button):
    assert head_texts(window) == ["2 × too big for Audio", "30 × .psd not accepted"]
    assert shown(window) == many[:3]
    button("30 × .psd").click()
    assert shown(window) == many
    button("30 × .psd").click()
    assert shown(window) == many[:3]


def test_a_folded_group_is_selected_and_removed_as_a_whole(window, queue, many, qtbot):
    view = window.upload_list.view
    select_row(view, 2)
    assert view.selected_uploads() == many[2:]
    assert view.buttons(2) == []
    spoken = window.model.index(2, Column.NAME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "30 × .psd not accepted"
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert list(queue.uploads.values()) == many[:2]


def test_a_press_on_a_head_selects_its_files(window, problems, qtbot):
    head = heads(window)[1]
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton, pos=head.rect().center())
    assert window.upload_list.view.selected_uploads() == [problems[1], problems[4]]


def test_the_button_of_a_row_below_a_head_is_where_it_is_painted(window, problems, click, queue):
    click(0)
    assert problems[0].id not in queue.uploads


def test_the_tab_key_goes_from_the_table_through_the_heads(window, problems, qtbot):
    window.upload_list.view.setFocus()
    for stop in ("2 × .psd not accepted", "Remove 2: 2 × .psd not accepted", "2 × too big for Audio"):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget().accessibleName() == stop


def test_thousands_of_reasons_make_heads_in_sight_only(window, queue, strange, tick, qtbot):
    queue.add([strange(f"a.x{number}") for number in range(2_000)])
    tick()
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    assert 2 < len(head_texts(window)) < 20
    view = window.upload_list.view

    def is_last_in_sight():
        view.scrollToBottom()
        return head_texts(window)[-1] == "1 × .x1999 not accepted"

    qtbot.waitUntil(is_last_in_sight)
    assert len(heads(window)) < 20


def test_the_wheel_above_a_head_scrolls_the_list_and_heads_end_at_its_edge(window, queue, strange, tick):
    queue.add([strange(f"a.x{number}") for number in range(40)])
    tick()
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    QApplication.processEvents()
    view, head = window.upload_list.view, heads(window)[2]
    middle = QPointF(head.rect().center())
    QApplication.sendEvent(
        head,
        QWheelEvent(
            middle,
            head.mapToGlobal(middle),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )
    assert view.verticalScrollBar().value() > 0
    top = view.viewport().mapTo(window, QPoint()).y()
    for each in heads(window):
        seen = each.mask().boundingRect() if not each.mask().isEmpty() else each.rect()
        assert each.mapTo(window, seen.topLeft()).y() >= top


def test_a_head_leaves_out_what_has_no_room(window, problems):
    stops = {}
    for width in (960, 640):
        window.resize(width, 420)
        stops[width] = [len(head.focus_stops) for head in heads(window)]
        assert all(head.sizeHint().width() <= head.width() for head in heads(window))
    assert stops[960] >= stops[640]
