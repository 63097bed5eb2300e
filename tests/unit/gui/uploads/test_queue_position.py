from PySide6.QtCore import Qt

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.context_menu import menu_entries
from layers_desktop.gui.uploads.row_actions import RowAction


def test_the_row_that_goes_next_says_so_and_no_other_a_place(
    window, queue, meter, signals, make_upload, tick
):
    first, second = (make_upload(state=UploadState.QUEUED) for _ in range(2))
    meter.next = {first.id}
    queue.add([first, second])
    tick()
    assert [window.model.index(row, Column.STATUS).data() for row in range(2)] == [
        "Waiting (next)",
        "Waiting",
    ]
    assert "Small files go first." in window.model.index(1, Column.STATUS).data(Qt.ItemDataRole.ToolTipRole)
    meter.next = {second.id}
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
