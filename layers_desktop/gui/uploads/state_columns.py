"""Where a row tells its state: an idle one says it across columns that it has no numbers for."""

from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtWidgets import QHeaderView

from layers_desktop.gui.uploads.columns import Column

STATE_COLUMNS = (Column.PROGRESS, Column.SPEED, Column.LEFT)


class _Places(NamedTuple):
    """How the columns stand.

    Attributes:
        last: The last of them that shows.
        lead: How far each lies behind the first, in pixels; empty where they do not stand side by side.
        width: Of all together.
    """

    last: Column
    lead: dict[Column, int]
    width: int


class StateColumns(QObject):
    """Knows where these columns stand, without asking the header for every cell that is painted."""

    def __init__(self, header: QHeaderView) -> None:
        super().__init__(header)
        self._header = header
        self._places: _Places | None = None
        for change in (header.sectionResized, header.sectionMoved, header.sectionCountChanged):
            change.connect(self._forget)

    @property
    def last(self) -> Column:
        """The last of them that shows: it has the button of the row."""
        return self._now().last

    def rect(self, cell: QRect, column: Column, direction: Qt.LayoutDirection) -> QRect:
        """Return the rectangle of all of them in the row of this cell; the cell where they stand apart."""
        places = self._now()
        if not places.lead:
            return cell
        before = places.lead[column]
        left = cell.left() - before
        if direction is Qt.LayoutDirection.RightToLeft:
            left = cell.right() + before - places.width + 1
        return QRect(left, cell.top(), places.width, cell.height())

    def _forget(self, *_: int) -> None:
        self._places = None

    def _now(self) -> _Places:
        if self._places is None:
            self._places = _places(self._header)
        return self._places


def _places(header: QHeaderView) -> _Places:
    shown = [column for column in STATE_COLUMNS if not header.isSectionHidden(column)]
    last = shown[-1] if shown else Column.PROGRESS
    order = [header.visualIndex(column) for column in STATE_COLUMNS]
    if order != list(range(order[0], order[0] + len(order))):
        return _Places(last, {}, 0)
    lead, width = {}, 0
    for column in STATE_COLUMNS:
        lead[column] = width
        width += header.sectionSize(column)
    return _Places(last, lead, width)
