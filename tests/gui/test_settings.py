import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSpinBox

from layers_desktop.gui.settings import Choice, Number, OnOff, Page, SettingsDialog, Words
from layers_desktop.gui.switch import Switch


@pytest.fixture
def changes():
    return []


@pytest.fixture
def dialog(qtbot, changes):
    def told(name):
        return lambda value: changes.append((name, value))

    look = (("", "System"), ("dark", "Dark"))
    page = Page(
        "General",
        (
            OnOff("Start as soon as files are dropped", value=True, default=False, change=told("start")),
            Number("Files at once", 5, 3, told("files"), least=1, most=8),
            Choice("Appearance", "dark", "", told("look"), look, "Applies at once."),
            Words("Your own format", "{id}", "{name}: {id}", told("format")),
        ),
    )
    dialog = SettingsDialog([page, Page("Copying", ())])
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_settings_show_what_they_are(dialog):
    assert dialog.findChild(Switch).isChecked()
    assert dialog.findChild(QSpinBox).value() == 5
    assert dialog.findChild(QComboBox).currentText() == "Dark"
    assert dialog.findChild(QComboBox).currentData() == "dark"


def test_a_change_applies_at_once(qtbot, dialog, changes):
    dialog.findChild(Switch).click()
    dialog.findChild(QSpinBox).setValue(2)
    dialog.findChild(QComboBox).setCurrentIndex(0)
    field = next(each for each in dialog.findChildren(QLineEdit) if each.text() == "{id}")
    qtbot.keyClicks(field, "!")
    assert changes == [("start", False), ("files", 2), ("look", ""), ("format", "{id}!")]


def test_a_page_can_be_put_back_to_its_defaults(dialog, changes):
    dialog._stack.currentWidget().reset_button.click()
    assert changes == [("start", False), ("files", 3), ("look", ""), ("format", "{name}: {id}")]


def test_every_control_is_named_by_a_label_or_by_itself(dialog):
    named = {label.buddy() for label in dialog.findChildren(QLabel)}
    assert {dialog.findChild(QSpinBox), dialog.findChild(QComboBox)} <= named


def test_pages_are_chosen_by_their_title(dialog):
    dialog._list.setCurrentRow(1)
    assert dialog._stack.currentIndex() == 1
