"""The line below the footer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Account
from layers_desktop.gui.notices.notices import LIMITED_KEY
from layers_desktop.gui.widgets.labels import TextLabel
from layers_desktop.transfer.limits.holds import Hold, HoldReason


class StatusBar(QWidget):
    """The line below the footer: whose key is in use and how it fares, what is watched, what stays awake.

    Signals:
        watchPaused: Whether the person pauses the watching of a folder, or has it go on.
    """

    watchPaused = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = TextLabel(is_wrapped=False)
        self._account: Account | None = None
        self._hold: Hold | None = None
        self._is_reachable = True
        self._is_low = False
        self.awake = QLabel(tr("Keeping this computer awake"))
        self.awake.hide()
        self.watch = QLabel()
        self.watch_button = QPushButton(autoDefault=False)
        self.watch_button.setProperty("look", "link")
        self._is_watch_paused = False
        self.watch_button.clicked.connect(lambda: self.watchPaused.emit(not self._is_watch_paused))
        self.show_watch("", is_paused=False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 10)
        layout.addWidget(self.account, 1)
        layout.addWidget(self.watch)
        layout.addWidget(self.watch_button)
        layout.addWidget(self.awake)
        for label in (self.account, self.watch, self.awake):
            label.setProperty("tone", "muted")

    def show_account(self, account: Account | None) -> None:
        """Show whose key is in use."""
        self._account = account
        self._show_connection()

    def show_hold(self, hold: Hold | None) -> None:
        """Show whether this hold means that Layers refuses the key or cannot be reached."""
        self._hold = hold
        self._show_connection()

    def show_reachable(self, *, is_reachable: bool) -> None:
        """Show whether the last try to fetch the projects reached Layers."""
        self._is_reachable = is_reachable
        self._show_connection()

    def set_low(self, *, is_low: bool) -> None:
        """Show only what is amiss, for a window that is low."""
        self._is_low = is_low
        self._show_connection()

    def _show_connection(self) -> None:
        name = self._account.organization_name if self._account else ""
        text = _connection_text(name, self._hold, is_reachable=self._is_reachable)
        self.account.setText(text)
        self.setVisible(not self._is_low or text != _connected_text(name))

    def show_watch(self, name: str, *, is_paused: bool) -> None:
        """Show that the folder of this name is watched, or that this is paused; nothing without a name."""
        self._is_watch_paused = is_paused
        watched = tr("{folder} is not watched: paused", folder=name)
        self.watch.setText(watched if is_paused else tr("Watching {folder}", folder=name))
        self.watch_button.setText(tr("Resume") if is_paused else tr("Pause"))
        text = (
            tr("Resume watching {folder}", folder=name)
            if is_paused
            else tr("Pause watching {folder}", folder=name)
        )
        self.watch_button.setAccessibleName(text)
        for widget in (self.watch, self.watch_button):
            widget.setVisible(bool(name))

    def show_awake(self, *, is_awake: bool) -> None:
        """Show or hide that the computer is kept awake."""
        self.awake.setVisible(is_awake)


def _connection_text(name: str, hold: Hold | None, *, is_reachable: bool) -> str:
    """Return how the key of the organisation of this name fares now; an empty name is none."""
    reason = hold.reason if hold else None
    is_offline = reason is HoldReason.OFFLINE or not is_reachable
    if not name:
        return tr("Offline") if is_offline else tr("Not connected")
    if reason is HoldReason.KEY:
        is_limited = hold is not None and hold.problem is not None and hold.problem.code in LIMITED_KEY
        return (
            # Translators: {name} is an account, here and in the next three.
            tr("{name} · this key may not upload", name=name)
            if is_limited
            else tr("{name} · the key is not accepted", name=name)
        )
    if is_offline:
        return tr("{name} · Layers cannot be reached", name=name)
    return _connected_text(name)


def _connected_text(name: str) -> str:
    return tr("{name} · connected", name=name)
