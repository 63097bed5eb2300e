import pytest
from PySide6.QtWidgets import QMenu

from layers_desktop.gui.uploads.column_choice import ALWAYS, DEFAULT_COLUMNS
from layers_desktop.gui.uploads.columns import GIVING_WAY, Column, columns_that_fit
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.view import UploadsView

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
        view._choose_columns(view.rect().topLeft())
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
    assert columns_that_fit(700, WIDTHS, DEFAULT_COLUMNS) == DEFAULT_COLUMNS


def test_columns_give_way_one_by_one_and_the_needed_ones_never():
    assert Column.LEFT not in columns_that_fit(650, WIDTHS, DEFAULT_COLUMNS)
    assert columns_that_fit(1, WIDTHS, DEFAULT_COLUMNS) == DEFAULT_COLUMNS - set(GIVING_WAY)
    assert columns_that_fit(1, WIDTHS, DEFAULT_COLUMNS) >= ALWAYS
