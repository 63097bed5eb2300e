"""What a window has beside its list: accounts, settings, history, and the desktop around it."""

import asyncio
from collections.abc import Callable

from layers_desktop.app.accounts.account_list import AccountList
from layers_desktop.app.accounts.accounts import Accounts
from layers_desktop.app.auto_clear import AutoClear
from layers_desktop.app.desktop_status import DesktopStatus
from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.history import HistoryController, HistoryRetention
from layers_desktop.app.quit import QuitController
from layers_desktop.app.settings.network import NetworkSettings
from layers_desktop.app.window_core import WindowCore
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.system.application import bring_to_front
from layers_desktop.local.credentials import Credentials
from layers_desktop.local.environment import api_host, base_url


class DeferredServices:
    """Built when the window is painted: no file needs any of it to be taken in."""

    def __init__(
        self, parts: WindowCore, book: AccountList, intake: FileIntake, quit_controller: QuitController
    ) -> None:
        self._parts = parts
        self._book = book
        engine, window, signals = parts.engine, parts.window, parts.signals
        choices, tasks, desktop = parts.choices, parts.tasks, parts.desktop
        self._address = base_url(parts.environment.environ)
        self._host = api_host(self._address)
        self._retention = HistoryRetention(engine.history, window, desktop, choices, tasks)
        self._network = NetworkSettings(engine, choices, window, desktop, tasks, self._host)
        self._history = HistoryController(
            engine.history, window, desktop, parts.icons, intake, self._retention, signals, tasks
        )
        self._presence = DesktopStatus(engine.queue, window, signals, choices, quit_controller.ask)
        AutoClear(engine.queue, signals, choices, window)

    def start(self, show_account: Callable[[], None], signed_in: Callable[[], None]) -> None:
        """Offer all of it, and connect to Layers.

        Args:
            show_account: Called when another account, or more of it, is to be shown.
            signed_in: Called when every key was tried.
        """
        parts = self._parts
        self._accounts = Accounts(
            parts.engine,
            Credentials(parts.environment.environ),
            self._host,
            parts.window,
            parts.signals,
            parts.tasks,
            self._book,
            show_account,
        )
        parts.window.keyRequested.connect(self._accounts.sign_in.ask_for_shown)
        parts.window.networkSettingsRequested.connect(lambda: self._show_settings(tr("Network")))
        parts.window.offer(ActionId.SETTINGS, self._show_settings)
        parts.window.offer(ActionId.HISTORY, self._history.open)
        self._retention.forget_the_old()
        parts.tasks.spawn(self._connect_to_layers(signed_in), "sign in")
        parts.tasks.spawn(
            asyncio.to_thread(parts.environment.directories.restrict_to_owner), "rights of files"
        )

    def hide_to_tray(self) -> bool:
        """Return whether the program goes on without its window; if so, the window has gone."""
        return self._presence.hides_to_tray()

    def close(self) -> None:
        """Let the computer sleep, and leave taskbar and tray."""
        self._presence.close()

    async def _connect_to_layers(self, signed_in: Callable[[], None]) -> None:
        """Take the way that was chosen, and sign in on it."""
        await self._network.apply()
        await self._accounts.begin()
        signed_in()

    def _show_settings(self, first: str = "") -> None:
        # Loaded when they are opened, like every dialog that most runs do without.
        from layers_desktop.app.settings.pages import settings_pages
        from layers_desktop.app.settings.support import AdvancedSettings
        from layers_desktop.gui.settings.dialog import SettingsDialog

        parts = self._parts
        for shown in parts.window.findChildren(SettingsDialog):
            if shown.isVisible():
                shown.show_page(first)
                bring_to_front(shown)
                return
        advanced = AdvancedSettings(
            parts.engine.queue,
            parts.choices,
            parts.window,
            parts.desktop,
            parts.tasks,
            parts.environment,
            self._address,
        )
        pages = settings_pages(
            parts.choices,
            self._presence.tray_obstacle,
            self._retention,
            self._accounts.page,
            self._network,
            advanced,
        )
        SettingsDialog(pages, parts.window, first).show()
