import pytest
from PySide6.QtCore import QEvent, QStringListModel
from pytestqt.qtbot import QtBot

from layers_desktop.gui.widgets.table import PartialRepaintTable


class PaintedTable(PartialRepaintTable):
    """Notes the rows of each paint."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[range] = []

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            region = event.region().boundingRect()
            self.painted.append(range(self.rowAt(region.top()), self.rowAt(region.bottom()) + 1))
        return super().viewportEvent(event)


@pytest.fixture
def table(qtbot: QtBot) -> PaintedTable:
    table = PaintedTable()
    qtbot.addWidget(table)
    table.setModel(QStringListModel([str(number) for number in range(1_000)]))
    table.resize(400, 300)
    table.show()
    qtbot.waitUntil(lambda: bool(table.painted))
    return table


def change(qtbot: QtBot, table: PaintedTable, first: int, last: int) -> list[range]:
    """Return what is painted for these rows, and for a row in sight after them."""
    qtbot.wait(20)
    table.painted.clear()
    model = table.model()
    model.dataChanged.emit(model.index(first, 0), model.index(last, 0))
    qtbot.wait(20)
    before = list(table.painted)
    model.dataChanged.emit(model.index(1, 0), model.index(1, 0))
    qtbot.waitUntil(lambda: len(table.painted) > len(before))
    return before


def test_what_changes_out_of_sight_is_not_painted_however_much_it_is(
    qtbot: QtBot, table: PaintedTable
) -> None:
    assert table.rows_in_sight().stop < 100
    assert change(qtbot, table, 200, 900) == []


def test_of_a_long_change_what_is_in_sight_is_painted(qtbot: QtBot, table: PaintedTable) -> None:
    painted = change(qtbot, table, 3, 900)
    assert painted
    assert painted[-1].start <= 3
    assert painted[-1].stop >= table.rows_in_sight().stop - 1


def test_a_table_that_is_not_full_and_one_without_rows_know_what_is_in_sight(
    qtbot: QtBot, table: PaintedTable
) -> None:
    table.setModel(QStringListModel(["one", "two"]))
    assert table.rows_in_sight() == range(2)
    table.setModel(QStringListModel())
    assert len(table.rows_in_sight()) == 0


def insert(qtbot: QtBot, table: PaintedTable, row: int, count: int) -> list[range]:
    """Return what is painted for so many new rows at this place."""
    qtbot.wait(20)
    table.painted.clear()
    table.model().insertRows(row, count)
    qtbot.wait(50)
    return table.painted


def test_rows_that_come_below_what_is_in_sight_paint_nothing_and_can_be_scrolled_to(
    qtbot: QtBot, table: PaintedTable
) -> None:
    assert insert(qtbot, table, 1_000, 500) == []
    table.scrollToBottom()
    assert table.rows_in_sight().stop == 1_500


@pytest.mark.parametrize("row", [0, 3])
def test_rows_that_come_in_sight_are_painted(qtbot: QtBot, table: PaintedTable, row: int) -> None:
    assert insert(qtbot, table, row, 2)


def test_rows_that_come_into_free_room_are_painted(qtbot: QtBot, table: PaintedTable) -> None:
    table.setModel(QStringListModel(["one", "two"]))
    assert insert(qtbot, table, 2, 1)


def test_rows_that_go_leave_no_gap(qtbot: QtBot, table: PaintedTable) -> None:
    qtbot.wait(20)
    table.painted.clear()
    table.model().removeRows(0, 995)
    qtbot.waitUntil(lambda: bool(table.painted))
    assert table.rows_in_sight() == range(5)
