import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from layers_desktop.gui.uploads.column_layout import DEFAULT_COLUMNS, REQUIRED_COLUMNS
from layers_desktop.gui.uploads.columns import HIDE_ORDER, Column
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.view import UploadsView
from layers_desktop.gui.widgets.table import columns_that_fit

# What a version with eight columns wrote: Size moved to the second place and sorted downwards, Speed hidden,
# Asset ID 240 pixels wide, in a table of 1,400.
OF_EIGHT_COLUMNS = (
    "AAAA/wAAAAAAAAABAAAAAQAAAAIBAAAACAAAAAAAAAACAAAAAQAAAAMAAAAEAAAABQAAAAYAAAAHAAAACAAAAAAAAAACAAAA"
    "AQAAAAMAAAAEAAAABQAAAAYAAAAHAAAACJAAAAACAAAABAAAAFIAAAAHAAAAdAAABXgAAAAIAAEAAAAAAAABAAAAAAAAAGQA"
    "AAAwAAAAhAAAAAAAAAAIAAACmwAAAAEAAAABAAAASgAAAAEAAAAAAAAAjgAAAAEAAAAAAAAAhgAAAAEAAAAAAAAAAAAAAAEA"
    "AAAAAAAAjwAAAAEAAAAAAAAA8AAAAAEAAAAAAAAAAAAAAAEAAAAAAAAD6AAAAAAAAAAAAQAAAAAAAAAAAAAAAQ=="
)
WIDTHS = dict.fromkeys(Column, 100)


@pytest.fixture
def new_view(qtbot, queue, meter, signals, icons):
    new_view = UploadsView(UploadsModel(queue.uploads, meter, signals), icons)
    qtbot.addWidget(new_view)
    new_view.resize(1400, 400)
    new_view.show()
    return new_view


def test_a_column_can_be_shown_and_hidden_again_by_the_menu_of_the_header(new_view):
    for is_hidden in (False, True):
        new_view._open_columns_menu(new_view.rect().topLeft())
        menu = new_view.horizontalHeader().findChildren(QMenu)[-1]
        next(action for action in menu.actions() if action.text() == "Speed").trigger()
        assert new_view.isColumnHidden(Column.SPEED) is is_hidden


def test_the_choice_is_remembered_with_the_widths(new_view):
    new_view._toggle_column(Column.KIND)
    said = new_view.columns_text()
    new_view._toggle_column(Column.KIND)
    new_view.restore_columns(said)
    assert new_view.isColumnHidden(Column.KIND)


def test_everything_fits_a_wide_table():
    assert columns_that_fit(700, WIDTHS, DEFAULT_COLUMNS, HIDE_ORDER) == DEFAULT_COLUMNS


def test_columns_give_way_one_by_one_and_the_needed_ones_never():
    assert DEFAULT_COLUMNS - columns_that_fit(450, WIDTHS, DEFAULT_COLUMNS, HIDE_ORDER) == {Column.KIND}
    least = columns_that_fit(1, WIDTHS, DEFAULT_COLUMNS | {Column.PROJECT}, HIDE_ORDER)
    assert least == {Column.NAME, Column.STATUS, Column.ASSET_ID, Column.PROJECT}
    assert least >= REQUIRED_COLUMNS


@pytest.fixture
def legacy_header_text():
    names = ["ASSET_ID", "KIND", "LEFT", "NAME", "PROGRESS", "SIZE"]
    return json.dumps({"header": OF_EIGHT_COLUMNS, "columns": names})


def test_what_a_version_with_fewer_columns_remembered_is_taken_over(new_view, legacy_header_text):
    new_view.resize(1600, 400)
    new_view.restore_columns(legacy_header_text)
    header = new_view.horizontalHeader()
    shown = [column for column in Column if not new_view.isColumnHidden(column)]
    assert sorted(shown, key=header.visualIndex) == [
        Column.NAME,
        Column.SIZE,
        Column.KIND,
        Column.STATUS,
        Column.ASSET_ID,
    ]
    assert header.sortIndicatorSection() == Column.SIZE
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


OF_FIFTEEN_COLUMNS = (
    "AAAA/wAAAAAAAAABAAAAAP////8BAAAAAAAAAAAAAAAPgH4AAAAHAAAADQAAAFYAAAAMAAAAewAAAAoAAACfAAAACQAAAHAAAAAO"
    "AAAAjAAAAAcAAAB0AAAACwAAAHsAAAZAAAAADwABAAAAAAAAAQAAAAAAAABkAAAAMAAAAIQAAAAAAAAADwAAAnEAAAABAAAAAQAA"
    "AN4AAAABAAAAAAAAAEoAAAABAAAAAAAAAIYAAAABAAAAAAAAAFIAAAABAAAAAAAAAI8AAAABAAAAAAAAAJ8AAAABAAAAAAAAAAAA"
    "AAABAAAAAAAAAKEAAAABAAAAAAAAAAAAAAABAAAAAAAAAAAAAAABAAAAAAAAAAAAAAABAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAB"
    "AAAAAAAAAAAAAAABAAAAAAAAA+gAAAAAAAAAAAEAAAAAAAAAAAAAAAE="
)


