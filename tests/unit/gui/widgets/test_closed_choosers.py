"""A closed chooser changes nothing by key or wheel: it opens, and a change is a choice in its list."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from layers_desktop.domain.project import Project
from layers_desktop.gui.widgets.inputs import ComboBox, SpinBox
from layers_desktop.gui.widgets.project_picker import ProjectPicker

PROJECTS = [Project("1", "Acme Coffee iOS", "ACME-17"), Project("2", "Beta Corp"), Project("3", "Beta Lab")]
KEYS = [
    Qt.Key.Key_Down,
    Qt.Key.Key_Up,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_End,
    Qt.Key.Key_Home,
]


@pytest.fixture
def place(qtbot):
    """Return a window to put a control into."""
    place = QWidget()
    QVBoxLayout(place)
    qtbot.addWidget(place)
    place.resize(400, 300)
    place.show()
    place.activateWindow()
    QTest.qWaitForWindowActive(place)
    return place


@pytest.fixture
def combo(place):
    combo = ComboBox()
    combo.addItems(["Automatic", "Image", "Logo"])
    combo.setCurrentIndex(1)
    place.layout().addWidget(combo)
    combo.show()
    combo.setFocus()
    return combo


@pytest.fixture
def picker(place):
    picker = ProjectPicker()
    picker.show_projects(PROJECTS, PROJECTS[0])
    place.layout().addWidget(picker)
    picker.show()
    picker.setFocus()
    return picker


def _wheel(widget):
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


@pytest.mark.parametrize("key", [*KEYS, Qt.Key.Key_L])
def test_a_key_opens_a_closed_chooser_and_changes_nothing(qtbot, combo, key):
    qtbot.keyClick(combo, key)
    assert combo.currentText() == "Image"
    assert combo.view().isVisible()


def test_a_letter_goes_to_its_row_in_the_list_and_return_takes_it(qtbot, combo):
    qtbot.keyClick(combo, Qt.Key.Key_L)
    assert combo.view().currentIndex().data() == "Logo"
    with qtbot.waitSignal(combo.activated):
        qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    assert combo.currentText() == "Logo"


def test_escape_leaves_what_was_chosen(qtbot, combo):
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Down)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Escape)
    assert combo.currentText() == "Image"


def test_the_wheel_passes_over_a_chooser(combo):
    assert not _wheel(combo).isAccepted()
    assert combo.currentText() == "Image"


def test_the_wheel_passes_over_a_number_that_has_not_the_focus(place, combo):
    number = SpinBox(1, 9, 3)
    place.layout().addWidget(number)
    number.show()
    assert not _wheel(number).isAccepted()
    assert number.value() == 3
    number.setFocus()
    _wheel(number)
    assert number.value() == 2


@pytest.mark.parametrize("key", KEYS[:4])
def test_a_key_opens_the_projects_and_changes_nothing(qtbot, picker, key):
    with qtbot.assertNotEmitted(picker.projectChosen):
        qtbot.keyClick(picker, key)
        _wheel(picker)
    assert picker.project is PROJECTS[0]
    assert picker.currentText() == "Acme Coffee iOS"
    assert picker.is_open
    assert picker.completer().popup().model().rowCount() == 3


def test_an_arrow_key_then_return_takes_a_project_of_the_open_list(qtbot, picker):
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    popup = picker.completer().popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(picker.projectChosen) as caught:
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert caught.args == [PROJECTS[1]]


@pytest.mark.parametrize("typed", ["Beta Corp", "beta l"])
def test_leaving_what_was_typed_is_no_choice(qtbot, place, combo, picker, typed):
    picker.lineEdit().selectAll()
    qtbot.keyClicks(picker, typed)
    picker.completer().popup().hide()
    place.activateWindow()
    QTest.qWaitForWindowActive(place)
    with qtbot.assertNotEmitted(picker.projectChosen):
        combo.setFocus()
    assert picker.currentText() == "Acme Coffee iOS"


def test_return_on_several_hits_chooses_none_and_keeps_the_text(qtbot, picker):
    picker.lineEdit().selectAll()
    with qtbot.assertNotEmitted(picker.projectChosen):
        qtbot.keyClicks(picker, "beta")
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert picker.currentText() == "beta"
    assert picker.project is PROJECTS[0]
    assert picker.is_open


def test_typing_opens_the_list(qtbot, picker):
    picker.lineEdit().selectAll()
    qtbot.keyClicks(picker, "lab")
    assert picker.is_open


def test_a_click_where_no_project_is_chosen_opens_the_list(qtbot, picker):
    picker.show_projects(PROJECTS, None)
    qtbot.mouseClick(picker.lineEdit(), Qt.MouseButton.LeftButton)
    assert picker.is_open


@pytest.mark.parametrize("typed", ["kohler", "KÖHLER", "Ko\u0308hler"])
def test_a_project_is_found_whatever_the_case_the_accents_and_how_they_are_typed(qtbot, picker, typed):
    wanted = Project("4", "Möbel Köhler")
    picker.show_projects([*PROJECTS, wanted], PROJECTS[0])
    picker.lineEdit().selectAll()
    for letter in typed:
        key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(picker.lineEdit(), key)
    hits = picker.completer().completionModel()
    assert [hits.index(row, 0).data() for row in range(hits.rowCount())] == ["Möbel Köhler"]
    with qtbot.waitSignal(picker.projectChosen) as caught:
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert caught.args == [wanted]
