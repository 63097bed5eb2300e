"""A folder that is watched: media that comes into it goes to a project by itself."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.file_errors import FileError, FolderEmptyError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.local.store.watched_files import FileState
from layers_desktop.media.file_opening import system_path
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.intake.file_threads import note_progress
from layers_desktop.transfer.intake.inspection import STABLE_AFTER
from layers_desktop.transfer.intake.scan import FolderScan

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


class _Resting(NamedTuple):
    """The state of a new file, and since when in monotonic seconds it has not changed."""

    state: FileState
    since: float


class FolderWatch(QObject):
    """Adds what comes into the chosen folder, once it rests; what was there when watching began stays alone.

    Attributes:
        is_missing: Whether the folder is not there or cannot be read.

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
        self._wake = asyncio.Event()
        self._system = QFileSystemWatcher(self)
        flood = QTimer(self, interval=_FLOOD_MS, singleShot=True)
        flood.timeout.connect(self._wake.set)
        self._system.directoryChanged.connect(flood.start)
        self.is_missing = False
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
            self._path, self.is_missing = path, False
            self._watch_system(set())
            watching = self._watch(path, is_new=self._has_started) if path else None
            self._task = self._tasks.spawn(watching, "watched folder") if watching else None
        self._wake.set()
        self.changed.emit()

    async def _watch(self, path: Path, *, is_new: bool) -> None:
        """Watch until cancelled; what is there when a folder is newly chosen stays alone."""
        known = None if is_new else await self._load(path)
        resting: dict[Path, _Resting] = {}
        while True:
            self._wake.clear()
            found = await self._look(path)
            if found is not None:
                if known is None:
                    known = found
                    await self._note(self._files.begin(path, found))
                resting = _unknown(found, known, resting)
                known |= await self._take(path, resting)
            recently = time.monotonic() - STABLE_AFTER
            is_changing = any(file.since > recently for file in resting.values())
            await self._wait(STABLE_AFTER if is_changing else _LOOK_AGAIN_SECONDS)

    async def _load(self, path: Path) -> dict[Path, FileState] | None:
        """Return what an earlier run knew of the folder; where that cannot be read, all counts as seen."""
        try:
            return await self._files.load(path)
        except UploaderError:
            return None

    async def _look(self, path: Path) -> dict[Path, FileState] | None:
        """Return the files of the folder; None while it is not there."""
        try:
            found, folders = await self._threads.ask(path, partial(_list_files, path))
        except (OSError, FileError):
            found = None
        else:
            self._watch_system(folders)
        if self.is_missing != (found is None):
            self.is_missing = found is None
            self.changed.emit()
        return found

    async def _take(self, path: Path, resting: Mapping[Path, _Resting]) -> dict[Path, FileState]:
        """Add the files that rest; return those that are settled."""
        now, folder = time.monotonic(), self.folder
        rested = {each: file.state for each, file in resting.items() if now - file.since >= STABLE_AFTER}
        if not rested or folder is None or self.is_paused:
            return {}
        settled = await self._intake.add_watched(
            list(rested), folder.project, folder.kind, starts=folder.starts
        )
        taken = {each: rested[each] for each in settled}
        await self._note(self._files.add(path, taken))
        return taken

    async def _note(self, writing: "asyncio.Future[None]") -> None:
        """Wait until it is written; where that fails, the queue's own notice tells of the disk."""
        try:
            await writing
        except UploaderError:
            return

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return

    def _watch_system(self, folders: set[str]) -> None:
        """Have the system tell of changes in exactly these folders, as far as it can."""
        watched = set(self._system.directories())
        if gone := list(watched - folders):
            self._system.removePaths(gone)
        if new := list(folders - watched):
            self._system.addPaths(new)


def _list_files(path: Path) -> tuple[dict[Path, FileState], set[str]]:
    """Return every file with its state, and every folder, without hidden ones and those of other programs.

    Raises:
        OSError, FileError: The folder itself cannot be read.
    """
    system_path(path).stat()
    files: dict[Path, FileState] = {}
    folders = {str(path)}
    for entry in FolderScan().files([path]):
        if entry.error and entry.path == path and not isinstance(entry.error, FolderEmptyError):
            raise entry.error
        if entry.error:
            continue  # a folder in it that may not be read
        note_progress()
        folders.add(str(entry.path.parent))
        try:
            status = system_path(entry.path).stat()
        except OSError:
            continue  # it has gone again
        files[entry.path] = FileState(status.st_size, status.st_mtime_ns)
    return files, folders


def _unknown(
    found: Mapping[Path, FileState], known: Mapping[Path, FileState], before: Mapping[Path, _Resting]
) -> dict[Path, _Resting]:
    """Return the files that are new or have changed, and since when each of them rests."""
    now = time.monotonic()
    return {
        path: before[path] if path in before and before[path].state == state else _Resting(state, now)
        for path, state in found.items()
        if known.get(path) != state
    }
