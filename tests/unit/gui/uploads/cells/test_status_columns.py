"""What a row says of its state runs to the end of the row, as far as the cells there are empty."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from layers_desktop.domain.file_errors import NotMediaError
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.style.theme import fixed_width_font
from layers_desktop.gui.uploads.cells.delegate import StatusColumns
from layers_desktop.gui.uploads.columns import Column

WHOLE_ID = "med_01JC7Q7259252475V8XKT2WR4Q"


@pytest.fixture
def rows(window, queue, make_upload, done, meter, tick):
    """Give the view with a refused file, one that is sent, and one that is done."""
    problem = NotMediaError(".docx").problem
    refused = make_upload("brief.docx", kind=None, state=UploadState.REJECTED, problem=problem)
    sent = make_upload("a.mp4", state=UploadState.SENDING, bytes_sent=2_000_000)
    meter.speeds[sent.id], meter.times_left[sent.id] = 6_300_000.0, 6.0
    queue.add([refused, sent, done("b.png", WHOLE_ID)])
    tick()
    return window.upload_list.view


def free(view, row):
    columns = StatusColumns(view.horizontalHeader()).free(view.model().index(row, 0))
    return [place.column for place in columns]


def test_state_and_progress_have_the_row_to_its_end_and_a_finished_file_its_id_there(rows):
    assert free(rows, 0) == [Column.STATUS, Column.ASSET_ID]
    assert free(rows, 1) == [Column.STATUS, Column.ASSET_ID]
    assert free(rows, 2) == [Column.STATUS]


def test_a_column_that_has_something_to_say_ends_the_sentence(rows, window):
    window.resize(2400, 600)
    for column in (Column.SPEED, Column.LEFT):
        rows._toggle_column(column)
    assert free(rows, 0) == [Column.STATUS, Column.SPEED, Column.LEFT, Column.ASSET_ID]
    assert free(rows, 1) == [Column.STATUS]
    assert free(rows, 2) == [Column.STATUS, Column.SPEED, Column.LEFT]


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_the_buttons_of_a_row_stand_at_its_end(rows, window, direction):
    window.setLayoutDirection(direction)
    last = rows.visualRect(rows.model().index(0, Column.ASSET_ID))
    (remove, place), (show, beside) = rows.buttons(0)
    assert (remove.text, show.text) == ("Remove", "")
    assert last.contains(place)
    assert last.contains(beside)
    is_mirrored = direction is Qt.LayoutDirection.RightToLeft
    assert beside.right() < place.left() if not is_mirrored else place.right() < beside.left()
    at_edge = place.left() - last.left() if is_mirrored else last.right() - place.right()
    assert at_edge < 6


def test_a_change_of_the_header_is_noticed(rows, window):
    window.resize(1400, 600)
    columns = StatusColumns(rows.horizontalHeader())
    index = rows.model().index(0, 0)
    before = columns.free(index)[0].width
    rows.setColumnWidth(Column.STATUS, before + 40)
    assert columns.free(index)[0].width == before + 40


@pytest.mark.parametrize("width", [960, 1280, 2560])
def test_the_whole_id_stands_from_the_usual_width_on(rows, window, width):
    window.resize(width, 600)
    letters = QFontMetrics(fixed_width_font(rows.font())).horizontalAdvance(WHOLE_ID)
    copy = rows._delegate.button_size
    assert rows.columnWidth(Column.ASSET_ID) >= letters + copy


def test_room_beyond_goes_to_id_and_status_before_name(rows, window):
    widths = {}
    for width in (960, 2560):
        window.resize(width, 600)
        widths[width] = {column: rows.columnWidth(column) for column in Column}
    more = {column: widths[2560][column] - widths[960][column] for column in Column}
    assert more[Column.STATUS] >= more[Column.NAME] > 0
    assert more[Column.KIND] == more[Column.SIZE] == 0


def test_the_columns_fill_the_window_and_no_more(rows, window):
    for width in (640, 960, 1280, 2560):
        window.resize(width, 600)
        header = rows.horizontalHeader()
        assert header.length() == rows.viewport().width()
        whole = QRect()
        for column in Column:
            whole = whole.united(rows.visualRect(rows.model().index(0, column)))
        assert whole.width() == rows.viewport().width()
