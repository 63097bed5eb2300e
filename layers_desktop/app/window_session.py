"""What ties the window to the engine: from a drop to the queue, from the switch to the preferences."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from layers_desktop.app.sign_in import SignIn
from layers_desktop.cli.place import Place
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.desktop import Desktop
from layers_desktop.gui.icons import Icons
from layers_desktop.gui.main_window import MainWindow
from layers_desktop.gui.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.queue_signals import QueueSignals
from layers_desktop.local.credentials import Credentials
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.journal import Origin
from layers_desktop.local.preferences import PREFERENCES_NAME, PreferencesFile
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.intake import Drop
from layers_desktop.transfer.progress import ProgressMeter
from layers_desktop.transfer.tasks import OwnedTasks, Report

_RECOVERED_NOTICE = "recovered"
_PREFERENCES_NOTICE = "preferences"


class WindowSession:
    """One window at work with one engine.

    Attributes:
        window: Shown by the caller.
        closed: Set when the person wants the program to end.
    """

    def __init__(
        self,
        engine: Engine,
        signals: QueueSignals,
        place: Place,
        desktop: Desktop,
        icons: Icons,
        report: Report,
    ) -> None:
        self._engine = engine
        self._host = api_host(base_url(place.environ))
        self._place = place
        self._tasks = OwnedTasks(report)
        self._file = PreferencesFile(place.directories.config / PREFERENCES_NAME)
        self._preferences = self._file.load()
        self._project: Project | None = None
        self.closed = asyncio.Event()
        meter = ProgressMeter(engine.queue.uploads)
        self.window = MainWindow(engine.queue, meter, signals, icons, desktop)
        self._sign_in = SignIn(
            engine, Credentials(place.environ), self._host, self.window, self._tasks, self._accepted
        )
        self._connect()
        self.window.show_start_on_drop(self._preferences.start_on_drop)
        self.window.show_account(None, place.is_sandbox)

    def _connect(self) -> None:
        window = self.window
        window.filesDropped.connect(self.add)
        window.projectChosen.connect(self._project_chosen)
        window.startRequested.connect(self._start)
        window.startOnDropToggled.connect(self._set_start_on_drop)
        window.keyRequested.connect(lambda: self._tasks.spawn(self._sign_in.ask(), "ask for key"))
        window.projectsRefreshRequested.connect(lambda: self._tasks.spawn(self._refresh(), "projects"))
        window.closeRequested.connect(self.closed.set)

    # -------------------------------------------------------- begin and end
    async def begin(self) -> None:
        """Bring back what an earlier run left, and connect to Layers."""
        self._tell_what_was_set_aside()
        self._tasks.spawn(self._sign_in.begin(), "sign in")
        left = await self._engine.adopt(Origin.WINDOW, lambda _: True)
        if left:
            self._engine.queue.recover(left)
            self._tell_of_recovered([upload.id for upload in left if upload.can_resume])

    async def end(self) -> None:
        """Stop what the window started, and let it go."""
        await self._tasks.close()
        self.window.allow_close()
        self.window.close()

    # --------------------------------------------------------------- intake
    def add(self, paths: list[Path], start_now: bool) -> None:  # noqa: FBT001  # a slot takes what its signal has
        """Take in what was dropped, and start it where that is wanted."""
        drop = Drop(tuple(paths), self._project)
        wants_start = start_now or self._preferences.start_on_drop
        self._tasks.spawn(self._take_in(drop, wants_start=wants_start), "intake")

    def take_over(self, paths: list[Path], start_now: bool) -> None:  # noqa: FBT001  # as `add`
        """Take in what another start of the program was given, and come to the front."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        if paths:
            self.add(paths, start_now)

    async def _take_in(self, drop: Drop, *, wants_start: bool) -> None:
        skipped = known = 0
        async for block in self._engine.take_in(drop):
            fresh = self._engine.queue.add(block.uploads)
            known += len(block.uploads) - len(fresh)
            skipped = block.skipped
            if wants_start:
                self._engine.queue.start_when_ready([upload.id for upload in fresh])
        self._tell_of_intake(skipped, known)

    def _tell_of_intake(self, skipped: int, known: int) -> None:
        if known:
            self.window.show_toast(tr_plural("Already in the list.", "{n} are already in the list.", known))
        elif skipped:
            self.window.show_toast(
                tr_plural("{n} hidden file was left out.", "{n} hidden files were left out.", skipped)
            )

    def _start(self) -> None:
        self._engine.queue.start([upload.id for upload in self._uploads.values() if upload.can_start])

    # ------------------------------------------------------------- projects
    def _accepted(self, account: Account, projects: list[Project]) -> None:
        self.window.show_account(account, self._place.is_sandbox)
        self._show_projects(projects)

    def _show_projects(self, projects: list[Project]) -> None:
        last_used = self._preferences.project_ids.get(self._host)
        by_id = {project.id: project for project in projects}
        only = projects[0] if len(projects) == 1 else None
        current = by_id.get(self._project.id) if self._project else None
        current = current or by_id.get(last_used or "") or only
        self.window.show_projects(projects, current)
        if current:
            self._use_project(current)

    async def _refresh(self) -> None:
        self.window.show_projects_loading()
        try:
            projects = await self._engine.projects()
        except UploaderError as error:
            self.window.show_projects_problem(error.problem, None)
        else:
            self._show_projects(projects)

    def _project_chosen(self, project: Project) -> None:
        self._use_project(project)
        self._preferences.project_ids[self._host] = project.id
        self._save_preferences()

    def _use_project(self, project: Project) -> None:
        """Send new files there, and those that were dropped before there was a project."""
        self._project = project
        homeless = [upload.id for upload in self._uploads.values() if upload.project is None]
        self._engine.queue.set_project(homeless, project)

    @property
    def _uploads(self) -> Mapping[UploadId, Upload]:
        return self._engine.queue.uploads

    # ---------------------------------------------------------- preferences
    def _set_start_on_drop(self, is_on: bool) -> None:  # noqa: FBT001  # a slot takes what its signal has
        self._preferences.start_on_drop = is_on
        self._save_preferences()

    def _save_preferences(self) -> None:
        try:
            self._file.save(self._preferences)
        except UploaderError as error:
            self.window.show_notice(Notice(_PREFERENCES_NOTICE, Severity.CAUTION, error.problem.text))

    # -------------------------------------------------------------- notices
    def _tell_of_recovered(self, ids: list[UploadId]) -> None:
        if not ids:
            return
        count = len(ids)
        text = tr_plural(
            "Last time stopped with {n} file unfinished. It is below, paused.",
            "Last time stopped with {n} files unfinished. They are below, paused.",
            count,
        )
        resume = NoticeButton(tr("Resume {n}", n=count), lambda: self._answer_recovered(ids, resume=True))
        remove = NoticeButton(tr("Remove"), lambda: self._answer_recovered(ids, resume=False))
        self.window.show_notice(Notice(_RECOVERED_NOTICE, Severity.INFO, text, (resume, remove)))

    def _answer_recovered(self, ids: list[UploadId], *, resume: bool) -> None:
        self.window.hide_notice(_RECOVERED_NOTICE)
        if resume:
            self._engine.queue.resume(ids)
        else:
            self._engine.queue.remove(ids)

    def _tell_what_was_set_aside(self) -> None:
        for key, path in (("journal", self._engine.set_aside), (_PREFERENCES_NOTICE, self._file.set_aside)):
            if path:
                text = tr("A file of the program was damaged and set aside as {path}.", path=path)
                self.window.show_notice(Notice(f"{key}-set-aside", Severity.CAUTION, text))
