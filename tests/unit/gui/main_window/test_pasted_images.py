from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QRect, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QImage

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.file_info import FileLookups

RED = QColor.fromRgb(200, 10, 10)


def picture():
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(RED)
    return image


def mime_of_picture(*paths, text=""):
    mime = QMimeData()
    mime.setImageData(picture())
    if paths:
        mime.setUrls([QUrl(path) for path in paths])
    if text:
        mime.setText(text)
    return mime


# ------------------------------------------------------------------------------- pasted pictures
def paste(qtbot, window, qapp, mime):
    qapp.clipboard().setMimeData(mime)
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("beside", [[], ["https://example.com/x.png"]])
def test_a_pasted_picture_is_passed_on(qtbot, window, qapp, beside):
    with qtbot.waitSignal(window.controller.file_input.imagePasted) as caught:
        paste(qtbot, window, qapp, mime_of_picture(*beside))
    assert caught.args[0].size() == picture().size()
    assert caught.args[0].pixelColor(5, 5) == RED


def test_a_file_wins_over_the_picture_beside_it(qtbot, window, qapp):
    with (
        qtbot.assertNotEmitted(window.controller.file_input.imagePasted),
        qtbot.waitSignal(window.controller.file_input.filesDropped) as caught,
    ):
        paste(qtbot, window, qapp, mime_of_picture("file:///a/b.png"))
    assert caught.args == [[Path("/a/b.png")], False]


def test_a_dropped_picture_is_passed_on_too(qtbot, window):
    with qtbot.waitSignal(window.controller.file_input.imagePasted):
        window._drops._accept(mime_of_picture(), False)


def test_text_is_no_picture(qtbot, window, qapp):
    mime = QMimeData()
    mime.setText("hello")
    with qtbot.assertNotEmitted(window.controller.file_input.imagePasted):
        paste(qtbot, window, qapp, mime)
    assert window.toast.text == "There is no file in what you dropped or pasted."


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.com/img/hero%20spring.webp?w=200", "hero spring"),
        ("https://example.com/", ""),
        ("data:image/png;base64,iVBORw0KGgo=", ""),
    ],
)
def test_an_image_out_of_a_browser_is_called_what_it_is_called_there(qtbot, window, address, name):
    with qtbot.waitSignal(window.controller.file_input.imagePasted) as caught:
        window._drops._accept(mime_of_picture(address), False)
    assert caught.args[1] == name


# ------------------------------------------------------------------------------------ thumbnails
class FakeThumbnails(QObject):
    """Has the pictures that it was told, and remembers who asked."""

    ready = Signal(object)

    def __init__(self):
        super().__init__()
        self.pictures = {}
        self.asked = []

    def get(self, path):
        self.asked.append(path)
        return self.pictures.get(path)


@pytest.fixture
def thumbnails(qapp):
    return FakeThumbnails()


@pytest.fixture
def pictured(qtbot, queue, meter, signals, icons, desktop, thumbnails):
    window = MainWindow()
    window.build(queue, meter, signals, icons, desktop, FileLookups(thumbnails=thumbnails))
    window.allow_close()
    qtbot.addWidget(window)
    window.show()
    return window


def seen(window, row):
    """Return the colours of the place of a row's picture."""
    view = window.upload_list.view
    cell = view.visualRect(window.model.index(row, Column.NAME))
    shot = view.viewport().grab(QRect(cell.left() + 16, cell.top(), 32, cell.height())).toImage()
    return {shot.pixelColor(x, y).rgb() for x in range(shot.width()) for y in range(shot.height())}


def test_only_rows_in_sight_ask_for_pictures(pictured, queue, make_upload, thumbnails, tick):
    queue.add([make_upload(f"{number}.png") for number in range(1_000)])
    tick()
    pictured.upload_list.view.viewport().grab()
    assert 0 < len(set(thumbnails.asked)) < 40
    assert Path("/home/ana/files/999.png") not in thumbnails.asked


def test_a_picture_is_painted_once_it_is_made(pictured, queue, make_upload, thumbnails, tick):
    upload = make_upload()
    queue.add([upload])
    tick()
    assert RED.rgb() not in seen(pictured, 0)
    thumbnails.pictures[upload.path] = picture()
    thumbnails.ready.emit(upload.path)
    assert RED.rgb() in seen(pictured, 0)


def test_a_made_picture_repaints_its_row_and_no_other(pictured, queue, make_upload, thumbnails, qtbot, tick):
    uploads = [make_upload(f"{number}.png") for number in range(5)]
    queue.add(uploads)
    tick()
    qtbot.waitUntil(lambda: uploads[4].path in thumbnails.asked)
    qtbot.wait(50)
    thumbnails.asked.clear()
    thumbnails.ready.emit(uploads[2].path)
    qtbot.waitUntil(lambda: thumbnails.asked == [uploads[2].path])


def test_a_picture_of_a_row_out_of_sight_paints_nothing(
    pictured, queue, make_upload, thumbnails, qtbot, tick
):
    uploads = [make_upload(f"{number}.png") for number in range(500)]
    queue.add(uploads)
    tick()
    qtbot.waitUntil(lambda: bool(thumbnails.asked))
    qtbot.wait(50)
    thumbnails.asked.clear()
    thumbnails.ready.emit(uploads[400].path)
    qtbot.wait(50)
    assert thumbnails.asked == []


def test_sound_and_video_keep_the_sign_of_their_kind(pictured, queue, make_upload, thumbnails, tick):
    queue.add([make_upload("a.mp3", kind=MediaKind.AUDIO), make_upload("b.mp4", kind=MediaKind.VIDEO)])
    tick()
    pictured.upload_list.view.viewport().grab()
    assert thumbnails.asked == []
