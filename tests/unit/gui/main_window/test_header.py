from itertools import combinations

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

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
