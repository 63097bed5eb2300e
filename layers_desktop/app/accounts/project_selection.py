"""The project that new files go to, remembered for each account."""

from layers_desktop.app.accounts.account_list import AccountList
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.project import Project, last_used_first
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.local.credentials import user_name
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine


class ProjectSelection:
    """Shows the projects of the account shown, and keeps the one that is chosen.

    Attributes:
        current: Where new files go; None while there is nothing to choose or nothing chosen.
    """

    def __init__(
        self,
        engine: Engine,
        window: MainWindow,
        preferences: PreferencesController,
        accounts: AccountList,
        tasks: OwnedTasks,
    ) -> None:
        self._engine = engine
        self._window = window
        self._preferences = preferences
        self._accounts = accounts
        self.current: Project | None = None
        window.header.picker.projectChosen.connect(self.choose)
        window.handle(ActionId.REFRESH_PROJECTS, lambda: tasks.spawn(self.refresh(), "projects"))

    @property
    def projects(self) -> list[Project]:
        """The projects of the account shown."""
        return self._accounts.shown.projects if self._accounts.shown else []

    def show(self) -> None:
        """Show these projects; the current one stays chosen, else the one used last, else the only one.

        Where the one that a person chose is gone, the next file goes nowhere until another is chosen.
        """
        projects, shown = self.projects, self._accounts.shown
        by_id = {project.id: project for project in projects}
        # From the new list: it may be called otherwise by now.
        in_use = next((project for project in projects if project == self.current), None)
        current = in_use or by_id.get(self._remembered())
        if current is None and len(projects) == 1 and not self._was_one_chosen():
            current = projects[0]
        if shown is not None and shown.account is not None:
            recent = self._preferences.recent_projects(user_name(self._accounts.host, shown.id))
            self._window.show_projects(last_used_first(projects, recent), current)
        else:
            self._window.show_no_account()
        self._use(current)

    def choose(self, project: Project) -> None:
        """Send new files there, now and at the next start."""
        self._use(project)
        self._preferences.remember_project(user_name(self._accounts.host, project.account), project.id)

    async def refresh(self) -> None:
        """Fetch the projects from Layers again."""
        shown = self._accounts.shown
        if shown is None:
            return
        self._window.header.picker.show_loading()
        try:
            projects = await self._engine.list_projects(shown.id)
        except UploaderError as error:
            self._window.show_projects_problem(error.problem, shown.projects_at)
        else:
            shown.set_projects(projects)
            self.show()

    def _remembered(self) -> str:
        """Return the ID of the project used last; earlier versions saved it under the host alone."""
        account = self._accounts.shown.id if self._accounts.shown else ""
        by_account = self._preferences.project_id(user_name(self._accounts.host, account))
        return by_account or self._preferences.project_id(self._accounts.host) or ""

    def _was_one_chosen(self) -> bool:
        """Whether a project of the account shown was in use, now or at an earlier start."""
        account = self._accounts.shown.id if self._accounts.shown else ""
        in_use = self.current is not None and self.current.account == account
        return in_use or bool(self._preferences.project_id(user_name(self._accounts.host, account)))

    def _use(self, project: Project | None) -> None:
        """Use this project for new files, and for uploads that have none yet."""
        self.current = project
        if project:
            queue = self._engine.queue
            without_project = [upload.id for upload in queue.uploads.values() if upload.project is None]
            queue.set_project(without_project, project)
