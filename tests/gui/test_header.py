from itertools import combinations

import pytest

from layers_desktop.gui.account_switcher import AccountName


@pytest.mark.parametrize("width", [640, 800, 960])
def test_nothing_in_the_header_stands_on_anything_else(qtbot, window, width):
    accounts = [AccountName("a", "Northwind Agency"), AccountName("b", "Fjord & Sons")]
    window.resize(width, 420)
    window.header.accounts.show_accounts(accounts, "a")
    qtbot.waitUntil(lambda: all_apart(window.header))
    assert window.header.accounts.isVisible()
    assert window.header.picker.isVisible()


def all_apart(header):
    parts = [each for each in header.children() if each.isWidgetType() and each.isVisible()]
    places = [each.geometry() for each in parts]
    are_inside = all(header.rect().contains(place) for place in places)
    return are_inside and not any(one.intersects(other) for one, other in combinations(places, 2))
