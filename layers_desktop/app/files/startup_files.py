"""Files that the program is started with, and the project that they are for."""

from functools import partial

from layers_desktop.app.accounts.project_selection import ProjectSelection
from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.runtime.single_instance import LaunchRequest
from layers_desktop.cli.selection import NoSuchProjectError, choose_project
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.gui.main_window.repair_prompts import ProjectDialog
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity

_NOTICE = "arrival"


class StartupFiles:
    """Adds the files of a launch request; files for a named project go there and nowhere else."""

    def __init__(self, intake: FileIntake, projects: ProjectSelection, window: MainWindow) -> None:
        self._intake = intake
        self._projects = projects
        self._window = window
        self._waiting: list[LaunchRequest] = []
        self._were_projects_sought = False

    def add(self, request: LaunchRequest) -> None:
        """Add the request's files now, or as soon as the projects are known."""
        if request.project is None:
            self._add(request)
        else:
            self._waiting.append(request)
            self._assign_projects()
            if self._were_projects_sought:
                self._show_pending()

    def retry_pending(self) -> None:
        """Add files that waited for the projects to be fetched, or show that they still wait."""
        self._were_projects_sought = True
        self._assign_projects()
        self._show_pending()

    def _show_pending(self) -> None:
        count = sum(len(each.files) for each in self._waiting)
        if count:
            text = tr_plural(
                "{n} file is waiting for its project. Connect to Layers to find it.",
                "{n} files are waiting for their project. Connect to Layers to find it.",
                count,
            )
            self._window.notices.show_notice(Notice(_NOTICE, Severity.CAUTION, text))

    def _assign_projects(self) -> None:
        if self._projects.projects and self._waiting:
            requests, self._waiting = self._waiting, []
            self._window.notices.hide_notice(_NOTICE)
            for request in requests:
                self._add_to_named(request)

    def _add_to_named(self, request: LaunchRequest) -> None:
        try:
            project = choose_project(self._projects.projects, request.project, None)
        except NoSuchProjectError as error:
            self._show_unknown_project(request, error.problem)
        else:
            self._projects.choose(project)
            self._projects.show()
            self._add(request)

    def _show_unknown_project(self, request: LaunchRequest, problem: Problem) -> None:
        """Show that the project does not exist; the files are not added until a project is chosen."""
        name = f"{_NOTICE} {id(request)}"  # its own: the files of another are not forgotten for these
        buttons: list[NoticeButton] = []
        current = self._projects.current
        if current and request.files:
            add = partial(self._add_without_starting, request, name, current)
            buttons.append(NoticeButton(tr("Add to {project}", project=current.name), add))
        if request.files and any(each != current for each in self._projects.projects):
            choose = partial(self._ask_for_project, request, name)
            buttons.append(NoticeButton(tr("Choose a project…"), choose))
        self._window.notices.show_notice(Notice(name, Severity.CAUTION, problem.text, tuple(buttons)))

    def _ask_for_project(self, request: LaunchRequest, notice: str) -> None:
        count = len(request.files)
        add = tr_plural("Add it there", "Add {n} files there", count)
        dialog = ProjectDialog(count, self._projects.projects, self._window, add)
        dialog.chosen.connect(partial(self._add_to_chosen, request, notice))
        dialog.open()

    def _add_to_chosen(self, request: LaunchRequest, notice: str, project: Project) -> None:
        self._projects.choose(project)
        self._projects.show()
        self._add_without_starting(request, notice, project)

    def _add_without_starting(self, request: LaunchRequest, notice: str, project: Project) -> None:
        """Add the files without starting them: the request to start was for another project."""
        self._window.notices.hide_notice(notice)
        self._intake.add(list(request.files), start_now=False, kind=request.kind, project=project)

    def _add(self, request: LaunchRequest) -> None:
        if request.files:
            self._intake.add(list(request.files), request.start, request.kind)
