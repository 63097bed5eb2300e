"""What a window has beside its list: accounts, settings, history, and the desktop around it."""

import asyncio
from collections.abc import Callable

from layers_desktop.app.accounts.account_list import AccountBook
from layers_desktop.app.accounts.accounts import Accounts
from layers_desktop.app.auto_clear import Tidying
from layers_desktop.app.desktop_status import Presence
from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.history import HistoryKeeping, PastUploads
from layers_desktop.app.quit import Quitting
from layers_desktop.app.settings.network import NetworkSettings
from layers_desktop.app.window_core import WindowCore
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.main_window.actions import Do
from layers_desktop.gui.system.application import bring_to_front
from layers_desktop.local.credentials import Credentials
from layers_desktop.local.environment import api_host, base_url


class Surroundings:
    """Built when the window is painted: no file needs any of it to be taken in."""

    def __init__(self, core: WindowCore, book: AccountBook, intake: FileIntake, quitting: Quitting) -> None:
        self._core = core
        self._book = book
        engine, window, signals = core.engine, core.window, core.signals
        choices, tasks, desktop = core.choices, core.tasks, core.desktop
        self._address = base_url(core.place.environ)
        self._host = api_host(self._address)
        self._keeping = HistoryKeeping(engine.history, window, desktop, choices, tasks)
        self._network = NetworkSettings(engine, choices, window, desktop, tasks, self._host)
        self._past = PastUploads(
            engine.history, window, desktop, core.icons, intake, self._keeping, signals, tasks
        )
        self._presence = Presence(engine.queue, window, signals, choices, quitting.ask)
        Tidying(engine.queue, signals, choices, window)

    def begin(self, show_account: Callable[[], None], signed_in: Callable[[], None]) -> None:
        """Offer all of it, and connect to Layers.

        Args:
            show_account: Called when another account, or more of it, is to be shown.
            signed_in: Called when every key was tried.
        """
        core = self._core
        self._accounts = Accounts(
            core.engine,
            Credentials(core.place.environ),
            self._host,
            core.window,
            core.signals,
            core.tasks,
            self._book,
            show_account,
        )
        core.window.keyRequested.connect(self._accounts.sign_in.ask_for_shown)
        core.window.networkSettingsRequested.connect(lambda: self._show_settings(tr("Network")))
        core.window.offer(Do.SETTINGS, self._show_settings)
        core.window.offer(Do.HISTORY, self._past.open)
        self._keeping.forget_the_old()
        core.tasks.spawn(self._connect_to_layers(signed_in), "sign in")
        core.tasks.spawn(asyncio.to_thread(core.place.directories.close_to_others), "rights of files")

    def stay(self) -> bool:
        """Return whether the program goes on without its window; if so, the window has gone."""
        return self._presence.stays()

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

        core = self._core
        for shown in core.window.findChildren(SettingsDialog):
            if shown.isVisible():
                shown.turn_to(first)
                bring_to_front(shown)
                return
        advanced = AdvancedSettings(
            core.engine.queue, core.choices, core.window, core.desktop, core.tasks, core.place, self._address
        )
        pages = settings_pages(
            core.choices,
            self._presence.tray_obstacle,
            self._keeping,
            self._accounts.page,
            self._network,
            advanced,
        )
        SettingsDialog(pages, core.window, first).show()
