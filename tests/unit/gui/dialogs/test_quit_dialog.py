import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel

from layers_desktop.gui.dialogs.quit_dialog import QuitDialog


@pytest.fixture
def quit_dialog(qtbot):
    quit_dialog = QuitDialog(3, 118.0)
    quit_dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(quit_dialog)
    quit_dialog.open()
    return quit_dialog


def test_it_tells_how_many_and_how_long(quit_dialog):
    texts = [label.text() for label in quit_dialog.findChildren(QLabel)]
    assert texts[0] == "3 files are still uploading"
    assert texts[1].startswith("Time left: about 2 min. Unfinished files will be here")


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_escape_and_return_stay(qtbot, quit_dialog, key):
    with (
        qtbot.assertNotEmitted(quit_dialog.quitNowChosen),
        qtbot.assertNotEmitted(quit_dialog.quitWhenDoneChosen),
    ):
        qtbot.keyClick(quit_dialog, key)
    assert quit_dialog.result() == QDialog.DialogCode.Rejected
    assert not quit_dialog.isVisible()


@pytest.mark.parametrize(
    ("button", "signal"), [("when_done", "quitWhenDoneChosen"), ("now", "quitNowChosen")]
)
def test_going_has_to_be_chosen(qtbot, quit_dialog, button, signal):
    with qtbot.waitSignal(getattr(quit_dialog, signal)):
        getattr(quit_dialog, button).click()
    assert not quit_dialog.isVisible()


def test_an_unknown_time_is_not_told(qtbot):
    quit_dialog = QuitDialog(1, None)
    qtbot.addWidget(quit_dialog)
    texts = [label.text() for label in quit_dialog.findChildren(QLabel)]
    assert texts == [
        "1 file is still uploading",
        "Unfinished files will be here, paused, next time you open the program.",
    ]
