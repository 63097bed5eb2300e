"""The line at the foot of the window: whose key is in use, and what the program does to the computer."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.domain.project import Account
from layers_desktop.gui.text_label import TextLabel


class StatusBand(QWidget):
    """Two quiet sentences, one at each end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = TextLabel(is_wrapped=False)
        self.awake = QLabel(tr("Keeping this computer awake"))
        self.awake.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 10)
        layout.addWidget(self.account, 1)
        layout.addWidget(self.awake)
        for label in (self.account, self.awake):
            label.setProperty("tone", "muted")

    def show_account(self, account: Account | None) -> None:
        """Say whose key is in use."""
        name = account.organization_name if account else ""
        self.account.setText(tr("{name} · connected", name=name) if account else tr("Not connected"))

    def show_awake(self, *, is_awake: bool) -> None:
        """Say whether the computer is being kept from going to sleep."""
        self.awake.setVisible(is_awake)
