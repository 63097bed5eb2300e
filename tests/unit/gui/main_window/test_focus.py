import pytest
from PySide6.QtCore import Qt

from layers_desktop.domain.i18n import size_text
from layers_desktop.gui.uploads.columns import Column


def test_an_empty_window_opens_with_the_focus_on_adding_files(window):
    assert window.focusWidget().accessibleName().startswith("Drop files or folders here")


def test_the_focus_goes_along_when_the_first_files_come_and_the_last_go(window, queue, make_upload, tick):
    queue.add([make_upload()])
    tick()
    assert window.focusWidget() is window.upload_list.view
    queue.remove(list(queue.uploads))
    assert window.focusWidget() is window.upload_list.empty.drop_button


def test_the_focus_stays_where_it_is_while_files_come(window, queue, make_upload, tick):
    window.header.kind.setFocus()
    queue.add([make_upload()])
    tick()
    assert window.focusWidget() is window.header.kind


def test_f6_goes_from_the_list_on_to_the_footer(qtbot, window, queue, make_upload, tick):
    queue.add([make_upload()])
    tick()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.focusWidget() is window.footer.start.upload


@pytest.mark.parametrize("size", [312, 999, 888_800_000])
def test_no_size_is_clipped_at_the_default_width(window, queue, make_upload, tick, size):
    queue.add([make_upload()])
    tick()
    view = window.upload_list.view
    room = view.columnWidth(Column.SIZE) - 16
    assert view.fontMetrics().horizontalAdvance(size_text(size)) <= room
