import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.project import Account
from layers_desktop.gui.accounts.key_sheet import KeySheet, KeyState

KEY = "lp_live_canary_0123456789"
NORTHWIND = Account("org_1", "Northwind Agency", frozenset({"projects:read", "projects:write"}), None, None)
READ_ONLY = Account("org_1", "Northwind Agency", frozenset({"projects:read"}), None, None)
REFUSED = Problem("UNAUTHENTICATED", "Layers did not accept your API key.", "Enter a new key.")


@pytest.fixture
def key_sheet(window):
    key_sheet = KeySheet(window, "your desktop's keyring")
    key_sheet.open()
    return key_sheet


def spoken(widget):
    """Return everything that a screen reader is told of a widget and what is in it."""
    words, open_ends = [], [QAccessible.queryAccessibleInterface(widget)]
    while open_ends:
        node = open_ends.pop()
        words += [
            node.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Help)
        ]
        if node.textInterface():
            words.append(node.textInterface().text(0, node.textInterface().characterCount()))
        open_ends += [node.child(place) for place in range(node.childCount())]
    return words


def test_it_opens_empty_with_nothing_to_press(key_sheet):
    assert key_sheet.state is KeyState.EMPTY
    assert not key_sheet.connect_button.isEnabled()
    assert key_sheet.message.text().startswith("No key yet?")


def test_the_field_is_labelled_api_key(key_sheet):
    label = next(label for label in key_sheet.findChildren(QLabel) if label.buddy() is key_sheet.field)
    assert label.text().replace("&", "") == "API key"


def test_a_key_is_passed_on_without_white_space(qtbot, key_sheet):
    key_sheet.field.setText(f"  {KEY[:8]} {KEY[8:]}\n")
    with qtbot.waitSignal(key_sheet.keyEntered) as caught:
        key_sheet.connect_button.click()
    assert caught.args == [KEY, True]
    assert key_sheet.state is KeyState.CHECKING


def test_return_connects(qtbot, key_sheet):
    key_sheet.field.setText(KEY)
    with qtbot.waitSignal(key_sheet.keyEntered):
        qtbot.keyClick(key_sheet.field, Qt.Key.Key_Return)


def test_a_pasted_key_is_trimmed_too(qtbot, key_sheet, qapp):
    qapp.clipboard().setText(f"\n{KEY}\r\n")
    key_sheet.paste.click()
    assert key_sheet.field.text() == KEY


def test_forgetting_is_possible(qtbot, key_sheet):
    key_sheet.remember.click()
    key_sheet.field.setText(KEY)
    with qtbot.waitSignal(key_sheet.keyEntered) as caught:
        key_sheet.connect_button.click()
    assert caught.args == [KEY, False]


def test_the_wrong_shape_is_told_while_typing(key_sheet):
    key_sheet.field.setText("sk_live_1")
    assert key_sheet.message.text() == "Layers keys begin with lp_. This one begins with sk_."
    assert not key_sheet.connect_button.isEnabled()


@pytest.mark.parametrize("start", ["l", "lp", "lp_"])
def test_the_beginning_of_a_key_is_no_wrong_shape(key_sheet, start):
    key_sheet.field.setText(start)
    assert not key_sheet.message.text()
    assert not key_sheet.connect_button.isEnabled()


def test_while_checking_nothing_can_be_changed_but_it_can_be_left(key_sheet):
    key_sheet.field.setText(KEY)
    key_sheet.connect_button.click()
    assert key_sheet.message.text() == "Checking…"
    assert not key_sheet.field.isEnabled()
    assert not key_sheet.connect_button.isEnabled()
    assert key_sheet.not_now.isEnabled()


def test_an_accepted_key_is_told_and_leaves_the_field(key_sheet):
    key_sheet.field.setText(KEY)
    key_sheet.show_checking()
    key_sheet.show_accepted(NORTHWIND, 23)
    assert key_sheet.message.text() == "✓ Northwind Agency. 23 projects found."
    assert key_sheet.state is KeyState.ACCEPTED
    assert key_sheet.field.text() == ""


def test_a_key_that_may_not_upload_can_be_replaced(key_sheet):
    key_sheet.field.setText(KEY)
    key_sheet.show_checking()
    key_sheet.show_accepted(READ_ONLY, 2)
    assert key_sheet.message.text() == "This key can look but not upload. Ask for a key with projects:write."
    assert key_sheet.field.isEnabled()
    key_sheet.field.setText(f"{KEY}2")
    assert key_sheet.connect_button.isEnabled()


