import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel

from layers_desktop.gui.dialogs.quit_dialog import QuitDialog


@pytest.fixture
def dialog(qtbot):
    dialog = QuitDialog(3, 118.0)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_it_tells_how_many_and_how_long(dialog):
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert texts[0] == "3 files are still uploading"
    assert texts[1].startswith("Time left: about 2 min. Unfinished files will be here")


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_escape_and_return_stay(qtbot, dialog, key):
    with qtbot.assertNotEmitted(dialog.quitNowChosen), qtbot.assertNotEmitted(dialog.quitWhenDoneChosen):
        qtbot.keyClick(dialog, key)
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("button", "signal"), [("when_done", "quitWhenDoneChosen"), ("now", "quitNowChosen")]
)
def test_going_has_to_be_chosen(qtbot, dialog, button, signal):
    with qtbot.waitSignal(getattr(dialog, signal)):
        getattr(dialog, button).click()
    assert not dialog.isVisible()


def test_an_unknown_time_is_not_told(qtbot):
    dialog = QuitDialog(1, None)
    qtbot.addWidget(dialog)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert texts == [
        "1 file is still uploading",
        "Unfinished files will be here, paused, next time you open the app.",
    ]
