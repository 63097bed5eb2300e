"""The tray icon and its menu; its tooltip is `OverallStatus.text` of `status.py`."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from layers_desktop.domain.i18n import tr, tr_context
from layers_desktop.gui.system.interfaces import DesktopNotification
from layers_desktop.gui.system.status import OverallStatus, StatusTone

_MESSAGE_MS = 10_000


class Tray(QObject):
    """The program's tray icon; shows notifications where the system has no service for them.

    The QSystemTrayIcon is created when first needed: on Linux that blocks until the session bus answers.

    Args:
        opens_menu_by_click: Whether the system opens the menu by a click on the icon.
        beep: Makes the sound of a notification.

    Attributes:
        is_available: Whether the desktop has a tray; without one nothing is shown.
        pause, copy: Entries of the menu.

    Signals:
        showRequested: The person asks for the window.
        pauseToggled: The person pauses (True) or resumes (False) the whole queue.
        copyRequested: The person asks for the IDs of the last batch.
        quitRequested: The person quits the program.
    """

    showRequested = Signal()
    pauseToggled = Signal(bool)
    copyRequested = Signal()
    quitRequested = Signal()

    def __init__(
        self,
        icon: QIcon,
        parent: QObject | None = None,
        *,
        opens_menu_by_click: bool = False,
        beep: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self._opens_menu_by_click, self._beep = opens_menu_by_click, beep
        self.is_available = False
        self._is_visible = False
        self._message_timer = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._message_timer.timeout.connect(lambda: self.set_visible(self._is_visible))
        self._is_paused = False
        self._tooltip = OverallStatus().text
        self._on_message_click: Callable[[], None] = lambda: None
        self._menu = QMenu()
        self._add_action(tr_context("window", "Show"), self.showRequested.emit)
        self.pause = self._add_action(tr("Pause all"), lambda: self.pauseToggled.emit(not self._is_paused))
        self.copy = self._add_action(tr("Copy last batch"), self.copyRequested.emit)
        self._menu.addSeparator()
        self._add_action(tr("Quit"), self.quitRequested.emit)
        self._image = icon
        self._icon: QSystemTrayIcon | None = None

    def _add_action(self, text: str, on_choice: Callable[[], None]) -> QAction:
        action = self._menu.addAction(text)
        action.triggered.connect(lambda _checked: on_choice())
        return action

    @property
    def is_shown(self) -> bool:
        """Whether the icon is visible."""
        return self._is_visible and self._icon is not None and self._icon.isVisible()

    def set_visible(self, is_visible: bool) -> None:  # noqa: FBT001 - the one fact
        """Show or hide the icon."""
        self._is_visible = is_visible and self.is_available
        if self._is_visible:
            self._create_icon().show()
        elif self._icon:
            self._icon.hide()

    def show_status(self, status: OverallStatus, *, is_paused: bool) -> None:
        """Show the status in the tooltip, and whether the menu pauses or resumes."""
        self._is_paused = is_paused
        if status.text != self._tooltip:  # each is a message to the desktop
            self._tooltip = status.text
            if self._icon:
                self._icon.setToolTip(self._tooltip)
        self.pause.setText(
            tr("Resume all") if is_paused or status.tone is StatusTone.PAUSED else tr("Pause all")
        )

    def show(self, notice: DesktopNotification) -> None:
        """Show a notification, and the icon for as long: it needs one. Its button is not shown."""
        if not self.is_available:
            return
        if notice.plays_sound:
            self._beep()
        self._on_message_click = notice.on_click
        icon = self._create_icon()
        icon.show()
        icon.showMessage(notice.title, notice.text, self._image, _MESSAGE_MS)
        self._message_timer.start()

    def close(self) -> None:
        """Hide the icon."""
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
        """Show the window on a click or double click; a right click opens the menu, which Qt does."""
        if self._opens_menu_by_click:
            return
        if reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self.showRequested.emit()