def test_a_key_whose_rights_were_mended_is_pasted_again_and_tried_again(qtbot, key_sheet, qapp):
    qapp.clipboard().setText(KEY)
    key_sheet.paste.click()
    key_sheet.connect_button.click()
    key_sheet.show_accepted(READ_ONLY, 2)
    key_sheet.paste.click()
    with qtbot.waitSignal(key_sheet.keyEntered):
        key_sheet.connect_button.click()


def test_a_refused_key_stays_to_be_mended_and_can_be_tried_again(key_sheet):
    key_sheet.field.setText(KEY)
    key_sheet.show_checking()
    key_sheet.show_problem(REFUSED)
    assert key_sheet.state is KeyState.REFUSED
    assert key_sheet.message.text() == "Layers did not accept your API key. Enter a new key."
    assert key_sheet.field.text() == KEY
    assert key_sheet.connect_button.isEnabled()


def test_without_a_keyring_it_is_said_and_nothing_offers_to_remember(qtbot, window):
    key_sheet = KeySheet(window, "")
    key_sheet.open()
    assert any("until you quit" in label.text() for label in key_sheet.findChildren(QLabel))
    assert not key_sheet.remember.isVisible()
    key_sheet.field.setText(KEY)
    with qtbot.waitSignal(key_sheet.keyEntered) as caught:
        key_sheet.connect_button.click()
    assert caught.args == [KEY, False]


def test_the_key_is_never_told_to_a_screen_reader_even_when_it_is_shown(key_sheet):
    key_sheet.field.setText(KEY)
    key_sheet.reveal.click()
    assert key_sheet.revealed.isVisible()
    assert key_sheet.field.echoMode() is QLineEdit.EchoMode.Password
    assert not any("canary" in word for word in spoken(key_sheet))


def test_every_button_has_a_name(key_sheet):
    assert all(each.text() for each in key_sheet.findChildren(QPushButton))


def test_it_lies_inside_the_window_which_takes_files_meanwhile(qtbot, window, key_sheet, tmp_path):
    assert key_sheet.window() is window
    picture = tmp_path / "hero.png"
    picture.touch()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    with qtbot.waitSignal(window.controller.file_input.filesDropped) as dropped:
        drop(window, mime, over=key_sheet.field)
    assert dropped.args[0] == [picture]
    assert not key_sheet.field.text()
    assert window.header.isEnabled()
    assert window.upload_list.isEnabled()


def drop(window, mime, over):
    """Drop this where the widget is, as Qt does: whoever takes no drag leaves it to what is behind."""
    place = QPointF(over.mapTo(window, over.rect().center()))
    taken = Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (QDragEnterEvent(place.toPoint(), *taken), QDropEvent(place, *taken)):
        widget = over
        while widget is not None:
            if widget.acceptDrops() and QApplication.sendEvent(widget, event) and event.isAccepted():
                break
            widget = None if widget.isWindow() else widget.parentWidget()


@pytest.mark.parametrize("size", [(640, 420), (960, 600), (2560, 1400)])
def test_it_stays_inside_the_window_whatever_the_size_of_that(window, key_sheet, size):
    window.resize(*size)
    assert window.rect().contains(key_sheet.geometry())


def test_escape_closes_it_and_return_presses_what_has_the_keyboard(qtbot, key_sheet):
    qtbot.keyClick(key_sheet.not_now, Qt.Key.Key_Return)
    assert key_sheet.isHidden()


def test_the_keyboard_goes_to_the_list_when_it_closes(qtbot, window, key_sheet):
    assert key_sheet.field.hasFocus()
    with qtbot.waitSignal(key_sheet.finished):
        qtbot.keyClick(key_sheet.field, Qt.Key.Key_Escape)
    assert window.focusWidget() is window.upload_list.focus_target


def test_it_says_what_a_new_keyring_asks_for(key_sheet):
    key_sheet.show_keyring("your desktop's keyring", is_set_up=False)
    texts = [label.text() for label in key_sheet.findChildren(QLabel)]
    assert any("you will be asked to choose a password for it" in text for text in texts)
