"""The bar above the table: a chip with a count for each group, and a search field."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.gui.uploads.counts import FILTER_GROUPS, CountGroup, StatusCounts
from layers_desktop.gui.uploads.filter_sort import Filter
from layers_desktop.gui.widgets.inputs import SearchField

# The Tab key stops at the checked chip only; the arrow keys check another.
_CHECKED_FOCUS, _UNCHECKED_FOCUS = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus


# The text of each chip for its count, and the one for screen readers, which says what is counted.
_CHIP_TEXTS: dict[CountGroup, Callable[[int], tuple[str, str]]] = {
    CountGroup.ALL: lambda n: (tr("All {n}", n=n), tr_plural("All: {n} file", "All: {n} files", n)),
    CountGroup.ACTIVE: lambda n: (
        tr("Active {n}", n=n),
        tr_plural("Active: {n} file", "Active: {n} files", n),
    ),
    CountGroup.DONE: lambda n: (tr("Done {n}", n=n), tr_plural("Done: {n} file", "Done: {n} files", n)),
    CountGroup.PROBLEMS: lambda n: (
        tr("Problems {n}", n=n),
        tr_plural("Problems: {n} file", "Problems: {n} files", n),
    ),
}


class FilterBar(QWidget):
    """Chips that count uploads and filter the table, and a search field.

    Signals:
        filterChanged: The new Filter.
    """

    filterChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chips = {group: self._make_chip() for group in FILTER_GROUPS}
        buttons = QButtonGroup(self)
        self.field = SearchField(tr("Name, ID, kind or problem"))
        self.field.setAcceptDrops(False)
        self.field.setMaximumWidth(240)
        self.field.textChanged.connect(self._emit_filter)
        label = QLabel(tr("&Filter"))
        label.setBuddy(self.field)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(4)
        for chip in self._chips.values():
            buttons.addButton(chip)
            layout.addWidget(chip)
        self.show_counts(StatusCounts())
        self.select_group(CountGroup.ALL)
        layout.addStretch(1)
        layout.addWidget(label)
        layout.addSpacing(4)
        layout.addWidget(self.field, 2)

    def _make_chip(self) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setProperty("look", "chip")
        button.setFocusPolicy(_UNCHECKED_FOCUS)
        button.toggled.connect(
            lambda is_on: button.setFocusPolicy(_CHECKED_FOCUS if is_on else _UNCHECKED_FOCUS)
        )
        button.toggled.connect(lambda is_on: self._emit_filter() if is_on else None)
        return button

    def show_counts(self, counts: StatusCounts) -> None:
        """Show the number of uploads of each group."""
        for group, button in self._chips.items():
            text, accessible_name = _CHIP_TEXTS[group](counts[group])
            if text != button.text():
                button.setText(text)
                button.setAccessibleName(accessible_name)

    def select_group(self, group: CountGroup) -> None:
        """Filter by this group, as if its chip had been clicked."""
        self._chips[group].setChecked(True)

    def _emit_filter(self) -> None:
        checked = next((group for group, button in self._chips.items() if button.isChecked()), CountGroup.ALL)
        self.filterChanged.emit(Filter(checked, self.field.text().strip()))
