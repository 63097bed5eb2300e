"""The Accounts page of the settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.override import override
from layers_desktop.gui.system.platform_factory import system_key
from layers_desktop.gui.widgets.accessibility import sync_current_row
from layers_desktop.gui.widgets.labels import TextLabel, literal_tooltip

_LINES = 2.6


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as the page shows it.

    Attributes:
        state: One sentence that says whether it is connected, or why not, and where its key is.
        can_remove: False where its key comes from the environment, which the program cannot change.
    """

    id: str
    name: str
    organization_name: str
    state: str
    can_remove: bool = True


@dataclass(frozen=True, slots=True)
class AccountCommands:
    """What the buttons do; all but `add` are called with the account's ID."""

    add: Callable[[], None]
    rename: Callable[[str, str], None]
    replace_key: Callable[[str], None]
    remove: Callable[[str], None]


class AccountsPage(QWidget):
    """The list of accounts, with buttons for the selected one."""

    def __init__(self, commands: AccountCommands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._rows: dict[str, AccountRow] = {}
        self.list = _AccountList(self._press_remove)
        self.list.setAccessibleName(tr("Accounts"))
        self.list.setProperty("look", "box")
        sync_current_row(self.list)
        self.list.setMinimumHeight(round(3 * _LINES * self.fontMetrics().lineSpacing()))
        self.list.currentItemChanged.connect(lambda _now, _before: self._follow_selection())
        self.empty = TextLabel(tr("No account yet. Add one with its API key."))
        self.keyring = TextLabel()
        for label in (self.empty, self.keyring):
            label.setProperty("tone", "muted")
        self.add = _button(tr("Add…"), commands.add)
        self.rename = _button(tr("Rename…"), self._ask_for_name)
        self.replace_key = _button(tr("Replace key…"), lambda: commands.replace_key(self.selected))
        self.remove = _button(tr("Remove…"), lambda: commands.remove(self.selected))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.add, self.rename, self.replace_key, self.remove):
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.empty)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        layout.addWidget(self.keyring)
        self.show_rows(())
        self.show_keyring(None)

    @property
    def selected(self) -> str:
        """The ID of the selected account; empty where none is selected."""
        index = self.list.currentIndex()
        return str(index.data(Qt.ItemDataRole.UserRole)) if index.isValid() else ""

    def show_rows(self, rows: Sequence[AccountRow]) -> None:
        """Show these accounts, and keep the selection."""
        former = self.selected
        self._rows = {row.id: row for row in rows}
        self.list.clear()
        for row in rows:
            self.list.addItem(self._item(row))
        ids = list(self._rows)
        if ids:
            self.list.setCurrentRow(ids.index(former) if former in self._rows else 0)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._follow_selection()

    def show_keyring(self, name: str | None) -> None:
        """Show which keyring holds the keys; empty where there is none, None while it is not known."""
        if name is None:
            self.keyring.setText(tr("Looking for this computer's keyring…"))
        elif name:
            # Translators: {keyring} is one of: your desktop's keyring, Windows Credential Manager, macOS
            # Keychain, KWallet.
            self.keyring.setText(tr("Keys are kept in {keyring}, never in a file.", keyring=name))
        else:
            self.keyring.setText(tr("No keyring can be used here: keys are forgotten when you quit."))

    def show_silent_keyring(self) -> None:
        """Show that there is a keyring that does not answer."""
        self.keyring.setText(
            tr("Your keyring does not answer. Look for its window; until then no key is saved.")
        )

    # ----------------------------------------------------------------- parts
    def _item(self, row: AccountRow) -> QListWidgetItem:
        first = row.name
        if row.name != row.organization_name:
            # Translators: {name} is an account.
            first = tr("{name} ({organisation})", name=row.name, organisation=row.organization_name)
        item = QListWidgetItem(f"{first}\n{row.state}")
        item.setData(Qt.ItemDataRole.UserRole, row.id)
        # Translators: {name} is an account, {state} is "Not connected" or the like.
        item.setData(Qt.ItemDataRole.AccessibleTextRole, tr("{name}, {state}", name=first, state=row.state))
        item.setToolTip(literal_tooltip(first))
        item.setSizeHint(QSize(0, round(_LINES * self.fontMetrics().lineSpacing())))
        return item

    def _press_remove(self) -> None:
        self.remove.click()

    def _follow_selection(self) -> None:
        row = self._rows.get(self.selected)
        self.rename.setEnabled(row is not None)
        self.replace_key.setEnabled(row is not None)
        self.remove.setEnabled(row is not None and row.can_remove)
        reason = tr("Its key comes from LAYERS_API_KEY. To remove the account, unset that variable.")
        self.remove.setToolTip(reason if row and not row.can_remove else "")

    def _ask_for_name(self) -> None:
        row = self._rows[self.selected]
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Rename account"))
        dialog.setLabelText(tr("Name (leave empty for {organisation})", organisation=row.organization_name))
        for label in dialog.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)
        dialog.setTextValue(row.name)
        dialog.textValueSelected.connect(lambda text: self._commands.rename(row.id, text.strip()))
        dialog.open()


class _AccountList(QListWidget):
    """A list whose Delete key removes the selected account."""

    def __init__(self, remove: Callable[[], None]) -> None:
        super().__init__()
        self._remove = remove
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete or QKeySequence(event.keyCombination()) == system_key("Del"):
            self._remove()
        else:
            super().keyPressEvent(event)


def _button(text: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(text, autoDefault=False)
    button.clicked.connect(lambda _checked: pressed())
    return button
