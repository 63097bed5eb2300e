"""A folder that is watched: media that comes into it goes to a project by itself."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.local.store.watched_files import FileState
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine

if TYPE_CHECKING:  # loaded where a folder is watched
    from layers_desktop.transfer.intake.folder_watcher import FolderWatcher

# Where the system tells of no change, as on most network shares, looking again is all there is.
_LOOK_AGAIN_SECONDS = 10.0
# Changes come in floods; each waits for more of them.
_FLOOD_MS = 300


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """What is watched, and what becomes of its files.

    Attributes:
        kind: None to detect it for each file.
        starts: Whether files are sent without a press on the button.
    """

    path: Path
    project: Project
    kind: MediaKind | None
    starts: bool


class FolderWatch(QObject):
    """Adds what comes into the chosen folder, once it rests; what was there when watching began stays alone.

    Signals:
        changed: Another folder is watched, or none, or it is paused, or gone, or back.
    """

    changed = Signal()

    def __init__(
        self,
        intake: FileIntake,
        engine: Engine,
        preferences: PreferencesController,
        tasks: OwnedTasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._intake = intake
        self._files = engine.watched_files
        self._threads = engine.files
        self._preferences = preferences
        self._tasks = tasks
        self._task: asyncio.Task[None] | None = None
        self._path: Path | None = None
        self._has_started = False
        self._applied: tuple[WatchedFolder | None, bool] | None = None
        self._watcher: FolderWatcher | None = None
        self._system = QFileSystemWatcher(self)
        flood = QTimer(self, interval=_FLOOD_MS, singleShot=True)
        flood.timeout.connect(self._wake)
        self._system.directoryChanged.connect(flood.start)
        preferences.changed.connect(self._apply)
        self._apply()
        self._has_started = True

    @property
    def folder(self) -> WatchedFolder | None:
        """What is watched; None where no folder or no project was chosen."""
        current = self._preferences.current
        target = current.watched_project
        if not current.watched_folder or not target.get("id"):
            return None
        project = Project(target["id"], target.get("name", ""), account=target.get("account", ""))
        kind = MediaKind(current.watched_kind) if current.watched_kind in set(MediaKind) else None
        return WatchedFolder(Path(current.watched_folder), project, kind, current.watched_start)

    @property
    def is_paused(self) -> bool:
        """Whether new files are left where they are until it goes on."""
        return self._preferences.current.watched_paused

    @property
    def is_missing(self) -> bool:
        """Whether the folder is not there or cannot be read."""
        return self._watcher is not None and self._watcher.is_missing

    def pause(self, *, is_paused: bool) -> None:
        """Pause, or go on: what came in the meantime is taken then."""
        self._preferences.update(watched_paused=is_paused)

    # ------------------------------------------------------------------- parts
    def _apply(self) -> None:
        """Watch what the preferences say now."""
        folder = self.folder
        if self._applied == (folder, self.is_paused):
            return
        self._applied = folder, self.is_paused
        path = folder.path if folder else None
        if path != self._path:
            if self._task:
                self._tasks.cancel(self._task)
            self._path = path
            self._watch_system(set())
            self._watcher = self._task = None
            if path:
                self._start(path)
        self._wake()
        self.changed.emit()

    def _start(self, path: Path) -> None:
        """Watch this folder; where it is newly chosen, what is there stays alone."""
        from layers_desktop.transfer.intake.folder_watcher import FolderWatcher

        take, begin, is_new = partial(self._take, path), partial(self._begin, path), self._has_started
        self._watcher = watcher = FolderWatcher(path, self._threads, take, begin, _LOOK_AGAIN_SECONDS)
        watcher.on_missing, watcher.on_look = self.changed.emit, self._watch_system

        async def watch() -> None:
            await watcher.watch(None if is_new else await self._load(path))

        self._task = self._tasks.spawn(watch(), "watched folder")

    def _wake(self) -> None:
        if self._watcher:
            self._watcher.wake.set()

    async def _load(self, path: Path) -> dict[Path, FileState] | None:
        """Return what an earlier run knew of the folder; where that cannot be read, all counts as seen."""
        try:
            return await self._files.load(path)
        except UploaderError:
            return None

    async def _take(self, path: Path, rested: Mapping[Path, FileState]) -> list[Path]:
        """Add these files; return those that are settled."""
        folder = self.folder
        if folder is None or self.is_paused:
            return []
        settled = await self._intake.add_watched(
            list(rested), folder.project, folder.kind, starts=folder.starts
        )
        await self._note(self._files.add(path, {each: rested[each] for each in settled}))
        return settled

    async def _begin(self, path: Path, found: Mapping[Path, FileState]) -> None:
        await self._note(self._files.begin(path, found))

    async def _note(self, writing: "asyncio.Future[None]") -> None:
        """Wait until it is written; where that fails, the queue's own notice tells of the disk."""
        try:
            await writing
        except UploaderError:
            return

    def _watch_system(self, folders: set[str]) -> None:
        """Have the system tell of changes in exactly these folders, as far as it can."""
        watched = set(self._system.directories())
        if gone := list(watched - folders):
            self._system.removePaths(gone)
        if new := list(folders - watched):
            self._system.addPaths(new)
