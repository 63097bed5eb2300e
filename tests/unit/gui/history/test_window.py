from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.gui.clipboard.copier import Copier
from layers_desktop.gui.history.search_bar import HistoryQuery
from layers_desktop.gui.history.table import HistoryColumn
from layers_desktop.gui.history.window import HistoryWindow, history_entries
from layers_desktop.gui.uploads.row_actions import MenuEntry, RowAction
from tests.support.select_row import select_row

_CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def messages():
    return []


@pytest.fixture
def history_window(qtbot, qapp, messages, icons):
    window = HistoryWindow(
        [("prj_1", "Acme Coffee iOS")], Copier(qapp.clipboard(), messages.append), messages.append, icons
    )
    QAbstractItemModelTester(window.model, QAbstractItemModelTester.FailureReportingMode.Fatal, window.model)
    qtbot.addWidget(window)
    window.resize(1400, 560)
    window.show()
    return window


def test_a_narrow_window_gives_its_room_to_names_and_ids(history_window, done):
    history_window.show_uploads([done()], HistoryQuery(), 1)
    hidden = history_window.table.isColumnHidden
    assert not any(hidden(column) for column in HistoryColumn)
    history_window.resize(480, 400)
    assert hidden(HistoryColumn.BATCH)
    assert not hidden(HistoryColumn.NAME)
    assert not hidden(HistoryColumn.ASSET_ID)
    history_window.resize(1400, 560)
    assert not any(hidden(column) for column in HistoryColumn)


def test_every_field_of_the_search_has_its_label(history_window):
    named = {label.buddy() for label in history_window.findChildren(QLabel)}
    fields = {*history_window.bar.findChildren(QComboBox), *history_window.bar.findChildren(QLineEdit)}
    assert fields <= named


def test_typing_searches_once_and_not_for_each_key(qtbot, history_window):
    asked = []
    history_window.searchRequested.connect(asked.append)
    with qtbot.waitSignal(history_window.searchRequested):
        qtbot.keyClicks(history_window.bar.field, "hero")
    assert asked == [HistoryQuery("hero")]


def test_choices_narrow_the_search_at_once(qtbot, history_window):
    asked = []
    history_window.searchRequested.connect(asked.append)
    history_window.bar.project.setCurrentIndex(1)
    history_window.bar.kind.setCurrentIndex(2)
    assert asked[-1] == HistoryQuery("", "prj_1", MediaKind.VIDEO)


def test_found_uploads_are_listed_with_their_ids(history_window, done):
    history_window.show_uploads([done("hero.png", "med_A", finished_at=1_700_000_000.0)], HistoryQuery())
    texts = [history_window.model.index(0, column).data() for column in range(1, 7)]
    assert texts == ["hero.png", str(Path("/home/ana/files")), "Image", "Acme Coffee iOS", "med_A", "1 file"]


def test_an_answer_to_an_older_question_is_ignored(history_window, done):
    history_window.bar.field.setText("new")
    history_window.show_uploads([done()], HistoryQuery("old"))
    assert history_window.model.rowCount() == 0


@pytest.mark.parametrize(
    ("text", "total", "words"),
    [
        ("", 0, "Files you upload will be listed here with their IDs."),
        ("nix", 0, "Files you upload will be listed here with their IDs."),
        ("nix", 1, "Nothing matches “nix”. Clear the search to see the one file."),
        ("nix", 1234, "Nothing matches “nix”. Clear the search to see all 1,234 files."),
    ],
)
def test_nothing_found_is_said(history_window, text, total, words):
    history_window.bar.field.setText(text)
    history_window.show_uploads([], HistoryQuery(text), total)
    assert history_window.empty_state.isVisible()
    assert history_window.empty_state.label.text() == words
    assert history_window.empty_state.clear_button.isVisible() == (total > 0)
    assert not history_window.copy_button.isEnabled()
    assert not history_window.export_button.isEnabled()


def test_one_button_leads_from_a_search_without_a_find_back_to_everything(qtbot, history_window):
    history_window.bar.field.setText("nix")
    history_window.bar.kind.setCurrentIndex(2)
    history_window.show_uploads([], history_window.bar.query(), 5)
    asked = []
    history_window.searchRequested.connect(asked.append)
    history_window.empty_state.clear_button.click()
    assert asked[-1] == HistoryQuery()
    assert history_window.bar.field.text() == ""


def test_copying_takes_the_selection_or_else_everything(history_window, qapp, messages, done):
    history_window.show_uploads([done("a.png", "med_A"), done("b.png", "med_B")], HistoryQuery())
    history_window.copy_button.click()
    assert qapp.clipboard().text() == "med_A\nmed_B"
    select_row(history_window.table, 1)
    history_window.copy_button.click()
    assert qapp.clipboard().text() == "med_B"
    assert history_window.toast.text == "Copied 1 ID."
    assert messages == []  # there the other window would cover them


