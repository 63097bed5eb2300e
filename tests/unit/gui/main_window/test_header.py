from itertools import combinations

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.gui.main_window.header import AccountName

ACCOUNTS = [AccountName("a", "Northwind Agency"), AccountName("b", "Fjord & Sons")]
# What the arrow and the edges of a field take, at most.
_EDGES = 52


@pytest.fixture
def twice_as_large(qapp):
    """Letters of twice the size, before any window is made."""
    before = QApplication.font()
    larger = QFont(before)
    larger.setPointSizeF(2 * before.pointSizeF())
    QApplication.setFont(larger)
    yield
    QApplication.setFont(before)


@pytest.mark.parametrize("width", [640, 800, 960])
def test_nothing_in_the_header_stands_on_anything_else(qtbot, window, width):
    window.resize(width, 420)
    window.header.accounts.show_accounts(ACCOUNTS, "a")
    qtbot.waitUntil(lambda: all_apart(window.header))
    assert window.header.accounts.isVisible()
    assert window.header.picker.isVisible()


@pytest.mark.parametrize("width", [640, 800, 960, 1200])
def test_with_several_accounts_both_names_can_be_read(qtbot, window, width):
    window.resize(width, 420)
    window.header.accounts.show_accounts(ACCOUNTS, "a")
    qtbot.waitUntil(lambda: all_apart(window.header) and shows_both_names(window.header))
    assert window.width() == width


@pytest.mark.usefixtures("twice_as_large")
def test_with_several_accounts_both_names_can_be_read_in_letters_of_twice_the_size(qtbot, request):
    window = request.getfixturevalue("window")
    window.resize(960, 600)
    window.header.accounts.show_accounts(ACCOUNTS, "a")
    qtbot.waitUntil(lambda: all_apart(window.header) and shows_both_names(window.header))
    assert window.width() == 960


@pytest.mark.parametrize("width", [640, 700, 960])
def test_beside_the_mark_of_the_sandbox_project_and_kind_can_be_read(qtbot, window, width):
    window.resize(width, 420)
    window.show_account(None, is_sandbox=True)
    window.header.kind.show_kind(MediaKind.REFERENCE_IMAGE)
    qtbot.waitUntil(lambda: all_apart(window.header) and shows_project_and_kind(window.header))
    assert window.width() == width


def test_a_project_whose_name_has_no_room_ends_in_an_ellipsis_and_is_told_whole(window):
    window.resize(640, 420)
    window.show_projects([Project("p1", "W" * 80), Project("p2", "Other")], Project("p1", "W" * 80))
    window.header.kind.setFocus()
    line, edge = window.header.picker.lineEdit(), 6
    QApplication.processEvents()
    end = line.grab().toImage().copy(line.width() - edge, 0, edge, line.height())
    middle = range(end.height() // 2 - 3, end.height() // 2)  # above the dots of an ellipsis
    assert len({end.pixel(x, y) for x in range(edge) for y in middle}) == 1
    assert "W" * 80 in window.header.picker.toolTip()


def shows_project_and_kind(header):
    texts = (header.picker.project.name, header.kind.currentText())
    fields = (header.picker, header.kind)
    return all(
        field.fontMetrics().horizontalAdvance(text) <= room_for_text(field)
        for field, text in zip(fields, texts, strict=True)
    )


def room_for_text(field):
    option = QStyleOptionComboBox()
    field.initStyleOption(option)
    edit, combo = QStyle.SubControl.SC_ComboBoxEditField, QStyle.ComplexControl.CC_ComboBox
    return field.style().subControlRect(combo, option, edit, field).width()


def shows_both_names(header):
    fields = header.accounts.combo, header.picker
    names = ACCOUNTS[0].name, header.picker.project.name
    return all(
        field.fontMetrics().horizontalAdvance(name) + _EDGES <= field.width()
        for field, name in zip(fields, names, strict=True)
    )


def all_apart(header):
    parts = [each for each in header.children() if each.isWidgetType() and each.isVisible()]
    places = [each.geometry() for each in parts]
    are_inside = all(header.rect().contains(place) for place in places)
    return are_inside and not any(one.intersects(other) for one, other in combinations(places, 2))
