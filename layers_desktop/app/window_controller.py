"""What ties the window to the engine: sign-in, projects, and what an earlier run left."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from layers_desktop.app.accounts.account_list import AccountList
from layers_desktop.app.accounts.project_selection import ProjectSelection
from layers_desktop.app.files.file_info import file_lookups
from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.files.startup_files import StartupFiles
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.app.quit import QuitController
from layers_desktop.app.runtime.event_loop import ErrorReporter
from layers_desktop.app.runtime.single_instance import LaunchRequest
from layers_desktop.app.window_core import WindowCore
from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.dialogs.system_dialogs import DesktopServices, FileDialogs, system_services
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, Severity
from layers_desktop.gui.notices.notices import RECOVERED_KEY, recovered_notice
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Icons
from layers_desktop.gui.style.theme import Theme
from layers_desktop.gui.system.application import Application, bring_to_front
from layers_desktop.gui.widgets.thumbnails import Thumbnails
from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.preferences import PREFERENCES_NAME, PreferencesFile
from layers_desktop.local.resources import resource_path
from layers_desktop.local.store.journal import Origin
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.limits.concurrency import ConcurrencyLimiter
from layers_desktop.transfer.progress import ProgressMeter
from layers_desktop.transfer.queue.upload_queue import UploadQueue
from layers_desktop.transfer.tasks import OwnedTasks, Report

if TYPE_CHECKING:  # loaded in `furnish`
    from layers_desktop.app.deferred_services import DeferredServices


class WindowController:
    """One window at work with one engine.

    Attributes:
        window: Shown by the caller.
        arrivals: Takes in what the program is started with.
        closed: Set when the person wants the program to end.
    """

    def __init__(
        self,
        engine: Engine,
        signals: QueueEvents,
        environment: RunEnvironment,
        desktop: DesktopServices,
        icons: Icons,
        choices: PreferencesController,
        report: Report,
    ) -> None:
        self._engine = engine
        self._queue = engine.queue
        self._environment = environment
        self._preferences = choices
        self._host = api_host(base_url(environment.environ))
        self._tasks = OwnedTasks(report)
        self.closed = asyncio.Event()
        self._thumbnails = Thumbnails()
        meter = _meter_of(self._queue)
        accounts_file = AccountsFile(environment.accounts_folder / ACCOUNTS_NAME)
        self._accounts = AccountList(accounts_file, self._host, choices, self._show_preferences_problem)
        lookups = file_lookups(self._thumbnails, self._tasks, self._accounts)
        self.window = MainWindow(self._queue, meter, signals, icons, desktop, lookups)
        self._projects = ProjectSelection(engine, self.window, choices, self._accounts, self._host)
        self._intake = FileIntake(
            engine,
            self.window,
            choices,
            self._tasks,
            lambda: self._projects.current,
            environment.directories.data / "pasted",
        )
        self.startup_files = StartupFiles(self._intake, self._projects, self.window)
        self._quit = QuitController(self._queue, meter, self.window, signals, choices, self.closed.set)
        self._parts = WindowCore(
            engine, self.window, signals, choices, self._tasks, environment, desktop, icons
        )
        self._services: DeferredServices | None = None
        self._connect()
        folder = QUrl.fromLocalFile(str(engine.folder))
        self.window.listFolderRequested.connect(partial(desktop.open_url, folder))
        choices.attach(self.window, self._show_preferences_problem)
        self.window.show_account(None, environment.is_sandbox)

    def _connect(self) -> None:
        window, choices = self.window, self._preferences
        window.filesDropped.connect(self._intake.add)
        window.uploadAgainRequested.connect(self._intake.add_again)
        window.imagePasted.connect(self._intake.add_image)
        window.autoCopyToggled.connect(lambda is_on: choices.update(auto_copy=is_on))
        window.readingStopped.connect(self._intake.stop)
        window.projectChosen.connect(self._projects.choose)
        window.kindChosen.connect(choices.remember_kind)
        window.kindForNewChosen.connect(lambda kind: choices.update(kind_for_new=kind or ""))
        window.copyFormatChosen.connect(lambda name: choices.update(copy_format=name))
        window.startOnDropToggled.connect(lambda is_on: choices.update(start_on_drop=is_on))
        window.startRequested.connect(self._start)
        window.projectsRefreshRequested.connect(
            lambda: self._tasks.spawn(self._projects.refresh(), "projects")
        )
        window.closeRequested.connect(self._close_window)
        window.quitRequested.connect(self._quit.ask)

    # -------------------------------------------------------- begin and end
    async def recover_unfinished(self) -> None:
        """Bring back what an earlier run left."""
        self._show_quarantined_files()
        left = await self._engine.journal.adopt(Origin.WINDOW, lambda _: True)
        await self._engine.drop_abandoned()
        if not left:
            return
        self._queue.recover(left)
        paused = [upload.id for upload in left if upload.can_resume]
        if self._preferences.current.resume_on_start:
            self._queue.resume(paused)
        else:
            self._show_recovered(paused)

    def load_deferred_services(self) -> None:
        """Add all that no file needs to be taken in, and connect to Layers."""
        # Loaded now, for it takes longer than all that is seen first.
        from layers_desktop.app.deferred_services import DeferredServices

        self._services = DeferredServices(self._parts, self._accounts, self._intake, self._quit)
        self._services.start(self._show_account, self.startup_files.retry_pending)

    def accept_launch(self, request: LaunchRequest, token: str) -> None:
        """Take in what another start of the program was given, and come to the front with its leave."""
        self._quit.cancel()
        bring_to_front(self.window, token)
        self.startup_files.add(request)

    def ask_to_quit(self) -> None:
        """End the program as its own Quit does: after a question, where files are under way."""
        self._quit.ask()

    def end_with_desktop(self) -> None:
        """End without a question: the person leaves the desktop, and what is unfinished is kept."""
        self._quit.quit_without_asking()

    async def end(self) -> None:
        """Stop what the window started, and let it go."""
        self._preferences.remember_layout()
        if self._services:
            self._services.close()
        await self._tasks.close()
        await self._accounts.written()
        await self._preferences.written()
        self._thumbnails.close()
        self.window.allow_close()
        self.window.close()

    def _close_window(self) -> None:
        if self._services is None or not self._services.hide_to_tray():
            self._quit.ask()

    # ------------------------------------------------------------- accounts
    def _show_account(self) -> None:
        """Show whose key is in use, and what it sees."""
        shown = self._accounts.shown
        self.window.show_account(shown.account if shown else None, self._environment.is_sandbox)
        self._projects.show()
        self.startup_files.retry_pending()

    @property
    def _uploads(self) -> Mapping[UploadId, Upload]:
        return self._queue.uploads

    def _start(self) -> None:
        self._queue.start([upload.id for upload in self._uploads.values() if upload.can_start])

    # -------------------------------------------------------------- notices
    def _show_preferences_problem(self, problem: Problem) -> None:
        self.window.show_notice(Notice("choices", Severity.CAUTION, problem.text))

    def _show_recovered(self, ids: list[UploadId]) -> None:
        if not ids:
            return
        resume = partial(self._answer_recovered, self._queue.resume, ids)
        remove = partial(self._answer_recovered, self._queue.remove, ids)
        self.window.show_notice(recovered_notice(len(ids), resume, remove))

    def _answer_recovered(self, answer: Callable[[list[UploadId]], object], ids: list[UploadId]) -> None:
        self.window.hide_notice(RECOVERED_KEY)
        answer(ids)

    def _show_quarantined_files(self) -> None:
        for path in filter(None, (self._engine.quarantined_journal, self._preferences.quarantined)):
            text = tr("A file of the program was damaged and set aside as {path}.", path=path)
            self.window.show_notice(Notice(str(path), Severity.CAUTION, text))


def _meter_of(queue: UploadQueue) -> ProgressMeter:
    return ProgressMeter(
        queue.uploads,
        queue.totals,
        seconds_for_writes=queue.accounts.rate_limiter.seconds_for,
        queue_positions=queue.scheduler.queue_positions,
    )


def new_session(
    application: Application,
    engine: Engine,
    signals: QueueEvents,
    slots: ConcurrencyLimiter,
    environment: RunEnvironment,
    faults: ErrorReporter,
) -> WindowController:
    """Return the window at work with this engine; it is shown by the caller, and tells of faults."""
    preferences = PreferencesFile(environment.directories.config / PREFERENCES_NAME)
    choices = PreferencesController(preferences, Theme(application), slots)
    icons = Icons(resource_path("icons"))
    desktop = system_services(FileDialogs(choices.last_add_folder, choices.remember_add_folder))
    session = WindowController(engine, signals, environment, desktop, icons, choices, faults.report)
    faults.tell = lambda: session.window.show_notice(_fault_notice())
    return session


def _fault_notice() -> Notice:
    return Notice(
        "fault",
        Severity.PROBLEM,
        tr("A fault of this program came up. Uploads go on; the log tells more."),
    )
