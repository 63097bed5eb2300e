"""What the person chose: kept in a file, and applied to the window and the engine the moment it changes."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

from layers_desktop.app.runtime.background_writer import BackgroundWriter
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.clipboard.formats import Template
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.style.theme import Theme
from layers_desktop.local.preferences import Preferences, PreferencesFile
from layers_desktop.transfer.limits.concurrency import ConcurrencyLimiter

# Whoever types a word has the word written, not each of its letters.
_PAUSE_MS = 400


class PreferenceKeeping(BackgroundWriter):
    """Writes the preferences once nothing was chosen for a moment, or when it is told to."""

    def __init__(self, file: PreferencesFile, parent: QObject | None = None) -> None:
        super().__init__("preferences", parent)
        self._file = file
        self._unwritten: Preferences | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.write_now)

    def keep(self, preferences: Preferences) -> None:
        """Write these soon, as they are by then."""
        self._unwritten = preferences
        self._pause.start()

    def write_now(self) -> "Future[None]":
        """Write what is not written yet; the future is done once everything is."""
        self._pause.stop()
        unwritten, self._unwritten = deepcopy(self._unwritten), None
        return self.write(partial(self._save, unwritten))

    def _save(self, preferences: Preferences | None) -> None:
        if preferences:
            self._file.save(preferences)


_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
DEFAULTS = Preferences()
_MOST_RECENT = 20


class PreferencesController:
    """The preferences at work.

    Attributes:
        now: What is chosen at this moment; changed by `choose` only.
    """

    def __init__(self, file: PreferencesFile, theme: Theme, slots: ConcurrencyLimiter) -> None:
        self._file = file
        self._writer = PreferenceKeeping(file)
        self._theme = theme
        self._slots = slots
        self._window: MainWindow | None = None
        self._changed: Callable[[], None] = lambda: None
        self.current = file.load()
        self._apply()

    def attach(self, window: MainWindow, file_failed: Callable[[Problem], None]) -> None:
        """Bring this window into the form that was chosen, and keep it so.

        `file_failed` is told when a choice cannot be kept; it holds until the program ends all the same.
        """
        self._window = window
        self._writer.failed.connect(file_failed)
        window.show_layout(self.current.window_geometry, self.current.columns)
        window.show_start_on_drop(self.current.start_on_drop)
        window.show_kind_for_new(self.kind_for_new)
        self._apply()

    def update(self, **chosen: Any) -> None:
        """Take these fields of the preferences for chosen, apply them at once, and keep them soon."""
        for name, value in chosen.items():
            setattr(self.current, name, value)
        self._apply()
        self._changed()
        self._writer.keep(self.current)

    def on_change(self, changed: Callable[[], None]) -> None:
        """Call this whenever something was chosen."""
        self._changed = changed

    async def written(self) -> None:
        """Return once everything that was chosen is written down, or that has failed and was told."""
        await asyncio.wrap_future(self._writer.write_now())

    @property
    def quarantined(self) -> Path | None:
        """Where a broken file of preferences was put, if there was one."""
        return self._file.quarantined

    # ------------------------------------------------------------- the kinds
    @property
    def kind_for_new(self) -> MediaKind | None:
        """The kind that new files are taken for; None finds it out."""
        return _kind(self.current.kind_for_new)

    @property
    def kinds_by_folder(self) -> Mapping[str, MediaKind]:
        """The kind last chosen for files of a folder of this name."""
        kinds = {name: _kind(word) for name, word in self.current.kinds_by_folder.items()}
        return {name: kind for name, kind in kinds.items() if kind}

    def remember_kind(self, uploads: list[Upload], kind: MediaKind) -> None:
        """Remember the kind for the folders of these files."""
        folders = {upload.path.parent.name: kind.value for upload in uploads}
        self.update(kinds_by_folder={**self.current.kinds_by_folder, **folders})

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
        """Return the folder that something was last added from; empty where nothing was."""
        return self.current.last_add_folder

    def remember_add_folder(self, folder: str) -> None:
        """Remember the folder that something was added from."""
        self.update(last_add_folder=folder)

    def remember_layout(self) -> None:
        """Remember where the window is and how its columns are."""
        if self._window:
            geometry, columns = self._window.layout_text()
            self.update(window_geometry=geometry, columns=columns)

    # ----------------------------------------------------------------- parts
    def _apply(self) -> None:
        self._theme.set_scheme(_SCHEMES.get(self.current.appearance, Qt.ColorScheme.Unknown))
        self._slots.set_limit(self.current.files_at_once)
        if self._window:
            template = Template(self.current.copy_template, self.current.copy_separator)
            self._window.show_copy_format(self.current.copy_format, template)
            self._window.show_auto_copy(self.current.auto_copy)


def _kind(word: str) -> MediaKind | None:
    """Return the kind of this name; a name that a newer version knows is none to us."""
    return MediaKind(word) if word in set(MediaKind) else None