def test_the_keys_copy_ids_of_the_selected_rows_and_of_all_of_them(qtbot, history_window, qapp, done):
    uploads = [done(f"{name}.png", f"med_{name}") for name in "abc"]
    history_window.show_uploads(uploads, HistoryQuery())
    history_window.table.setFocus()
    select_row(history_window.table, 0)
    qtbot.keyClick(history_window.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(history_window.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == "med_a\nmed_b"
    qtbot.keyClick(history_window.bar.field, Qt.Key.Key_C, _CONTROL_SHIFT)
    assert qapp.clipboard().text() == "med_a\nmed_b\nmed_c"


def test_ctrl_c_in_the_search_copies_its_text(qtbot, history_window, qapp, done):
    history_window.show_uploads([done("a.png", "med_a")], HistoryQuery())
    history_window.bar.field.setText("hero")
    history_window.bar.field.setFocus()
    history_window.bar.field.selectAll()
    qtbot.keyClick(history_window.bar.field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == "hero"


def test_escape_clears_the_search_before_it_closes_the_window(qtbot, history_window):
    history_window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # pytest-qt does it
    history_window.bar.field.setText("hero")
    history_window.bar.kind.setCurrentIndex(2)
    history_window.bar.field.setFocus()
    qtbot.keyClick(history_window.bar.field, Qt.Key.Key_Escape)
    assert history_window.isVisible()
    assert history_window.bar.query() == HistoryQuery()
    with qtbot.waitSignal(history_window.finished):
        qtbot.keyClick(history_window.bar.field, Qt.Key.Key_Escape)


def test_the_whole_batch_is_copied_in_one_gesture_also_where_the_search_found_a_part(
    qtbot, history_window, done
):
    first, second = two_batches(done)[0], two_batches(done)[-1]
    assert "Copy the IDs of this batch" in [entry.text for entry in history_entries([first])]
    assert "Copy the IDs of this batch" not in [entry.text for entry in history_entries([first, second])]
    with qtbot.waitSignal(history_window.copyBatchRequested) as asked:
        history_window._run(MenuEntry(RowAction.COPY_BATCH, ""), [second])
    assert asked.args == ["b2"]


def test_another_format_is_used_for_this_once(history_window, qapp, done):
    history_window.show_uploads([done("a.png", "med_A"), done("b.png", "med_B")], HistoryQuery())
    action = next(
        each for each in history_window.format_button.menu().actions() if each.text() == "JSON, IDs only"
    )
    action.trigger()
    assert qapp.clipboard().text() == '["med_A", "med_B"]'
    history_window.copy_button.click()
    assert qapp.clipboard().text() == "med_A\nmed_B"


def two_batches(done):
    first = [done(f"{n}.png", f"med_{n}") for n in range(3)]
    second = [done(f"{n}.png", f"med_{n}", finished_at=1.0) for n in range(3, 5)]
    for upload in second:
        upload.batch_id = "b2"
    return [*first, *second]


def test_the_batch_is_named_in_its_first_row_and_spoken_in_each(history_window, done):
    history_window.show_uploads(two_batches(done), HistoryQuery())
    cells = [history_window.model.index(row, HistoryColumn.BATCH) for row in range(5)]
    assert [cell.data() for cell in cells] == ["3 files", "", "", "2 files", ""]
    assert cells[4].data(Qt.ItemDataRole.AccessibleTextRole) == "Batch: 2 files"


def test_one_click_selects_the_whole_batch(qtbot, history_window, done):
    history_window.show_uploads(two_batches(done), HistoryQuery())
    cell = history_window.model.index(1, HistoryColumn.BATCH)
    qtbot.mouseClick(
        history_window.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=history_window.table.visualRect(cell).center(),
    )
    assert [upload.asset_id for upload in history_window.selected_or_all()] == ["med_0", "med_1", "med_2"]
    assert history_window.copy_button.text() == "Copy 3 IDs"
    history_window._run(MenuEntry(RowAction.SELECT_BATCH, ""), [])
    assert len(history_window.selected_or_all()) == 3
    select_row(history_window.table, 4)
    history_window._run(MenuEntry(RowAction.SELECT_BATCH, ""), history_window.selected_or_all())
    assert [upload.asset_id for upload in history_window.selected_or_all()] == ["med_3", "med_4"]


def test_an_export_is_of_what_is_selected_or_of_all_that_the_search_finds(qtbot, history_window, done):
    uploads = two_batches(done)
    history_window.show_uploads(uploads, HistoryQuery())
    with qtbot.waitSignal(history_window.exportRequested) as everything:
        history_window.export_button.click()
    select_row(history_window.table, 1)
    with qtbot.waitSignal(history_window.exportRequested) as one:
        history_window.export_button.click()
    assert everything.args == [HistoryQuery(), None]
    assert one.args == [HistoryQuery(), [uploads[1].id]]


def test_past_uploads_can_be_sent_again_or_forgotten(qtbot, history_window, done):
    upload = done("a.png")
    with qtbot.waitSignal(history_window.uploadAgainRequested) as again:
        history_window._run(MenuEntry(RowAction.UPLOAD_AGAIN, "again"), [upload])
    with qtbot.waitSignal(history_window.forgetRequested) as forget:
        history_window._run(MenuEntry(RowAction.REMOVE, "forget"), [upload])
    assert again.args == [[upload]]
    assert forget.args == [[upload.id]]


def test_a_button_opens_the_menu_of_what_is_selected(history_window, done):
    history_window.show_uploads([done("a.png"), done("b.png")], HistoryQuery())
    assert not history_window.selected_button.isEnabled()
    select_row(history_window.table, 1)
    assert history_window.selected_button.isEnabled()
    menu = history_window.selected_button.menu()
    menu.aboutToShow.emit()
    assert next(each.text() for each in menu.actions() if each.text()) == "Copy ID"
    history_window.table.clearSelection()
    assert not history_window.selected_button.isEnabled()


def test_the_menu_of_one_past_upload_shows_its_folder_and_of_two_does_not(done):
    one = [entry.text for entry in history_entries([done()])]
    two = [entry.text for entry in history_entries([done(), done()])]
    assert one == [
        "Copy ID",
        "Copy as",
        "Copy the IDs of this batch",
        "Show in folder",
        "Select the whole batch",
        "Upload again as new",
        "Remove from history",
    ]
    assert two == [
        "Copy 2 IDs",
        "Copy as",
        "Copy the IDs of this batch",
        "Select the whole batch",
        "Upload 2 again as new",
        "Remove 2 from history",
    ]
