import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QListWidget

from layers_desktop.gui.widgets.accessibility import sync_current_row


@pytest.fixture
def rows(qtbot):
    rows = QListWidget()
    rows.addItems(["General", "Uploads", "Copying"])
    rows.setCurrentRow(0)
    sync_current_row(rows)
    qtbot.addWidget(rows)
    rows.show()
    return rows


def test_what_a_screen_reader_selects_becomes_the_current_row(qtbot, rows):
    reader = QAccessible.queryAccessibleInterface(rows).selectionInterface()
    with qtbot.waitSignal(rows.currentRowChanged):
        assert reader.select(QAccessible.queryAccessibleInterface(rows).child(2))
    assert rows.currentRow() == 2
    assert [item.text() for item in rows.selectedItems()] == ["Copying"]


def test_an_empty_list_stays_without_a_current_row(rows):
    rows.clear()
    assert rows.currentRow() == -1
