"""How the columns share the width of the table."""

from collections.abc import Callable

from PySide6.QtWidgets import QHeaderView, QTableView

from layers_desktop.gui.cell_geometry import MARGIN
from layers_desktop.gui.uploads.columns import Column, columns_that_fit, sample_texts
from layers_desktop.gui.uploads.name_painter import PICTURE

_LEAST_NAME_WIDTH = 160
_WITH_BUTTON = frozenset({Column.KIND, Column.LEFT, Column.ASSET_ID, Column.PROGRESS})
_MODE = QHeaderView.ResizeMode


class ColumnRoom:
    """Gives the columns of a table their widths, from `fit_to_font` on.

    Args:
        button_size: Tells how wide a small button is now.
    """

    def __init__(self, table: QTableView, button_size: Callable[[], int]) -> None:
        self._table = table
        self._header = table.horizontalHeader()
        self._button_size = button_size
        self._is_progress_widened = False
        self._fitting: dict[Column, int] = {}
        self._usual_name_width = _LEAST_NAME_WIDTH

    def fit_to_font(self) -> None:
        """Give each column the width that its usual words need."""
        samples = sample_texts()
        self._fitting = {column: self._fitting_width(column, samples[column]) for column in Column}
        self._usual_name_width = max(
            _LEAST_NAME_WIDTH, self._widest(samples[Column.NAME]) + PICTURE + 4 * MARGIN
        )
        for column, width in self._fitting.items():
            self._table.setColumnWidth(column, width)

    def show(self, wanted: frozenset[Column]) -> None:
        """Show these columns, without those that a narrow window has no room for."""
        widths = {column: self._present_width(column) for column in Column}
        room = self._table.viewport().width()
        fitting = columns_that_fit(room, widths, wanted)
        is_tight = sum(widths[column] for column in fitting) > room
        self._header.setSectionResizeMode(Column.NAME, _MODE.Interactive if is_tight else _MODE.Stretch)
        if is_tight:
            name = max(_LEAST_NAME_WIDTH, self._table.columnWidth(Column.NAME))
            self._table.setColumnWidth(Column.NAME, name)
        for column in Column:
            if self._table.isColumnHidden(column) == (column in fitting):
                self._table.setColumnHidden(column, column not in fitting)
        free = room - sum(widths[column] for column in fitting - {Column.NAME}) - self._usual_name_width
        self._widen_progress(free // 2 if not fitting & {Column.SPEED, Column.LEFT} else None)

    def _widen_progress(self, share: int | None) -> None:
        """Give the words on the state this share of the free room; None where they have other columns."""
        if share is not None:
            width = self._fitting[Column.PROGRESS] + max(0, share)
            self._table.setColumnWidth(Column.PROGRESS, width)
        elif self._is_progress_widened:
            self._table.setColumnWidth(Column.PROGRESS, self._fitting[Column.PROGRESS])
        self._is_progress_widened = share is not None

    def _fitting_width(self, column: Column, samples: tuple[str, ...]) -> int:
        if column is Column.NAME:
            return _LEAST_NAME_WIDTH
        width = self._widest((*samples, f"{column.title}{'':4}")) + 2 * MARGIN
        return width + (self._button_size() if column in _WITH_BUTTON else 0)

    def _widest(self, texts: tuple[str, ...]) -> int:
        metrics = self._table.fontMetrics()
        return max(metrics.horizontalAdvance(text) for text in texts)

    def _present_width(self, column: Column) -> int:
        """Return the width that a person gave the column, or the one that fits it."""
        is_widened = column is Column.PROGRESS and self._is_progress_widened
        is_free = column is Column.NAME or is_widened or self._table.isColumnHidden(column)
        return self._fitting[column] if is_free else self._table.columnWidth(column)
