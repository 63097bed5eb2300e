import pytest
from PySide6.QtCore import Qt

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.context_menu import menu_entries
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.gui.uploads.row_actions import RowAction
from layers_desktop.transfer.id_formats import CopyFormat
from tests.support.select_row import select_row

BETA = Project("prj_2", "Beta Corp", "BETA-2")


def test_the_first_rows_show_without_a_wait(window, queue, make_upload):
    assert window.upload_list.empty.isVisibleTo(window)
    queue.add([make_upload()])
    assert window.upload_list.view.isVisibleTo(window)


def test_copy_puts_all_ids_on_the_clipboard_in_list_order(window, queue, qapp, done, make_upload, tick):
    queue.add([done("b.png", "med_B"), make_upload(), done("a.png", "med_A")])
    tick()
    window.footer.start.copy.click()
    assert qapp.clipboard().text() == "med_B\nmed_A"
    assert window.toast.text == "Copied 2 IDs."
    assert b"med_A" in qapp.clipboard().mimeData().data("text/csv").data()


def test_ctrl_c_copies_the_selected_ids_and_tells_of_the_others(
    qtbot, window, queue, qapp, done, make_upload
):
    queue.add([done("a.png", "med_A"), make_upload(), done("c.png", "med_C")])
    select_row(window.upload_list.view, 0)
    window.upload_list.view.selectionModel().select(
        window.model.index(1, 0),
        window.upload_list.view.selectionModel().SelectionFlag.Select
        | window.upload_list.view.selectionModel().SelectionFlag.Rows,
    )
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == "med_A"
    assert window.toast.text == "Copied 1 ID. 1 selected file has none yet."


def test_copying_nothing_leaves_the_clipboard_alone(qtbot, window, queue, qapp, make_upload):
    qapp.clipboard().setText("mine")
    queue.add([make_upload()])
    select_row(window.upload_list.view, 0)
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == "mine"
    assert window.toast.text == "Nothing copied: the selected file has no ID yet."


@pytest.mark.parametrize(
    ("state", "key", "command"),
    [
        (UploadState.SENDING, Qt.Key.Key_Space, "pause"),
        (UploadState.PAUSED, Qt.Key.Key_Space, "resume"),
        (UploadState.SENDING, Qt.Key.Key_Delete, "cancel"),
        (UploadState.READY, Qt.Key.Key_Delete, "remove"),
    ],
)
def test_keys_work_on_the_selected_rows(qtbot, window, queue, make_upload, state, key, command):
    upload = make_upload(state=state)
    queue.add([upload])
    select_row(window.upload_list.view, 0)
    qtbot.keyClick(window.upload_list.view, key)
    assert queue.asked == [(command, [upload.id])]


def test_space_takes_back_a_pause_that_is_under_way(qtbot, window, queue, make_upload):
    upload = make_upload(state=UploadState.SENDING, is_pausing=True)
    queue.add([upload])
    select_row(window.upload_list.view, 0)
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_Space)
    assert queue.asked == [("resume", [upload.id])]


def test_alt_and_a_digit_change_the_kind_and_undo_gives_it_back(qtbot, window, queue, make_upload):
    uploads = [make_upload(), make_upload(kind=MediaKind.REFERENCE_IMAGE)]
    queue.add(uploads)
    window.upload_list.view.selectAll()
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert [upload.kind for upload in uploads] == [MediaKind.LOGO, MediaKind.LOGO]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [upload.kind for upload in uploads] == [MediaKind.IMAGE, MediaKind.REFERENCE_IMAGE]


def button_place(view, row):
    """Return the middle of the button of a row, which stands at its end."""
    _, rect = view.buttons(row)[0]
    return rect.center()


def test_clicking_the_button_of_a_row_cancels_that_row_only(window, queue, make_upload, tick, qtbot):
    first, second = make_upload(state=UploadState.SENDING), make_upload(state=UploadState.SENDING)
    queue.add([first, second])
    tick()
    view = window.upload_list.view
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button_place(view, 1))
    assert queue.asked == [("cancel", [second.id])]


def test_escape_loses_no_work(qtbot, window, queue, make_upload):
    queue.add([make_upload(state=UploadState.SENDING)])
    select_row(window.upload_list.view, 0)
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_Escape)
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_Escape)
    assert queue.asked == []
    assert window.upload_list.view.selected_uploads() == []