@pytest.fixture
def earlier_layout():
    """Return what the version before this one wrote: all columns shown, and Kind 222 pixels wide."""
    names = ["ASSET_ID", "FOLDER", "KIND", "LEFT", "NAME", "PROGRESS", "SIZE", "SPEED"]
    return json.dumps({"header": OF_FIFTEEN_COLUMNS, "count": 15, "columns": names})


def test_the_layout_of_an_earlier_version_loses_the_columns_that_status_holds_now(new_view, earlier_layout):
    new_view.resize(1600, 400)
    usual = {column: new_view.columnWidth(column) for column in Column}
    new_view.restore_columns(earlier_layout)
    header = new_view.horizontalHeader()
    shown = [column for column in Column if not new_view.isColumnHidden(column)]
    assert sorted(shown, key=header.visualIndex) == [
        Column.NAME,
        Column.KIND,
        Column.SIZE,
        Column.STATUS,
        Column.ASSET_ID,
        Column.FOLDER,
    ]
    assert header.visualIndex(Column.PROJECT) < header.visualIndex(Column.STATUS)
    assert new_view.columnWidth(Column.KIND) == 222
    # What was saved for these was right for another table.
    assert new_view.columnWidth(Column.ASSET_ID) == usual[Column.ASSET_ID]


def test_columns_that_are_chosen_again_after_that_stay(new_view, earlier_layout):
    new_view.resize(2000, 400)
    new_view.restore_columns(earlier_layout)
    new_view._toggle_column(Column.SPEED)
    new_view.restore_columns(new_view.columns_text())
    assert not new_view.isColumnHidden(Column.SPEED)


def test_widths_that_were_given_in_smaller_letters_do_not_cut_larger_ones(new_view):
    new_view.setColumnWidth(Column.KIND, 60)
    said = json.loads(new_view.columns_text())
    new_view.restore_columns(json.dumps({**said, "line": said["line"] // 2}))
    assert new_view.columnWidth(Column.KIND) > 60
    new_view.restore_columns(json.dumps(said))
    assert new_view.columnWidth(Column.KIND) == 60


def test_after_that_every_column_can_be_clicked_and_the_new_ones_are_as_wide_as_ever(
    new_view, legacy_header_text
):
    new_view._toggle_column(Column.TYPE)
    fitting = new_view.columnWidth(Column.TYPE)
    new_view._toggle_column(Column.TYPE)
    new_view.restore_columns(legacy_header_text)
    new_view._toggle_column(Column.TYPE)
    header = new_view.horizontalHeader()
    assert header.length() == sum(map(header.sectionSize, range(header.count())))
    assert new_view.columnAt(new_view.viewport().width() - 5) == Column.TYPE
    assert new_view.columnWidth(Column.TYPE) == fitting


def test_what_this_version_remembers_is_the_same_after_it_was_taken_over(new_view, legacy_header_text):
    new_view.restore_columns(legacy_header_text)
    new_view.setColumnWidth(Column.KIND, 155)
    new_view.restore_columns(new_view.columns_text())
    said = new_view.columns_text()
    new_view.horizontalHeader().moveSection(0, 5)
    new_view.setColumnWidth(Column.KIND, 99)
    new_view._toggle_column(Column.SIZE)
    new_view.restore_columns(said)
    assert new_view.columns_text() == said


@pytest.mark.parametrize("count", ["fifteen", None, -1, 0])
def test_a_number_of_columns_that_is_none_changes_nothing(new_view, legacy_header_text, count):
    before = new_view.columns_text()
    new_view.restore_columns(json.dumps({**json.loads(legacy_header_text), "count": count}))
    assert new_view.columns_text() == before


@pytest.mark.parametrize("widths", [[], 5, {"KIND": "wide"}, {"KIND": None}])
def test_widths_that_are_none_change_nothing(new_view, widths):
    before = new_view.columns_text()
    new_view.restore_columns(json.dumps({**json.loads(before), "widths": widths}))
    assert new_view.columns_text() == before


def test_a_width_of_a_column_that_a_later_version_has_is_left_out(new_view):
    new_view.setColumnWidth(Column.SIZE, 99)
    said = json.loads(new_view.columns_text())
    new_view.setColumnWidth(Column.SIZE, 111)
    new_view.restore_columns(json.dumps({**said, "widths": {**said["widths"], "LENGTH": 50, "KIND": -5}}))
    assert new_view.columnWidth(Column.SIZE) == 99
