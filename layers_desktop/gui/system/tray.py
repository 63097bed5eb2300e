"""The icon in the tray: how far it is, and what is wanted without the window."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.system.interfaces import DesktopNotification
from layers_desktop.gui.system.status import OverallStatus, StatusTone

_MESSAGE_MS = 10_000


class Tray(QObject):
    """The program's icon in the tray; also shows notifications where nothing else does.

    Qt is asked for an icon only once it is wanted, for on Linux it waits for the session bus then.

    Attributes:
        is_possible: Whether there is a tray; without one nothing is shown.

    Signals:
        showRequested: The person wants the window.
        pauseToggled: Whether the whole queue shall stand still.
        copyRequested: The IDs of the batch that ended last are wanted.
        quitRequested: The program shall end.
    """

    showRequested = Signal()
    pauseToggled = Signal(bool)
    copyRequested = Signal()
    quitRequested = Signal()

    def __init__(self, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_available = False
        self._is_visible = False
        self._message_timer = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._message_timer.timeout.connect(lambda: self.set_visible(self._is_visible))
        self._is_paused = False
        self._tooltip = OverallStatus().text
        self._on_message_click: Callable[[], None] = lambda: None
        self._menu = QMenu()
        self._add_action(tr("Show"), self.showRequested.emit)
        self.pause = self._add_action(tr("Pause all"), lambda: self.pauseToggled.emit(not self._is_paused))
        self.copy = self._add_action(tr("Copy last batch"), self.copyRequested.emit)
        self.copy.setEnabled(False)
        self._menu.addSeparator()
        self._add_action(tr("Quit"), self.quitRequested.emit)
        self._image = icon
        self._icon: QSystemTrayIcon | None = None

    def _add_action(self, text: str, chosen: Callable[[], None]) -> QAction:
        action = self._menu.addAction(text)
        action.triggered.connect(lambda _checked: chosen())
        return action

    @property
    def is_shown(self) -> bool:
        """Whether the icon is there to be clicked."""
        return self._is_visible and self._icon is not None and self._icon.isVisible()

    def set_visible(self, is_visible: bool) -> None:  # noqa: FBT001 - the one fact
        """Have the icon there, or not."""
        self._is_visible = is_visible and self.is_available
        if self._is_visible:
            self._create_icon().show()
        elif self._icon:
            self._icon.hide()

    def show_status(self, status: OverallStatus, *, is_paused: bool) -> None:
        """Tell how far it is."""
        self._is_paused = is_paused
        self._tooltip = status.text
        if self._icon:
            self._icon.setToolTip(self._tooltip)
        self.pause.setText(
            tr("Resume all") if is_paused or status.tone is StatusTone.PAUSED else tr("Pause all")
        )

    def enable_copy(self) -> None:
        """Offer the IDs of a batch from now on."""
        self.copy.setEnabled(True)

    def show(self, notice: DesktopNotification) -> None:
        """Show a notification: the icon has to be there for it; what it offers is done in the window."""
        if not self.is_available:
            return
        self._on_message_click = notice.on_click
        icon = self._create_icon()
        icon.show()
        icon.showMessage(notice.title, notice.text, self._image, _MESSAGE_MS)
        self._message_timer.start()

    def close(self) -> None:
        """Leave the tray."""
        self.set_visible(is_visible=False)

    def _create_icon(self) -> QSystemTrayIcon:
        if self._icon is None:
            self._icon = QSystemTrayIcon(self._image, self)
            self._icon.setToolTip(self._tooltip)
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._click_icon)
            self._icon.messageClicked.connect(self._click_message)
        return self._icon

    def _click_message(self) -> None:
        self._on_message_click()

    def _click_icon(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """Show the window at a click; a right click opens the menu by itself."""
        if reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self.showRequested.emit()
