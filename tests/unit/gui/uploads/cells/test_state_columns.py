import pytest
from PySide6.QtCore import QRect, Qt

from layers_desktop.gui.uploads.cells.delegate import STATE_COLUMNS, StateColumns
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.model import UploadsModel


@pytest.fixture
def wide_view(window, queue, make_upload, qtbot):
    queue.add([make_upload("a.png")])
    window.resize(1600, 600)
    wide_view = window.upload_list.view
    qtbot.waitUntil(lambda: not wide_view.isColumnHidden(Column.LEFT))
    return wide_view


def rects(wide_view) -> set[tuple[int, int, int, int]]:
    """Return where the state would stand, as each of its cells sees it."""
    columns, model = StateColumns(wide_view.horizontalHeader()), wide_view.model()
    assert isinstance(model, UploadsModel)
    cells = {column: wide_view.visualRect(model.index(0, column)) for column in STATE_COLUMNS}
    shown = [column for column in STATE_COLUMNS if not wide_view.isColumnHidden(column)]
    seen = [columns.rect(cells[column], column, wide_view.layoutDirection()) for column in shown]
    return {rect.getRect() for rect in seen}


def united(wide_view, *columns) -> tuple[int, int, int, int]:
    whole = QRect()
    for column in columns:
        whole = whole.united(wide_view.visualRect(wide_view.model().index(0, column)))
    return whole.getRect()


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_all_cells_agree_on_the_place_that_they_share(wide_view, direction):
    wide_view.window().setLayoutDirection(direction)
    assert rects(wide_view) == {united(wide_view, *STATE_COLUMNS)}


def test_a_hidden_column_gives_no_room(wide_view):
    wide_view.setColumnHidden(Column.SPEED, True)
    assert rects(wide_view) == {united(wide_view, Column.PROGRESS, Column.LEFT)}


def test_columns_that_stand_apart_keep_to_themselves(wide_view):
    header = wide_view.horizontalHeader()
    header.moveSection(header.visualIndex(Column.SPEED), 1)
    assert rects(wide_view) == {united(wide_view, column) for column in STATE_COLUMNS}


def test_a_change_of_the_header_is_noticed(wide_view, qtbot):
    columns = StateColumns(wide_view.horizontalHeader())
    cell = QRect(100, 0, 50, 20)
    before = columns.rect(cell, Column.PROGRESS, Qt.LayoutDirection.LeftToRight)
    assert columns.last is Column.LEFT
    wide_view.setColumnWidth(Column.SPEED, wide_view.columnWidth(Column.SPEED) + 40)
    after = columns.rect(cell, Column.PROGRESS, Qt.LayoutDirection.LeftToRight)
    assert after.width() == before.width() + 40
    wide_view.setColumnHidden(Column.LEFT, True)
    qtbot.waitUntil(lambda: columns.last is Column.SPEED)
