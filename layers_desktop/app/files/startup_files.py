"""What a start of the program brings to the window: files, and where they shall go."""

from functools import partial

from layers_desktop.app.accounts.project_selection import ProjectChoice
from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.runtime.single_instance import Arrival
from layers_desktop.cli.selection import NoSuchProjectError, choose_project
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.gui.main_window.repair_prompts import ProjectQuestion
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity

_NOTICE = "arrival"


class Arrivals:
    """Takes in what starts bring; what names a project goes there and nowhere else."""

    def __init__(self, intake: FileIntake, projects: ProjectChoice, window: MainWindow) -> None:
        self._intake = intake
        self._projects = projects
        self._window = window
        self._waiting: list[Arrival] = []
        self._were_projects_sought = False

    def take(self, arrival: Arrival) -> None:
        """Take this in, now or as soon as the projects are known."""
        if arrival.project is None:
            self._add(arrival)
        else:
            self._waiting.append(arrival)
            self._house()
            if self._were_projects_sought:
                self._tell_of_waiting()

    def look_again(self) -> None:
        """Take in what waited for the projects, now that they were sought, or say that it waits."""
        self._were_projects_sought = True
        self._house()
        self._tell_of_waiting()

    def _tell_of_waiting(self) -> None:
        count = sum(len(each.files) for each in self._waiting)
        if count:
            text = tr_plural(
                "{n} file waits for the project that it was sent to. Connect to Layers to find it.",
                "{n} files wait for the project that they were sent to. Connect to Layers to find it.",
                count,
            )
            self._window.show_notice(Notice(_NOTICE, Severity.CAUTION, text))

    def _house(self) -> None:
        if self._projects.offered and self._waiting:
            arrivals, self._waiting = self._waiting, []
            self._window.hide_notice(_NOTICE)
            for arrival in arrivals:
                self._add_to_named(arrival)

    def _add_to_named(self, arrival: Arrival) -> None:
        try:
            project = choose_project(self._projects.offered, arrival.project, None)
        except NoSuchProjectError as error:
            self._ask_where(arrival, error.problem)
        else:
            self._projects.choose(project)
            self._projects.show()
            self._add(arrival)

    def _ask_where(self, arrival: Arrival, problem: Problem) -> None:
        """Say that there is no such project; nothing goes anywhere until a person says where."""
        name = f"{_NOTICE} {id(arrival)}"  # its own: the files of another are not forgotten for these
        buttons: list[NoticeButton] = []
        current = self._projects.current
        if current and arrival.files:
            add = partial(self._add_after_all, arrival, name, current)
            buttons.append(NoticeButton(tr("Add to {project}", project=current.name), add))
        if arrival.files and any(each != current for each in self._projects.offered):
            choose = partial(self._ask_for_project, arrival, name)
            buttons.append(NoticeButton(tr("Choose a project…"), choose))
        self._window.show_notice(Notice(name, Severity.CAUTION, problem.text, tuple(buttons)))

    def _ask_for_project(self, arrival: Arrival, notice: str) -> None:
        count = len(arrival.files)
        add = tr_plural("Add it there", "Add {n} files there", count)
        question = ProjectQuestion(count, self._projects.offered, self._window, add)
        question.chosen.connect(partial(self._add_to_chosen, arrival, notice))
        question.open()

    def _add_to_chosen(self, arrival: Arrival, notice: str, project: Project) -> None:
        self._projects.choose(project)
        self._projects.show()
        self._add_after_all(arrival, notice, project)

    def _add_after_all(self, arrival: Arrival, notice: str, project: Project) -> None:
        """Add them for a look: the order to start was for another project."""
        self._window.hide_notice(notice)
        self._intake.add(list(arrival.files), start_now=False, kind=arrival.kind, project=project)

    def _add(self, arrival: Arrival) -> None:
        if arrival.files:
            self._intake.add(list(arrival.files), arrival.start, arrival.kind)
