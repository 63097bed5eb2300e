"""The line above the table: groups of uploads with their numbers, and the filter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.gui.uploads.counts import Group, Tally
from layers_desktop.gui.uploads.filter_sort import Chip, Filter
from layers_desktop.gui.widgets.inputs import SearchField

_GROUPS = {
    Chip.ALL: Group.ALL,
    Chip.ACTIVE: Group.ACTIVE,
    Chip.DONE: Group.DONE,
    Chip.PROBLEMS: Group.PROBLEMS,
}

# The Tab key stops at the chip that is chosen, and the arrow keys choose another.
_CHOSEN, _OTHER = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus


class ListBar(QWidget):
    """Chips that count and choose, and a field that searches.

    Signals:
        filterChanged: The Filter that a person wants.
    """

    filterChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chips = {chip: self._chip(chip) for chip in Chip}
        group = QButtonGroup(self)
        self.field = SearchField(tr("Name, ID, kind or problem"))
        self.field.setAcceptDrops(False)
        self.field.setMaximumWidth(240)
        self.field.textChanged.connect(self._tell)
        label = QLabel(tr("&Filter"))
        label.setBuddy(self.field)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(4)
        for chip in self._chips.values():
            group.addButton(chip)
            layout.addWidget(chip)
        self.choose(Chip.ALL)
        layout.addStretch(1)
        layout.addWidget(label)
        layout.addSpacing(4)
        layout.addWidget(self.field, 2)

    def _chip(self, chip: Chip) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setProperty("look", "chip")
        button.setFocusPolicy(_OTHER)
        button.toggled.connect(lambda is_on: button.setFocusPolicy(_CHOSEN if is_on else _OTHER))
        button.toggled.connect(lambda is_on: self._tell() if is_on else None)
        button.setText(_chip_text(chip, 0))
        button.setAccessibleName(_chip_sentence(chip, 0))
        return button

    def show_counts(self, tally: Tally) -> None:
        """Show how many uploads each group has."""
        for chip, button in self._chips.items():
            count = tally[_GROUPS[chip]]
            text = _chip_text(chip, count)
            if text != button.text():
                button.setText(text)
                button.setAccessibleName(_chip_sentence(chip, count))

    def choose(self, chip: Chip) -> None:
        """Show this group, as if it had been clicked."""
        self._chips[chip].setChecked(True)

    def _tell(self) -> None:
        chosen = next((chip for chip, button in self._chips.items() if button.isChecked()), Chip.ALL)
        self.filterChanged.emit(Filter(chosen, self.field.text().strip()))


def _chip_text(chip: Chip, count: int) -> str:
    match chip:
        case Chip.ACTIVE:
            return tr("Active {n}", n=count)
        case Chip.DONE:
            return tr("Done {n}", n=count)
        case Chip.PROBLEMS:
            return tr("Problems {n}", n=count)
        case _:
            return tr("All {n}", n=count)


def _chip_sentence(chip: Chip, count: int) -> str:
    """Return the same so that it explains itself where nothing else is seen."""
    match chip:
        case Chip.ACTIVE:
            return tr_plural("Active: {n} file", "Active: {n} files", count)
        case Chip.DONE:
            return tr_plural("Done: {n} file", "Done: {n} files", count)
        case Chip.PROBLEMS:
            return tr_plural("Problems: {n} file", "Problems: {n} files", count)
        case _:
            return tr_plural("All: {n} file", "All: {n} files", count)
