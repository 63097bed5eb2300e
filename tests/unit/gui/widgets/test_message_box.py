from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from layers_desktop.gui.dialogs.system_dialogs import system_services
from layers_desktop.gui.style.theme import Theme
from layers_desktop.gui.widgets.message_box import MessageBox


@pytest.fixture
def answers():
    return []


@pytest.fixture
def question(qtbot, parent, answers) -> MessageBox:
    """Give the question that the desktop asks, with nobody's answer yet."""
    accepted = partial(answers.append, "yes")
    system_services().confirm(parent, "Cancel 40 uploads?", "Finished files stay.", "Cancel all", accepted)
    question = parent.findChild(MessageBox)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.waitExposed(question)
    return question


def yes(question: MessageBox) -> QPushButton:
    return next(each for each in question.findChildren(QPushButton) if each.text() == "Cancel all")


@pytest.fixture
def theme(qapp):
    """Dress the application, and undress it again."""
    style = qapp.style().name()
    theme = Theme(qapp)
    yield theme
    qapp.paletteChanged.disconnect()
    theme.deleteLater()
    qapp.setStyleSheet("")
    qapp.setStyle(style)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_escape_and_return_change_nothing(qtbot, question, answers, key):
    qtbot.keyClick(question, key)
    assert question.result() == QDialog.DialogCode.Rejected
    assert answers == []


def test_the_safe_answer_stays_the_default_when_the_look_changes(qtbot, question, answers, theme):
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        theme.set_scheme(scheme)
        assert question.reject_button.isDefault()
        assert not yes(question).isDefault()
        assert question.focusWidget() is question.reject_button
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert answers == []


def test_yes_has_to_be_chosen(question, answers):
    yes(question).click()
    assert answers == ["yes"]
    assert not question.isVisible()


def test_yes_can_be_chosen_by_the_keyboard(qtbot, question, answers):
    yes(question).setFocus()
    qtbot.keyClick(yes(question), Qt.Key.Key_Space)
    assert answers == ["yes"]
