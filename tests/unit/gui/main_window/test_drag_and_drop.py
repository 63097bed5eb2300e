from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage

from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.drag_and_drop import DragContent, content_of, local_paths, urls_in


def uri_list(data):
    mime = QMimeData()
    mime.setData("text/uri-list", data)
    return mime


def paths_in(mime):
    work = local_paths(urls_in(mime))
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value[0]


def test_names_with_signs_of_addresses_stay_what_they_are():
    mime = uri_list(b"file:///a/b%2520%20c%23.png\r\nfile:///a/%C3%A9.png\r\n")
    assert paths_in(mime) == [Path("/a/b%20 c#.png"), Path("/a/é.png")]


@pytest.mark.unix("names that are bytes")
def test_a_name_that_is_no_text_still_leads_to_its_file(tmp_path):
    file = tmp_path / "bad-\udcff.png"
    file.write_bytes(b"x")
    encoded = str(tmp_path).encode() + b"/bad-%FF.png"
    (path,) = paths_in(uri_list(b"file://" + encoded + b"\r\n"))
    assert path.read_bytes() == b"x"


def test_a_list_of_addresses_is_judged_by_its_first():
    assert content_of(uri_list(b"file:///a/b.png\r\n")) is DragContent.FILES
    assert content_of(uri_list(b"FILE:///a/b.png\r\n")) is DragContent.FILES
    assert content_of(uri_list(b"https://example.com/b.png\r\n")) is DragContent.LINK


def test_ten_thousand_files_keep_their_order():
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(f"/a/{number}.png") for number in range(10_000)])
    assert [path.stem for path in paths_in(mime)] == [str(number) for number in range(10_000)]


@pytest.fixture(params=["project", "filter"])
def field(request, window, queue, make_upload):
    """Give a field of the window that has the keyboard."""
    queue.add([make_upload()])
    fields = {"project": window.header.picker.lineEdit(), "filter": window.upload_list.bar.field}
    fields[request.param].setFocus()
    return fields[request.param]


def test_files_that_are_pasted_while_a_field_has_the_keyboard_come_into_the_list(
    qtbot, qapp, window, field, tmp_path
):
    mime = uri_list((tmp_path / "a.png").as_uri().encode())
    mime.setText(str(tmp_path / "a.png"))
    qapp.clipboard().setMimeData(mime)
    before = field.text()
    with qtbot.waitSignal(window.controller.file_input.filesDropped) as dropped:
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dropped.args == [[tmp_path / "a.png"], False]
    assert field.text() == before


def test_a_picture_that_is_pasted_while_a_field_has_the_keyboard_comes_into_the_list(
    qtbot, qapp, window, field
):
    qapp.clipboard().setImage(QImage(4, 4, QImage.Format.Format_RGB32))
    with qtbot.waitSignal(window.controller.file_input.imagePasted):
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_text_is_pasted_into_the_field_even_where_a_picture_of_it_comes_along(qtbot, qapp, window, field):
    field.clear()
    mime = QMimeData()
    mime.setText("beta")
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    qapp.clipboard().setMimeData(mime)
    with qtbot.assertNotEmitted(window.controller.file_input.imagePasted):
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "beta"


def test_pasting_where_nobody_has_copied_yet_says_that_there_is_no_file(qapp, window):
    qapp.clipboard().clear()
    window.window_actions[ActionId.PASTE].trigger()
    assert window.toast.isVisible()
