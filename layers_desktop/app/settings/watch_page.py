"""The settings of the watched folder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from layers_desktop.app.accounts.project_selection import ProjectSelection
from layers_desktop.app.files.folder_watch import FolderWatch
from layers_desktop.app.preferences import DEFAULTS, PreferencesController
from layers_desktop.domain.i18n import tr, tr_context
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.gui.dialogs.system_dialogs import open_dialog
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.settings.fields import ActionsSetting, BoolSetting, ChoiceSetting, Deed, PageSpec


class WatchSettings:
    """Which folder is watched, for which project, and what becomes of its files."""

    def __init__(
        self,
        watch: FolderWatch,
        preferences: PreferencesController,
        projects: ProjectSelection,
        window: MainWindow,
    ) -> None:
        self._watch = watch
        self._preferences = preferences
        self._projects = projects
        self._window = window

    def page(self) -> PageSpec:
        """Return the page with the settings as things stand now."""
        settings = (self._folder(), self._project(), self._kind(), self._start())
        return PageSpec(tr("Watched folder"), settings)

    def _folder(self) -> ActionsSetting:
        def buttons() -> Sequence[Deed]:
            choose = (tr("Choose folder…"), self._choose)
            is_chosen = bool(self._preferences.current.watched_folder)
            stop = (tr("Stop watching"), lambda: self._preferences.update(watched_folder=""))
            return (choose, stop) if is_chosen else (choose,)

        return ActionsSetting(
            tr("Watched folder"),
            buttons,
            tr("New files in it are added automatically. Those that are there already are left alone."),
            self._watch.changed,
            self.state,
        )

    def state(self) -> str:
        """Return what is watched for which project, or what is missing for it, as a sentence."""
        path = self._preferences.current.watched_folder
        folder = self._watch.folder
        if not path:
            return tr("No folder is watched.")
        if folder is None:
            return tr("{folder} is not watched yet: choose a project.", folder=path)
        if self._watch.is_missing:
            return tr("{folder} is not there, or cannot be read.", folder=path)
        return tr("{folder} is watched for {project}.", folder=path, project=folder.project.name)

    def _choose(self) -> None:
        def use(paths: list[Path]) -> None:
            self._preferences.update(watched_folder=str(paths[0]), watched_paused=False)

        open_dialog(QFileDialog(self._window, tr("Watch a folder")), QFileDialog.FileMode.Directory, use)

    def _project(self) -> ChoiceSetting:
        projects = {project.id: project for project in self._projects.projects}
        chosen = self._preferences.current.watched_project
        choices = [("", tr_context("project", "None")), *((each.id, each.name) for each in projects.values())]
        if chosen.get("id") and chosen["id"] not in projects:
            choices.append((chosen["id"], chosen.get("name") or chosen["id"]))

        def change(project_id: str) -> None:
            project = projects.get(project_id)
            if project:
                target = {"id": project.id, "name": project.name, "account": project.account}
                self._preferences.update(watched_project=target)
            elif not project_id:
                self._preferences.update(watched_project={})

        return ChoiceSetting(tr("Project for new files"), chosen.get("id", ""), "", change, tuple(choices))

    def _kind(self) -> ChoiceSetting:
        # Translators: The kind of file is detected for each file.
        kinds = (("", tr("Automatic")), *((kind.value, kind.label) for kind in MediaKind))
        change = self._setter("watched_kind")
        return ChoiceSetting(
            tr("Kind of new files"), self._preferences.current.watched_kind, "", change, kinds
        )

    def _start(self) -> BoolSetting:
        return BoolSetting(
            tr("Upload them automatically"),
            self._preferences.current.watched_start,
            DEFAULTS.watched_start,
            self._setter("watched_start"),
            tr("Otherwise they wait in the list until you press Upload."),
        )

    def _setter(self, name: str) -> Callable[[object], None]:
        return lambda value: self._preferences.update(**{name: value})