def test_a_narrow_window_keeps_what_matters_most(window, queue, make_upload, qtbot):
    queue.add([make_upload()])
    window.resize(640, 420)
    view = window.upload_list.view
    qtbot.waitUntil(lambda: view.isColumnHidden(Column.KIND))
    kept = [column for column in Column if not view.isColumnHidden(column)]
    assert {Column.NAME, Column.STATUS, Column.ASSET_ID} <= set(kept)
    assert view.columnWidth(Column.NAME) >= 120


def test_the_project_column_appears_when_projects_mix(window, queue, make_upload, tick):
    window.resize(1400, 600)
    queue.add([make_upload()])
    tick()
    assert window.upload_list.view.isColumnHidden(Column.PROJECT)
    queue.add([make_upload(project=BETA)])
    tick()
    assert not window.upload_list.view.isColumnHidden(Column.PROJECT)


def test_chips_count_and_choose(qtbot, window, queue, make_upload, done, failed, tick):
    queue.add([make_upload(), done(), failed(), make_upload(state=UploadState.SENDING)])
    tick()
    chips = [chip.text() for chip in window.upload_list.bar._chips.values()]
    assert chips == ["All 4", "Active 1", "Done 1", "Problems 1"]
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert window.model.rowCount() == 1


def test_ctrl_f_searches_and_escape_shows_all_again(qtbot, window, queue, make_upload, tick):
    queue.add([make_upload("hero.png"), make_upload("logo.svg")])
    tick()
    field = window.upload_list.bar.field
    qtbot.keyClicks(field, "hero")
    assert window.model.rowCount() == 1
    qtbot.keyClicks(field, "x")
    nothing = window.upload_list._no_match
    assert nothing.isVisible()
    assert nothing.text() == "Nothing matches “herox”. Clear the filter to see the 2 files in the list."
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert window.model.rowCount() == 2


LINK = "https://media.example/A"


def test_the_menu_of_a_row_copies_and_opens_its_link(window, queue, qapp, done):
    linked, bare = done("a.png", "med_A", asset_url=LINK), done("b.png", "med_B")
    queue.add([linked, bare])

    def texts(uploads):
        return {entry.text for entry in menu_entries(uploads)}

    assert {"Copy link", "Open link"} <= texts([linked])
    assert not {"Copy link", "Open link"} & texts([bare])
    assert "Open link" not in texts([linked, bare])
    window.upload_list.view.actionChosen.emit(RowAction.COPY_AS, CopyFormat.LINKS, [linked, bare])
    assert qapp.clipboard().text() == LINK
    assert window.toast.text == "Copied 1 link. 1 selected file has none."


def test_where_there_is_no_link_the_clipboard_stays_as_it_is(window, queue, qapp, done):
    bare = done("b.png", "med_B")
    queue.add([bare])
    qapp.clipboard().setText("mine")
    window.upload_list.view.actionChosen.emit(RowAction.COPY_AS, CopyFormat.LINKS, [bare])
    assert qapp.clipboard().text() == "mine"
    assert window.toast.text == "Nothing copied: the selected file has no link."


@pytest.mark.parametrize(
    ("state", "tone"),
    [(UploadState.READY, ""), (UploadState.REJECTED, "caution"), (UploadState.FAILED, "problem")],
)
def test_the_chip_of_problems_has_the_tone_of_what_it_counts(window, queue, make_upload, tick, state, tone):
    queue.add([make_upload(state=state), make_upload()])
    tick()
    chip = window.upload_list.bar._chips[CountGroup.PROBLEMS]
    assert (chip.property("tone") or "") == tone


@pytest.mark.parametrize("column", [-1, Column.NAME])
def test_a_drop_is_scrolled_into_sight_once(window, queue, make_upload, tick, column):
    view, bar = window.upload_list.view, window.upload_list.view.verticalScrollBar()
    queue.add([make_upload(f"a-{number}.png") for number in range(60)])
    window.model.sort(column)
    tick()
    assert bar.value() == 0
    drop = [make_upload(f"b-{number}.png", batch_id=BatchId("b2")) for number in range(40)]
    queue.add(drop[:1])
    in_sight = [window.model.upload_at(row) for row in view.rows_in_sight()]
    assert drop[0] in in_sight
    bar.setValue(0)
    queue.add(drop[1:])
    tick()
    assert bar.value() == 0


def test_a_drop_that_the_filter_hides_moves_nothing(window, queue, make_upload, done, tick):
    queue.add([done(f"a-{number}.png") for number in range(60)])
    tick()
    window.upload_list.bar.select_group(CountGroup.DONE)
    queue.add([make_upload("b.png", batch_id=BatchId("b2"))])
    tick()
    window.upload_list.bar.select_group(CountGroup.ALL)
    assert window.upload_list.view.verticalScrollBar().value() == 0
