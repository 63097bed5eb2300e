"""The preferences: loaded from a file, applied to window and engine as they change, and saved."""

import asyncio
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from layers_desktop.app.runtime.file_writer import FileWriter
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.main_window.speed_limit import rate_of
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.style.theme import Theme
from layers_desktop.local.preferences import Preferences, PreferencesFile
from layers_desktop.transfer.id_formats import CopyFormat, Template
from layers_desktop.transfer.job.job_context import QueueLimits

# Long enough that a word being typed is saved once, and not after each of its letters.
_SAVE_DELAY_MS = 400


_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
DEFAULTS = Preferences()
_MOST_RECENT = 20


class PreferencesController(QObject):
    """Holds the preferences, applies each change at once and saves it soon.

    Signals:
        changed: A preference has another value now.
        saveFailed: The Problem that keeps the file from being written; changes hold until the program ends.
        saved: The file was written.
        restartRequested: The window is to be made anew, with what only counts then.

    Attributes:
        current: The preferences as they are now; changed by `update` only.
        kinds_by_folder: The kind last chosen for files of a folder, by the folder's name. Like a kind chosen
            for new files it ends with the program: it would make logos of the next day's photos.
    """

    changed = Signal()
    saveFailed = Signal(object)
    saved = Signal()
    restartRequested = Signal()

    def __init__(self, file: PreferencesFile, theme: Theme, limits: QueueLimits) -> None:
        super().__init__()
        self._file = file
        self._writer = FileWriter("preferences", _SAVE_DELAY_MS, self)
        self._writer.failed.connect(self.saveFailed)
        self._writer.written.connect(self.saved)
        self._theme = theme
        self._limits = limits
        self._window: MainWindow | None = None
        self.current = file.load()
        self._language = self.current.language
        self.kinds_by_folder: dict[str, MediaKind] = {}
        self._project: Project | None = None
        self._kind: MediaKind | None = None
        self._is_kind_chosen = False
        self._apply()

    def attach(self, window: MainWindow) -> None:
        """Apply the preferences to this window, and remember what is switched or chosen in it."""
        self._window = window
        start, kind, controller = window.footer.start, window.header.kind, window.controller
        window.show_layout(self.current.window_geometry, self.current.columns)
        start.switch.setChecked(self.current.start_on_drop)
        self._apply()
        self._show_kind()
        start.switch.toggled.connect(lambda is_on: self.update(start_on_drop=is_on))
        limit = window.footer.progress.limit
        limit.limitChosen.connect(lambda choice: self.update(speed_limit=choice))
        start.auto_copy.toggled.connect(lambda is_on: self.update(auto_copy=is_on))
        kind.kindChosen.connect(self._use_kind)
        kind.defaultChosen.connect(self._set_default_kind)
        window.header.picker.projectChosen.connect(self._project_chosen)
        window.projectsShown.connect(lambda: self._project_chosen(window.header.picker.project))
        controller.actions.kindChosen.connect(self.remember_kind)
        controller.copier.formatChanged.connect(lambda chosen: self.update(copy_format=chosen.value))

    def update(self, **chosen: Any) -> None:
        """Give these fields of the preferences these values, apply them at once, and save them soon."""
        for name, value in chosen.items():
            setattr(self.current, name, value)
        self._apply()
        self.changed.emit()
        self._writer.write_soon(partial(self._file.save, deepcopy(self.current)))

    async def save(self) -> None:
        """Return once every change is saved, or saving has failed and `saveFailed` was emitted."""
        await asyncio.wrap_future(self._writer.flush())

    @property
    def needs_restart(self) -> bool:
        """Whether another language is chosen than the window was made in."""
        return self.current.language != self._language

    @property
    def quarantined(self) -> Path | None:
        """Where a damaged preferences file was moved to; None where there was none."""
        return self._file.quarantined

    # ------------------------------------------------------------- the kinds
    def kind_for(self, project: Project | None) -> MediaKind | None:
        """Return the kind for new files of this project, None to detect it for each.

        What was chosen in the window counts until a project is chosen that has a kind of its own.
        """
        own = self._default_kind(project)
        if project == self._project:
            return self._kind if self._is_kind_chosen else own
        return own or self._kind

    def remember_kind(self, uploads: list[Upload], kind: MediaKind) -> None:
        """Remember the kind for the folders of these files, until the program ends."""
        self.kinds_by_folder |= {upload.path.parent.name: kind for upload in uploads}

    def _default_kind(self, project: Project | None) -> MediaKind | None:
        return _kind(self.current.kinds_by_project.get(project.id, "")) if project else None

    def _use_kind(self, kind: MediaKind | None) -> None:
        self._kind, self._is_kind_chosen = kind, True

    def _set_default_kind(self, kind: MediaKind | None) -> None:
        """Keep this kind for the project that is chosen, and use it from now on; None keeps none."""
        if self._project:
            kinds = self.current.kinds_by_project | {self._project.id: kind.value if kind else ""}
            self._kind, self._is_kind_chosen = None, False
            self.update(kinds_by_project={each: word for each, word in kinds.items() if word})
            self._show_kind()

    def _project_chosen(self, project: Project | None) -> None:
        if project != self._project and self._default_kind(project):
            self._kind, self._is_kind_chosen = None, False
        self._project = project
        self._show_kind()

    def _show_kind(self) -> None:
        if self._window:
            own = self._default_kind(self._project)
            self._window.header.kind.show_kind(self.kind_for(self._project))
            self._window.header.kind.show_default(self._project.name if self._project else "", own)

    # ----------------------------------------------------------- the project
    def project_id(self, host: str) -> str | None:
        """The project used last at this host."""
        return self.current.project_ids.get(host)

    def remember_project(self, host: str, project_id: str) -> None:
        """Remember the project for this host."""
        others = [each for each in self.recent_projects(host) if each != project_id]
        recent = " ".join([project_id, *others][:_MOST_RECENT])
        self.update(
            project_ids={**self.current.project_ids, host: project_id},
            recent_projects={**self.current.recent_projects, host: recent},
        )

    def recent_projects(self, host: str) -> list[str]:
        """Return the IDs of the projects used last at this host, the latest first."""
        return self.current.recent_projects.get(host, "").split()

    # ------------------------------------------------------------ the window
    def last_add_folder(self) -> str:
        """Return the folder that files were last added from; empty where none were."""
        return self.current.last_add_folder

    def remember_add_folder(self, folder: str) -> None:
        """Remember the folder that files were added from."""
        self.update(last_add_folder=folder)

    def remember_layout(self) -> None:
        """Remember the window's position and size, and its columns."""
        if self._window:
            geometry, columns = self._window.layout_text()
            self.update(window_geometry=geometry, columns=columns)

    # ----------------------------------------------------------------- parts
    def _apply(self) -> None:
        self._theme.set_scheme(_SCHEMES.get(self.current.appearance, Qt.ColorScheme.Unknown))
        self._limits.concurrency.set_limit(self.current.files_at_once)
        choice, own = self.current.speed_limit, self.current.own_speed_limit
        self._limits.bandwidth.rate = rate_of(choice, own)
        if self._window:
            controller = self._window.controller
            self._window.footer.progress.limit.show_limit(choice, own)
            controller.copier.format = _copy_format(self.current.copy_format)
            controller.copier.template = Template(self.current.copy_template, self.current.copy_separator)
            controller.auto_copy.is_on = self.current.auto_copy
            self._window.footer.start.auto_copy.setChecked(self.current.auto_copy)


def _copy_format(name: str) -> CopyFormat:
    """Return the format with this name; the first one for a name that only a newer version knows."""
    return next((each for each in CopyFormat if each == name), CopyFormat.LINES)


def _kind(word: str) -> MediaKind | None:
    """Return the kind with this name; None for a name that only a newer version knows."""
    return MediaKind(word) if word in set(MediaKind) else None
