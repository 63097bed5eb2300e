"""The line above the table: groups of uploads with their numbers, and the filter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.gui.uploads.counts import FILTER_GROUPS, CountGroup, StatusCounts
from layers_desktop.gui.uploads.filter_sort import Filter
from layers_desktop.gui.widgets.inputs import SearchField

# The Tab key stops at the chip that is chosen, and the arrow keys choose another.
_CHECKED_FOCUS, _UNCHECKED_FOCUS = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus


class FilterBar(QWidget):
    """Chips that count and choose, and a field that searches.

    Signals:
        filterChanged: The Filter that a person wants.
    """

    filterChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chips = {group: self._make_chip(group) for group in FILTER_GROUPS}
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
        self.select_group(CountGroup.ALL)
        layout.addStretch(1)
        layout.addWidget(label)
        layout.addSpacing(4)
        layout.addWidget(self.field, 2)

    def _make_chip(self, group: CountGroup) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setProperty("look", "chip")
        button.setFocusPolicy(_UNCHECKED_FOCUS)
        button.toggled.connect(
            lambda is_on: button.setFocusPolicy(_CHECKED_FOCUS if is_on else _UNCHECKED_FOCUS)
        )
        button.toggled.connect(lambda is_on: self._emit_filter() if is_on else None)
        button.setText(_chip_text(group, 0))
        button.setAccessibleName(_accessible_chip_text(group, 0))
        return button

    def show_counts(self, counts: StatusCounts) -> None:
        """Show how many uploads each group has."""
        for group, button in self._chips.items():
            count = counts[group]
            text = _chip_text(group, count)
            if text != button.text():
                button.setText(text)
                button.setAccessibleName(_accessible_chip_text(group, count))

    def select_group(self, group: CountGroup) -> None:
        """Show this group, as if it had been clicked."""
        self._chips[group].setChecked(True)

    def _emit_filter(self) -> None:
        chosen = next((group for group, button in self._chips.items() if button.isChecked()), CountGroup.ALL)
        self.filterChanged.emit(Filter(chosen, self.field.text().strip()))


def _chip_text(group: CountGroup, count: int) -> str:
    match group:
        case CountGroup.ACTIVE:
            return tr("Active {n}", n=count)
        case CountGroup.DONE:
            return tr("Done {n}", n=count)
        case CountGroup.PROBLEMS:
            return tr("Problems {n}", n=count)
        case _:
            return tr("All {n}", n=count)


def _accessible_chip_text(group: CountGroup, count: int) -> str:
    """Return the same so that it explains itself where nothing else is seen."""
    match group:
        case CountGroup.ACTIVE:
            return tr_plural("Active: {n} file", "Active: {n} files", count)
        case CountGroup.DONE:
            return tr_plural("Done: {n} file", "Done: {n} files", count)
        case CountGroup.PROBLEMS:
            return tr_plural("Problems: {n} file", "Problems: {n} files", count)
        case _:
            return tr_plural("All: {n} file", "All: {n} files", count)
