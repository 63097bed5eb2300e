"""Everything that a running window is made of: what exists, who gets what, and who ends it.

It is built in two steps. The first makes what a person sees and can drop files on; `load_deferred` makes the
rest once the window is painted, and imports it there, so that the start need not wait for it.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLocale, QTimer, QUrl
from PySide6.QtWidgets import QApplication

from layers_desktop.app.accounts.account_list import AccountList
from layers_desktop.app.accounts.project_selection import ProjectSelection
from layers_desktop.app.files.file_info import file_lookups
from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.files.startup_files import StartupFiles
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.app.quit import QuitController
from layers_desktop.app.runtime.event_loop import ErrorReporter
from layers_desktop.app.runtime.single_instance import LaunchRequest
from layers_desktop.app.unfinished_uploads import Recovery, Restart
from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import NetworkError
from layers_desktop.gui.dialogs.system_dialogs import FileDialogs, system_services
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.notices.notices import CONNECTION_KEY, first_call_notice
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Icons
from layers_desktop.gui.style.theme import Theme
from layers_desktop.gui.system.application import adopt_language, bring_to_front
from layers_desktop.gui.widgets.thumbnails import Thumbnails
from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.language import choose_language
from layers_desktop.local.preferences import PREFERENCES_NAME, PreferencesFile
from layers_desktop.local.resources import resource_path
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine, FirstCallWait
from layers_desktop.transfer.job.job_context import QueueLimits
from layers_desktop.transfer.progress import ProgressMeter
from layers_desktop.transfer.queue.upload_queue import UploadQueue

if TYPE_CHECKING:  # imported in `load_deferred`
    from layers_desktop.app.accounts.accounts import AccountsController
    from layers_desktop.app.desktop_status import DesktopStatus
    from layers_desktop.app.files.folder_watch import FolderWatch
    from layers_desktop.app.history import HistoryRetention
    from layers_desktop.app.settings.network_page import NetworkSettings
    from layers_desktop.gui.settings.fields import PageSpec
    from layers_desktop.local.credentials import Credentials, ProxyPasswords


_WATCH_NOTICE = "watched folder"


class WindowProgram:
    """One window at work with one engine.

    Args:
        window: Still a frame; it is filled.
        engine: Open; whoever opened it closes it.
        events: What the engine's queue tells.
        limits: The engine's own, which the preferences set.
        environment: Folders, environment variables, and whether this is the sandbox.
        errors: Told of errors of the program itself.

    Attributes:
        window: The same.
        startup_files: Adds the files that the program is started with.
        closed: Set when the window is to end.
        restart: What another window is to take over after this one; None where the program ends with it.
    """

    restart: Restart | None = None

    def __init__(
        self,
        window: MainWindow,
        engine: Engine,
        events: QueueEvents,
        limits: QueueLimits,
        environment: RunEnvironment,
        errors: ErrorReporter,
    ) -> None:
        self.window, self._engine, self._events, self._environment = window, engine, events, environment
        self._api_address = base_url(environment.environ)
        self._host = api_host(self._api_address)
        self._tasks, self.closed = OwnedTasks(errors.report), asyncio.Event()

        # What was chosen in earlier runs.
        preferences_file = PreferencesFile(environment.directories.config / PREFERENCES_NAME)
        self._theme = Theme(_application())
        self._preferences = preferences = PreferencesController(preferences_file, self._theme, limits)
        _adopt_language(environment, preferences.current.language)
        known = AccountsFile(environment.accounts_folder / ACCOUNTS_NAME)
        self._accounts = AccountList(known, self._host, preferences)

        # The window.
        meter = _new_meter(engine.queue)
        self._thumbnails = Thumbnails()
        desktop = system_services(FileDialogs(preferences.last_add_folder, preferences.remember_add_folder))
        lookups = file_lookups(self._thumbnails, self._tasks, engine.files, self._accounts)
        icons = Icons(resource_path("icons"))
        window.build(engine.queue, meter, events, icons, desktop, lookups)
        preferences.attach(window)

        # What brings files in, and to which project.
        self._projects = ProjectSelection(engine, window, preferences, self._accounts, self._tasks)
        pasted_folder = environment.directories.data / "pasted"
        self._intake = FileIntake(engine, window, preferences, self._tasks, self._projects, pasted_folder)
        self.startup_files = StartupFiles(
            self._intake, self._projects, window, preferences.kind_for, engine.queue, events
        )

        # The way out, and what an earlier run left.
        self._quit = QuitController(engine.queue, meter, window, events, preferences, self.closed.set)
        self._recovery = Recovery(engine, window, preferences, self._tasks)

        self._connect(desktop.open_url)
        errors.on_error = self._show_program_error

    def _connect(self, open_url: Callable[[QUrl], object]) -> None:
        self._desktop_status: DesktopStatus | None = None
        self._wait: FirstCallWait | None = None
        self._countdown = QTimer(self.window, interval=1000)
        self._countdown.timeout.connect(self._show_wait)
        self._engine.on_waiting = self._wait_for_first_call
        window, folder = self.window, QUrl.fromLocalFile(str(self._engine.folder))
        for file, failed in (
            (self._preferences, self._preferences.saveFailed),
            (self._accounts, self._accounts.fileFailed),
        ):
            notice = f"file of {type(file).__name__}"
            failed.connect(partial(self._show_file_problem, notice))
            file.saved.connect(partial(window.notices.hide_notice, notice))
        window.closeRequested.connect(self._close_window)
        window.handle(ActionId.SHOW_LIST_FOLDER, partial(open_url, folder))
        window.show_account(None, self._environment.is_sandbox)

    async def recover(self, before: Restart | None) -> None:
        """Bring back what an earlier run, or in this one the window before, left unfinished."""
        await self._recovery.recover(before)

    def load_deferred(self, before: Restart | None) -> None:
        """Add accounts, history, settings and the desktop's status, and connect to Layers."""
        from layers_desktop.app.accounts.accounts import AccountsController
        from layers_desktop.app.auto_clear import AutoClear
        from layers_desktop.app.desktop_status import DesktopStatus
        from layers_desktop.app.files.folder_watch import FolderWatch
        from layers_desktop.app.history import HistoryController, HistoryRetention
        from layers_desktop.app.settings.network_page import NetworkSettings
        from layers_desktop.app.settings.pages import open_settings
        from layers_desktop.local.credentials import Credentials, ProxyPasswords

        engine, window, events = self._engine, self.window, self._events
        preferences, tasks = self._preferences, self._tasks

        retention = HistoryRetention(engine.history, window, preferences, tasks, engine.server_time)
        history = HistoryController(engine.history, window, self._intake, retention, events, tasks)
        if preferences.current.show_last_batch:
            tasks.spawn(history.show_last_batch(engine.queue), "last batch")
        AutoClear(engine.queue, events, preferences, window)
        self._desktop_status = DesktopStatus(engine.queue, window, events, preferences, self._quit.ask)

        credentials = before.credentials if before else Credentials(self._environment.environ)
        passwords = before.passwords if before else ProxyPasswords()
        preferences.restartRequested.connect(partial(self._start_again, credentials, passwords))
        accounts = AccountsController(engine, credentials, window, events, tasks, self._accounts)
        accounts.shownChanged.connect(self._show_account)

        watch = FolderWatch(self._intake, engine, preferences, tasks, window)
        events.uploadsChanged.connect(self._intake.reuse_watched)
        watch.changed.connect(partial(self._show_watch, watch))
        window.status.watchPaused.connect(lambda is_paused: watch.pause(is_paused=is_paused))
        self._show_watch(watch)

        network = NetworkSettings(engine, preferences, window, tasks, self._host, passwords)
        pages = partial(self._settings_pages, retention, accounts, network, watch)
        window.handle(ActionId.SETTINGS, partial(open_settings, window, pages))
        window.handle(ActionId.NETWORK_SETTINGS, partial(open_settings, window, pages, tr("Network")))

        if before:  # that is where the person asked for it
            window.window_actions[ActionId.SETTINGS].trigger()

        tasks.spawn(self._connect_to_layers(network, accounts, retention), "sign in")
        self._tidy_up()

    def _tidy_up(self) -> None:
        """Put right what is on the disk beside the lists, in threads."""
        from layers_desktop.local.autostart import autostart

        restrict = self._environment.directories.restrict_to_owner
        self._tasks.spawn(asyncio.to_thread(restrict), "rights of files")
        if (entry := autostart()) and not self._environment.is_sandbox:
            self._tasks.spawn(asyncio.to_thread(entry.renew), "entry of the start with the computer")

    def _settings_pages(
        self,
        retention: "HistoryRetention",
        accounts: "AccountsController",
        network: "NetworkSettings",
        watch: "FolderWatch",
    ) -> "list[PageSpec]":
        from layers_desktop.app.settings.advanced_page import AdvancedSettings
        from layers_desktop.app.settings.pages import settings_pages
        from layers_desktop.app.settings.watch_page import WatchSettings

        advanced = AdvancedSettings(
            self._engine.queue,
            self._preferences,
            self.window,
            self._tasks,
            self._environment,
            self._api_address,
        )
        watched = WatchSettings(watch, self._preferences, self._projects, self.window).page()
        obstacle = self._desktop_status.tray_obstacle if self._desktop_status else ""
        pages = settings_pages(self._preferences, obstacle, retention, accounts.page, network, advanced)
        return [*pages[:2], watched, *pages[2:]]

    async def _connect_to_layers(
        self, network: "NetworkSettings", accounts: "AccountsController", retention: "HistoryRetention"
    ) -> None:
        """Apply the network settings, sign in with the keys that there are, and forget what is old by now."""
        await network.apply()
        await accounts.start()
        retention.forget_old()
        await self._engine.drop_abandoned()

    # ----------------------------------------------------------------- events
    def accept_launch(self, request: LaunchRequest, token: str) -> None:
        """Add what another start of the program was given, and come to the front.

        Args:
            request: What the other start was given.
            token: The desktop's permission to come to the front.
        """
        self._quit.cancel()
        bring_to_front(self.window, token)
        self.startup_files.add(request)

    def ask_to_quit(self) -> None:
        """End the program as its own Quit does: after a question, where files are under way."""
        self._quit.ask()

    def end_with_desktop(self) -> None:
        """End without a question: the person leaves the desktop, and what is unfinished is saved."""
        self._quit.quit_without_asking()

    def _close_window(self) -> None:
        if self._desktop_status is None or not self._desktop_status.hides_to_tray():
            self._quit.ask()

    def _show_account(self) -> None:
        """Show whose key is in use, and the projects that it sees."""
        shown = self._accounts.shown
        self.window.show_account(shown.account if shown else None, self._environment.is_sandbox)
        self._projects.show()

    def _show_watch(self, watch: "FolderWatch") -> None:
        """Show in the status line what is watched, and in a notice where it is gone."""
        folder = watch.folder
        self.window.status.show_watch(folder.path.name if folder else "", is_paused=watch.is_paused)
        if folder and watch.is_missing:
            text = tr("The watched folder {folder} is not there, or cannot be read.", folder=folder.path)
            stop = NoticeButton(tr("Stop watching"), lambda: self._preferences.update(watched_folder=""))
            self.window.notices.show_notice(Notice(_WATCH_NOTICE, Severity.CAUTION, text, (stop,)))
        else:
            self.window.notices.hide_notice(_WATCH_NOTICE)

    def _show_file_problem(self, notice: str, problem: Problem) -> None:
        self.window.notices.show_notice(Notice(notice, Severity.CAUTION, problem.text))

    def _show_program_error(self) -> None:
        text = tr("Something went wrong in this program. Uploads continue; the log has the details.")
        self.window.notices.show_notice(Notice("fault", Severity.PROBLEM, text))

    def _wait_for_first_call(self, wait: FirstCallWait | None) -> None:
        if wait or self._wait:
            self._wait = wait
            self._show_wait()

    def _show_wait(self) -> None:
        """Show what a sign-in waits for, and each second how long; nothing once it waits no more."""
        wait, notices = self._wait, self.window.notices
        if wait is None:
            self._countdown.stop()
            notices.hide_notice(CONNECTION_KEY)
            return
        self._countdown.start()
        settings = self.window.window_actions[ActionId.NETWORK_SETTINGS].trigger
        set_up = settings if isinstance(wait.error, NetworkError) else None
        notices.show_notice(first_call_notice(wait.error.problem, wait.until - time.monotonic(), set_up))

    # -------------------------------------------------------------------- end
    def _start_again(self, credentials: "Credentials", passwords: "ProxyPasswords") -> None:
        """Have another window take the place of this one, with all that is in its list."""
        uploads = list(self._engine.queue.uploads.values())
        started = [upload.id for upload in uploads if upload.is_started]
        self.restart = Restart(uploads, started, credentials, passwords)
        self._quit.quit_without_asking()

    async def end(self) -> None:
        """Stop what was started here, save what has changed, and close the window."""
        self._preferences.remember_layout()
        if self._desktop_status:
            self._desktop_status.close()
        await self._tasks.close()
        await self._accounts.save()
        await self._preferences.save()
        self._thumbnails.close()
        self.window.allow_close()
        self.window.close()
        if self.restart:
            self._theme.deleteLater()
            self.window.deleteLater()


def _application() -> QApplication:
    return cast("QApplication", QApplication.instance())


def _adopt_language(environment: RunEnvironment, preferred: str) -> None:
    """Have Qt follow the language that the window's frame speaks already."""
    spoken = QLocale.system().uiLanguages()
    adopt_language(*choose_language(environment.environ, preferred, spoken), _application())


def _new_meter(queue: UploadQueue) -> ProgressMeter:
    return ProgressMeter(
        queue.uploads,
        queue.totals,
        seconds_for_writes=queue.accounts.seconds_for_writes,
        next_in_line=queue.scheduler.next_in_line,
    )
