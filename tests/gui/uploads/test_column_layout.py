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
def view(qtbot, queue, meter, signals, icons):
    view = UploadsView(UploadsModel(queue.uploads, meter, signals), icons)
    qtbot.addWidget(view)
    view.resize(1400, 400)
    view.show()
    return view


def test_a_column_can_be_hidden_and_shown_again_by_the_menu_of_the_header(view):
    for is_hidden in (True, False):
        view._open_columns_menu(view.rect().topLeft())
        menu = view.horizontalHeader().findChildren(QMenu)[-1]
        next(action for action in menu.actions() if action.text() == "Speed").trigger()
        assert view.isColumnHidden(Column.SPEED) is is_hidden


def test_the_choice_is_remembered_with_the_widths(view):
    view._toggle_column(Column.KIND)
    said = view.columns_text()
    view._toggle_column(Column.KIND)
    view.restore_columns(said)
    assert view.isColumnHidden(Column.KIND)


def test_everything_fits_a_wide_table():
    assert columns_that_fit(700, WIDTHS, DEFAULT_COLUMNS, HIDE_ORDER) == DEFAULT_COLUMNS


def test_columns_give_way_one_by_one_and_the_needed_ones_never():
    assert Column.LEFT not in columns_that_fit(650, WIDTHS, DEFAULT_COLUMNS, HIDE_ORDER)
    assert columns_that_fit(1, WIDTHS, DEFAULT_COLUMNS, HIDE_ORDER) == DEFAULT_COLUMNS - set(HIDE_ORDER)
    assert columns_that_fit(1, WIDTHS, DEFAULT_COLUMNS, HIDE_ORDER) >= REQUIRED_COLUMNS


@pytest.fixture
def legacy_header_text():
    names = ["ASSET_ID", "KIND", "LEFT", "NAME", "PROGRESS", "SIZE"]
    return json.dumps({"header": OF_EIGHT_COLUMNS, "columns": names})


def test_what_a_version_with_fewer_columns_remembered_is_taken_over(view, legacy_header_text):
    view.restore_columns(legacy_header_text)
    header = view.horizontalHeader()
    shown = [column for column in Column if not view.isColumnHidden(column)]
    assert sorted(shown, key=header.visualIndex) == [
        Column.NAME,
        Column.SIZE,
        Column.KIND,
        Column.PROGRESS,
        Column.LEFT,
        Column.ASSET_ID,
    ]
    assert view.columnWidth(Column.ASSET_ID) == 240
    assert header.sortIndicatorSection() == Column.SIZE
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


def test_after_that_every_column_can_be_clicked_and_the_new_ones_are_as_wide_as_ever(
    view, legacy_header_text
):
    view._toggle_column(Column.TYPE)
    fitting = view.columnWidth(Column.TYPE)
    view._toggle_column(Column.TYPE)
    view.restore_columns(legacy_header_text)
    view._toggle_column(Column.TYPE)
    header = view.horizontalHeader()
    assert header.length() == sum(map(header.sectionSize, range(header.count())))
    assert view.columnAt(view.viewport().width() - 5) == Column.TYPE
    assert view.columnWidth(Column.TYPE) == fitting


def test_what_this_version_remembers_is_the_same_after_it_was_taken_over(view, legacy_header_text):
    view.restore_columns(legacy_header_text)
    view.setColumnWidth(Column.KIND, 155)
    said = view.columns_text()
    view.horizontalHeader().moveSection(0, 5)
    view.setColumnWidth(Column.KIND, 99)
    view._toggle_column(Column.LEFT)
    view.restore_columns(said)
    assert view.columns_text() == said


@pytest.mark.parametrize("count", ["fifteen", None, -1, 0])
def test_a_number_of_columns_that_is_none_changes_nothing(view, legacy_header_text, count):
    before = view.columns_text()
    view.restore_columns(json.dumps({**json.loads(legacy_header_text), "count": count}))
    assert view.columns_text() == before
