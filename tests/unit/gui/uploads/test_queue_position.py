import pytest

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.formatting import ordinal_text
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.context_menu import menu_entries
from layers_desktop.gui.uploads.row_actions import RowAction


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (22, "22nd")],
)
def test_places_have_their_endings(number, text):
    assert ordinal_text(number) == text


def test_a_waiting_row_says_its_place_and_follows_the_line(window, queue, meter, signals, make_upload, tick):
    first, second = (make_upload(state=UploadState.QUEUED) for _ in range(2))
    meter.positions = {first.id: 1, second.id: 2}
    queue.add([first, second, make_upload(state=UploadState.QUEUED)])
    tick()
    assert [window.model.index(row, Column.STATUS).data() for row in range(3)] == [
        "Waiting (next)",
        "Waiting (2nd in line)",
        "Waiting",
    ]
    meter.positions = {second.id: 1}
    told = []
    window.model.dataChanged.connect(lambda top, bottom: told.append((top.row(), bottom.row())))
    signals.changed(first)
    tick()
    assert window.model.index(1, Column.STATUS).data() == "Waiting (next)"
    assert told[0] == (0, 1)


def test_what_waits_can_be_moved_in_the_line_and_nothing_else(window, queue, make_upload):
    waiting = make_upload(state=UploadState.QUEUED)
    queue.add([waiting])
    texts = [entry.text for entry in menu_entries([waiting])]
    assert texts[texts.index("Move up") : texts.index("Move up") + 2] == ["Move up", "Move to top"]
    assert "Move up" not in [entry.text for entry in menu_entries([make_upload()])]
    window.upload_list.view.actionChosen.emit(RowAction.MOVE_UP, None, [waiting])
    window.upload_list.view.actionChosen.emit(RowAction.MOVE_TO_TOP, None, [waiting])
    assert queue.asked[-2:] == [("move_up", [waiting]), ("move_to_top", [waiting])]
