"""The choice of the account whose projects are offered: there from two accounts on."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.combo import Combo
from layers_desktop.gui.fonts import width_of_letters

_NARROWEST = 88
_MOST_LETTERS = 34


class AccountName(NamedTuple):
    """One account as people know it."""

    id: str
    name: str


class AccountSwitcher(QWidget):
    """A labelled combo box, hidden while there is nothing to choose.

    Signals:
        accountChosen: The ID of the account that a person chose.
    """

    accountChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = Combo()
        self.combo.setMinimumWidth(_NARROWEST)
        # Long names end in an ellipsis here, and stand whole in the tooltip.
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.activated.connect(lambda row: self.accountChosen.emit(self.combo.itemData(row)))
        label = QLabel(tr("A&ccount"))
        label.setBuddy(self.combo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(8)
        layout.addWidget(label)
        layout.addWidget(self.combo, 1)
        self.hide()

    def show_accounts(self, accounts: Sequence[AccountName], current: str) -> None:
        """Offer these accounts, with this one chosen."""
        self.combo.clear()
        for row, account in enumerate(accounts):
            self.combo.addItem(account.name, account.id)
            self.combo.setItemData(row, account.name, Qt.ItemDataRole.ToolTipRole)
        row = self.combo.findData(current)
        self.combo.setCurrentIndex(row)
        self.combo.setToolTip(self.combo.currentText())
        self.combo.setMaximumWidth(width_of_letters(self, _MOST_LETTERS))
        self.setVisible(len(accounts) > 1)
