import socket
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from layers_desktop.domain.project import Project

BETA = Project("prj_2", "Beta Corp")
LINK = "That is a link, not a file. Save the file to your computer, then drop it here."


def files(*paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def links(*urls):
    mime = QMimeData()
    mime.setUrls([QUrl(url) for url in urls])
    return mime


def text(words):
    mime = QMimeData()
    mime.setText(words)
    return mime


def mixed():
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a/one.png"), QUrl("https://example.com/x.png")])
    return mime


def drag_over(window, mime):
    """Move a drag in and say whether a drop would be taken."""
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys)
    QApplication.sendEvent(window, enter)
    move = QDragMoveEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys)
    move.ignore()
    QApplication.sendEvent(window, move)
    return move.isAccepted()


def drop(window, mime, keys=Qt.KeyboardModifier.NoModifier):
    drag_over(window, mime)
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    event = QDropEvent(QPointF(9, 9), actions, mime, Qt.MouseButton.LeftButton, keys, QEvent.Type.Drop)
    QApplication.sendEvent(window, event)
    return event


def dropped(qtbot, window, mime, keys=Qt.KeyboardModifier.NoModifier):
    with qtbot.waitSignal(window.controller.file_input.filesDropped) as caught:
        drop(window, mime, keys)
    return caught.args


def test_dropped_files_are_passed_on_in_their_order(qtbot, window):
    paths, start_now = dropped(qtbot, window, files("/a/b c#1%20.png", "/a/é.mp4"))
    assert paths == [Path("/a/b c#1%20.png"), Path("/a/é.mp4")]
    assert start_now is False


def test_ctrl_while_dropping_means_at_once(qtbot, window):
    assert dropped(qtbot, window, files("/a/b.png"), Qt.KeyboardModifier.ControlModifier)[1] is True


def test_a_drop_is_a_copy_and_never_a_move(window):
    assert drop(window, files("/a/b.png")).dropAction() is Qt.DropAction.CopyAction


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", socket.gethostname()])
def test_this_computers_own_name_in_an_address_is_no_other_computer(qtbot, window, host):
    assert dropped(qtbot, window, links(f"file://{host}/a/b%20c.png"))[0] == [Path("/a/b c.png")]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "smb://nas/share/x.png",
        "mtp://phone/DCIM/x.jpg",
        "trash:///x.png",
        pytest.param("file://another-host/a/x.png", marks=pytest.mark.unix("Windows finds it on a share")),
    ],
)
def test_what_is_not_on_this_computer_is_counted_and_the_rest_is_taken(qtbot, window, elsewhere):
    mime = links("file:///a/one.png", elsewhere, elsewhere)
    assert dropped(qtbot, window, mime)[0] == [Path("/a/one.png")]
    assert window.toast.text.startswith("2 files were left out: they are not on this computer.")


def test_files_of_a_server_alone_are_no_link(qtbot, window):
    mime = links("smb://nas/share/x.png")
    with qtbot.assertNotEmitted(window.controller.file_input.filesDropped):
        drag_over(window, mime)
        assert window._drops.overlay.caption == "That is not on this computer"
        drop(window, mime)
    assert window.toast.text.startswith("1 file was left out: it is not on this computer.")


def test_of_a_mixed_drop_the_local_files_are_taken(qtbot, window):
    assert dropped(qtbot, window, mixed())[0] == [Path("/a/one.png")]


def test_a_dropped_link_is_answered_in_words(qtbot, window):
    with qtbot.assertNotEmitted(window.controller.file_input.filesDropped):
        drop(window, links("https://example.com/hero.png"))
    assert window.toast.text == LINK
    assert window.toast.isVisible()


@pytest.mark.parametrize(
    ("mime", "is_taken"),
    [
        (files("/a/b.png"), True),
        (mixed(), True),
        (links("https://example.com"), True),
        (text("https://example.com/x"), True),
        (text("hello"), False),
        (QMimeData(), False),
    ],
)
def test_the_cursor_says_whether_a_drop_is_taken(window, mime, is_taken):
    assert drag_over(window, mime) is is_taken


def test_dragging_files_shows_where_they_would_go(window):
    drag_over(window, files("/a/b.png"))
    assert window._drops.overlay.isVisible()
    assert window._drops.overlay.caption == "Drop to add to Acme Coffee iOS"
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window._drops.overlay.isVisible()


def test_a_drag_that_hangs_over_the_window_says_it_when_the_project_is_another_meanwhile(window):
    drag_over(window, files("/a/b.png"))
    window.show_projects([BETA], BETA)
    assert window._drops.overlay.caption == "Drop to add to Beta Corp"
    window.show_no_account()
    assert window._drops.overlay.caption == "Drop to add"
    QApplication.sendEvent(window, QDragLeaveEvent())
    window.show_projects([BETA], BETA)
    assert not window._drops.overlay.isVisible()


def test_dragging_no_file_says_so(window):
    drag_over(window, text("hello"))
    assert window._drops.overlay.caption == "There is no file in what you are dragging"


def test_no_field_takes_a_drop_away_from_the_window(window):
    fields = window.findChildren(QLineEdit)
    assert fields
    assert not any(field.acceptDrops() for field in fields)
    assert not window.upload_list.view.acceptDrops()
    assert not window.upload_list.view.viewport().acceptDrops()


def test_pasted_files_are_taken_like_dropped_ones(qtbot, window, qapp):
    qapp.clipboard().setMimeData(files("/a/b.png"))
    with qtbot.waitSignal(window.controller.file_input.filesDropped) as caught:
        qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == [[Path("/a/b.png")], False]


def test_the_chosen_files_are_taken_like_dropped_ones(qtbot, window, asked):
    asked.files = [Path("/a/b.png")]
    with qtbot.waitSignal(window.controller.file_input.filesDropped) as caught:
        window.upload_list.empty.filesRequested.emit()
    assert caught.args == [[Path("/a/b.png")], False]


def test_a_choice_that_was_called_off_adds_nothing(qtbot, window):
    with qtbot.assertNotEmitted(window.controller.file_input.filesDropped):
        window.upload_list.empty.folderRequested.emit()
