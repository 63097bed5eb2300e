import pytest

from layers_desktop.domain.file_errors import FolderEmptyError, NotMediaError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.context_menu import create_menu, menu_entries
from layers_desktop.gui.uploads.row_actions import RowAction, cell_buttons
from layers_desktop.transfer.id_formats import CopyFormat


def texts(uploads):
    return [entry.text for entry in menu_entries(uploads)]


LOOKING = ["Show in folder", "Open file", "Details"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (UploadState.READY, ["Kind", *LOOKING, "Remove from list"]),
        (UploadState.REJECTED, ["Check again", "Kind", *LOOKING, "Remove from list"]),
        (UploadState.QUEUED, ["Pause", "Move up", "Move to top", *LOOKING, "Cancel", "Remove from list"]),
        (UploadState.SENDING, ["Pause", *LOOKING, "Cancel"]),
        (UploadState.PAUSED, ["Resume", *LOOKING, "Cancel", "Remove from list"]),
        (UploadState.FAILED, ["Retry", *LOOKING, "Remove from list"]),
        (UploadState.CANCELLED, ["Retry", *LOOKING, "Remove from list"]),
    ],
)
def test_the_menu_offers_what_the_state_allows(make_upload, state, expected):
    assert texts([make_upload(state=state)]) == expected


def test_a_pause_that_is_under_way_can_be_taken_back(make_upload):
    pausing = make_upload(state=UploadState.SENDING, is_pausing=True)
    assert texts([pausing]) == ["Resume", *LOOKING, "Cancel"]


def test_a_finished_upload_offers_its_id_in_every_format(done):
    entries = menu_entries([done()])
    assert [entry.text for entry in entries[:2]] == ["Copy ID", "Copy as"]
    assert [child.value for child in entries[1].children] == list(CopyFormat)


def test_a_duplicate_offers_its_id_or_a_new_upload(make_upload):
    upload = make_upload(state=UploadState.DUPLICATE, asset_id="med_A")
    assert texts([upload])[:2] == ["Use that ID", "Upload again"]


def test_a_mixed_selection_counts_what_each_entry_is_for(done, failed, make_upload):
    uploads = [done(), done(asset_id="med_B"), failed(), failed(), make_upload(state=UploadState.SENDING)]
    assert texts(uploads) == [
        "Copy 2 IDs",
        "Copy as",
        "Pause",
        "Retry 2",
        "Upload 2 again as new",
        "Cancel",
        "Remove 4 from list",
    ]


def test_the_present_kind_is_marked_and_a_mixed_one_is_not(make_upload):
    kinds = menu_entries([make_upload(), make_upload()])[0].children
    assert [child.value for child in kinds if child.is_checked] == [MediaKind.IMAGE]
    mixed = menu_entries([make_upload(), make_upload(kind=MediaKind.LOGO)])[0].children
    assert not any(child.is_checked for child in mixed)


def test_choosing_an_entry_says_what_was_chosen(qtbot, make_upload):
    chosen = []
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    menu = create_menu(menu_entries([make_upload()]), chosen.append, parent)
    kinds = next(action.menu() for action in menu.actions() if action.menu())
    next(action for action in kinds.actions() if action.text() == "Logo").trigger()
    assert [(entry.action, entry.value) for entry in chosen] == [(RowAction.KIND, MediaKind.LOGO)]


@pytest.mark.parametrize(
    ("state", "action", "name"),
    [
        (UploadState.FAILED, RowAction.RETRY, "Retry voice.aiff"),
        (UploadState.CANCELLED, RowAction.RETRY, "Retry voice.aiff"),
        (UploadState.SENDING, RowAction.CANCEL, "Cancel voice.aiff"),
        (UploadState.QUEUED, RowAction.CANCEL, "Cancel voice.aiff"),
        (UploadState.REJECTED, RowAction.FIX, "Fix voice.aiff"),
        (UploadState.DUPLICATE, RowAction.FIX, "Fix voice.aiff"),
    ],
)
def test_the_button_of_a_row_does_what_helps_most_and_names_its_file(make_upload, state, action, name):
    (button,) = cell_buttons(make_upload("voice.aiff", state=state), Column.STATUS)
    assert (button.action, button.tooltip) == (action, name)


def test_a_row_that_needs_nothing_has_no_button(make_upload, done):
    assert cell_buttons(make_upload(), Column.STATUS) == ()
    assert cell_buttons(done(), Column.STATUS) == ()
    assert [each.action for each in cell_buttons(done(), Column.ASSET_ID)] == [RowAction.COPY]


def test_what_cannot_be_fixed_can_be_found_and_removed_and_promises_nothing(make_upload):
    for error in (NotMediaError(".docx"), FolderEmptyError("spring")):
        upload = make_upload("brief.docx", kind=None, state=UploadState.REJECTED, problem=error.problem)
        buttons = cell_buttons(upload, Column.STATUS)
        assert [each.action for each in buttons] == [RowAction.SHOW_IN_FOLDER, RowAction.REMOVE]
        assert "Fix…" not in [each.text for each in buttons]


def test_a_finished_file_can_be_uploaded_again_as_new(qtbot, window, queue, done, make_upload):
    finished, twin = done(), make_upload(state=UploadState.DUPLICATE)
    queue.add([finished, twin])
    with qtbot.waitSignal(window.controller.actions.uploadAgainRequested) as again:
        window.upload_list.view.actionChosen.emit(RowAction.UPLOAD_AGAIN, None, [finished, twin])
    assert again.args == [[finished]]
    assert ("upload_again", [twin.id]) in queue.asked
