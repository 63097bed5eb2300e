import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.project import Account
from layers_desktop.gui.accounts.key_dialog import KeyDialog, KeyState

KEY = "lp_live_canary_0123456789"
NORTHWIND = Account("org_1", "Northwind Agency", frozenset({"projects:read", "projects:write"}), None, None)
READ_ONLY = Account("org_1", "Northwind Agency", frozenset({"projects:read"}), None, None)
REFUSED = Problem("UNAUTHENTICATED", "Layers did not accept your API key.", "Enter a new key.")


@pytest.fixture
def key_dialog(qtbot):
    key_dialog = KeyDialog("your desktop's keyring")
    qtbot.addWidget(key_dialog)
    key_dialog.open()
    return key_dialog


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


def test_it_opens_empty_with_nothing_to_press(key_dialog):
    assert key_dialog.state is KeyState.EMPTY
    assert not key_dialog.connect_button.isEnabled()
    assert not key_dialog.message.text()


def test_the_field_is_labelled_api_key(key_dialog):
    label = next(label for label in key_dialog.findChildren(QLabel) if label.buddy() is key_dialog.field)
    assert label.text().replace("&", "") == "API key"


def test_a_key_is_passed_on_without_white_space(qtbot, key_dialog):
    key_dialog.field.setText(f"  {KEY[:8]} {KEY[8:]}\n")
    with qtbot.waitSignal(key_dialog.keyEntered) as caught:
        key_dialog.connect_button.click()
    assert caught.args == [KEY, True]
    assert key_dialog.state is KeyState.CHECKING


def test_return_connects(qtbot, key_dialog):
    key_dialog.field.setText(KEY)
    with qtbot.waitSignal(key_dialog.keyEntered):
        qtbot.keyClick(key_dialog.field, Qt.Key.Key_Return)


def test_a_pasted_key_is_trimmed_too(qtbot, key_dialog, qapp):
    qapp.clipboard().setText(f"\n{KEY}\r\n")
    key_dialog.paste.click()
    assert key_dialog.field.text() == KEY


def test_forgetting_is_possible(qtbot, key_dialog):
    key_dialog.remember.click()
    key_dialog.field.setText(KEY)
    with qtbot.waitSignal(key_dialog.keyEntered) as caught:
        key_dialog.connect_button.click()
    assert caught.args == [KEY, False]


def test_the_wrong_shape_is_told_while_typing(key_dialog):
    key_dialog.field.setText("sk_live_1")
    assert key_dialog.message.text() == "Layers keys begin with lp_. This one begins with sk_."
    assert not key_dialog.connect_button.isEnabled()


@pytest.mark.parametrize("start", ["l", "lp", "lp_"])
def test_the_beginning_of_a_key_is_no_wrong_shape(key_dialog, start):
    key_dialog.field.setText(start)
    assert not key_dialog.message.text()
    assert not key_dialog.connect_button.isEnabled()


def test_while_checking_nothing_can_be_changed_but_it_can_be_left(key_dialog):
    key_dialog.field.setText(KEY)
    key_dialog.connect_button.click()
    assert key_dialog.message.text() == "Checking…"
    assert not key_dialog.field.isEnabled()
    assert not key_dialog.connect_button.isEnabled()
    assert key_dialog.not_now.isEnabled()


def test_an_accepted_key_is_told_and_leaves_the_field(key_dialog):
    key_dialog.field.setText(KEY)
    key_dialog.show_checking()
    key_dialog.show_accepted(NORTHWIND, 23)
    assert key_dialog.message.text() == "✓ Northwind Agency. 23 projects found."
    assert key_dialog.state is KeyState.ACCEPTED
    assert key_dialog.field.text() == ""


def test_a_key_that_may_not_upload_can_be_replaced(key_dialog):
    key_dialog.field.setText(KEY)
    key_dialog.show_checking()
    key_dialog.show_accepted(READ_ONLY, 2)
    assert key_dialog.message.text() == "This key can look but not upload. Ask for a key with projects:write."
    assert not key_dialog.connect_button.isEnabled()
    assert key_dialog.field.isEnabled()
    key_dialog.field.setText(f"{KEY}2")
    assert key_dialog.connect_button.isEnabled()


def test_a_refused_key_stays_to_be_mended_and_can_be_tried_again(key_dialog):
    key_dialog.field.setText(KEY)
    key_dialog.show_checking()
    key_dialog.show_problem(REFUSED)
    assert key_dialog.state is KeyState.REFUSED
    assert key_dialog.message.text() == "Layers did not accept your API key. Enter a new key."
    assert key_dialog.field.text() == KEY
    assert key_dialog.connect_button.isEnabled()


def test_without_a_keyring_it_is_said_and_nothing_offers_to_remember(qtbot):
    key_dialog = KeyDialog("")
    qtbot.addWidget(key_dialog)
    key_dialog.open()
    assert any("until you quit" in label.text() for label in key_dialog.findChildren(QLabel))
    assert not key_dialog.remember.isVisible()
    key_dialog.field.setText(KEY)
    with qtbot.waitSignal(key_dialog.keyEntered) as caught:
        key_dialog.connect_button.click()
    assert caught.args == [KEY, False]


def test_the_key_is_never_told_to_a_screen_reader_even_when_it_is_shown(key_dialog):
    key_dialog.field.setText(KEY)
    key_dialog.reveal.click()
    assert key_dialog.revealed.isVisible()
    assert key_dialog.field.echoMode() is QLineEdit.EchoMode.Password
    assert not any("canary" in word for word in spoken(key_dialog))


def test_every_button_has_a_name(key_dialog):
    assert all(each.text() for each in key_dialog.findChildren(QPushButton))
