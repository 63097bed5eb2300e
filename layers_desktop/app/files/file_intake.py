"""From a drop to rows in the list: files are inspected in a thread, summed up if many, then added."""

import asyncio
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from layers_desktop.app.accounts.project_selection import ProjectSelection
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.app.runtime.gc_control import freeze_young
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.media_kind import IMAGE_KINDS, MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notices import (
    FOLDER_PROJECTS_KEY,
    READING_KEY,
    folder_projects_notice,
    reading_notice,
)
from layers_desktop.gui.uploads.undoable_actions import MoveToProjectCommand
from layers_desktop.gui.uploads.view import select_uploads
from layers_desktop.local.private_files import FILE_MODE, make_private_folder
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.intake.inspection import KindPreference
from layers_desktop.transfer.queue.upload_queue import UploadQueue

if TYPE_CHECKING:  # loaded with the first drop
    from layers_desktop.transfer.intake.intake import Drop

# Reading that takes longer than this is shown, with a way to stop it.
_SHOW_AFTER_SECONDS = 0.5
# Rows are added a few at a time and for less than a screen's refresh: then the window answers.
_AT_ONCE = 20
_SLICE_SECONDS = 0.004
# So many files make enough objects for the collector to be felt when it looks at them all.
_MANY = 1_000


@dataclass(slots=True)
class _Reading:
    """One drop while its files are being inspected."""

    drop: "Drop"
    wants_start: bool
    is_for_named_project: bool = False
    began_at: float = field(default_factory=time.monotonic)
    uploads: list[Upload] = field(default_factory=list)
    skipped: int = 0
    left_out: tuple[str, ...] = ()


class FolderProjects:
    """Offers to send files to the projects that their folders are named after; never sends them by itself.

    Files that were to start at once wait for the answer: sent to the wrong client, nothing takes them back.
    """

    def __init__(self, queue: UploadQueue, projects: ProjectSelection, window: MainWindow) -> None:
        self._queue = queue
        self._projects = projects
        self._window = window
        self._unsorted: list[Upload] = []
        self._targets: dict[Upload, Project] = {}
        self._to_start: set[Upload] = set()
        self._updated_at = 0.0
        window.projectsShown.connect(self._update)
        window.model.rowsRemoved.connect(self._rows_removed)
        window.model.ticked.connect(self._update_soon)

    def add(self, uploads: Sequence[Upload], *, starts: bool) -> list[Upload]:
        """Offer this where it applies; return those of these that are to start now, where they `starts`."""
        in_folders = [upload for upload in uploads if upload.subfolder]
        self._unsorted += in_folders
        if starts:
            self._to_start |= set(in_folders)
        if self._unsorted:
            self._update()
        return [upload for upload in uploads if starts and upload not in self._targets]

    def _rows_removed(self, *_rows: object) -> None:
        if self._targets:
            self._update()

    def _update_soon(self) -> None:
        """Update what is offered at most once a second: there may be thousands of files."""
        if self._targets and time.monotonic() - self._updated_at > 1:
            self._update()

    def _update(self) -> None:
        """Show the offer as things stand now, or nothing once no file is left that it is for."""
        self._updated_at = time.monotonic()
        if self._projects.projects:
            self._sort()
        known = self._queue.uploads
        self._targets = {
            upload: target
            for upload, target in self._targets.items()
            if upload.id in known and upload.can_change and upload.project != target
        }
        if not self._targets:
            self._window.notices.hide_notice(FOLDER_PROJECTS_KEY)
            return
        notice = folder_projects_notice(
            Counter(self._targets.values()), self._move_each, self._leave, starts=bool(self._to_start)
        )
        self._window.notices.show_notice(notice)

    def _sort(self) -> None:
        """Find the project of the innermost folder that has the name of one, and of one only."""
        names = Counter(_comparable(each.name) for each in self._projects.projects)
        by_name = {_comparable(each.name): each for each in self._projects.projects}
        for upload in self._unsorted:
            folders = reversed([_comparable(part) for part in upload.subfolder.split("/")])
            target = next((by_name[each] for each in folders if names[each] == 1), None)
            if target and target != upload.project and upload.can_change:
                self._targets[upload] = target
        self._unsorted = []
        self._to_start &= self._targets.keys()
        self._queue.start_by_hand(upload.id for upload in self._targets)

    def _move_each(self) -> None:
        by_project = defaultdict[Project, list[Upload]](list)
        for upload, target in self._targets.items():
            by_project[target].append(upload)
        stack = self._window.controller.undo_stack
        stack.beginMacro(tr_plural("move of {n} file", "move of {n} files", len(self._targets)))
        for project, uploads in by_project.items():
            stack.push(MoveToProjectCommand(self._queue, uploads, project))
        stack.endMacro()
        self._leave()

    def _leave(self) -> None:
        """Offer nothing any more, and start what was to start."""
        start = [upload.id for upload in self._targets if upload in self._to_start]
        self._targets.clear()
        self._to_start.clear()
        self._update()
        self._queue.start_when_ready(start)


def _comparable(name: str) -> str:
    """Return the name without what a file system may have changed: case, and how accents are written."""
    return unicodedata.normalize("NFC", name).casefold()


class FileIntake:
    """Adds files that are dropped, pasted, or passed on by another start of the program.

    Args:
        projects: Tells the project that new files go to.
        pasted_folder: Where pasted pictures are saved.
    """

    def __init__(
        self,
        engine: Engine,
        window: MainWindow,
        preferences: PreferencesController,
        tasks: OwnedTasks,
        projects: ProjectSelection,
        pasted_folder: Path,
    ) -> None:
        self._engine = engine
        self._window = window
        self._preferences = preferences
        self._tasks = tasks
        self._projects = projects
        self._pasted_folder = pasted_folder
        self._folder_projects = FolderProjects(engine.queue, projects, window)
        self._reading: set[asyncio.Task[None]] = set()
        window.controller.file_input.filesDropped.connect(self.add)
        window.controller.file_input.imagePasted.connect(self.add_image)
        window.controller.actions.uploadAgainRequested.connect(self.add_again)

    def add(
        self,
        paths: list[Path],
        start_now: bool,  # noqa: FBT001  # a slot takes what its signal has
        kind: MediaKind | None = None,
        project: Project | None = None,
    ) -> None:
        """Add these paths, and start them if `start_now` or the preference says so.

        Without `project` or `kind`, those chosen for new files apply.
        """
        from layers_desktop.transfer.intake.intake import Drop

        chosen = self._preferences.current
        kind = kind or self._preferences.kind_for(project or self._projects.current)
        preference = KindPreference(kind, self._preferences.kinds_by_folder, chosen.guess_kinds)
        drop = Drop(
            tuple(paths),
            project or self._projects.current,
            preference,
            with_hidden=not chosen.skip_hidden,
            with_helpers=not chosen.skip_helpers,
        )
        self._start(_Reading(drop, start_now or chosen.start_on_drop, project is not None))

    def _start(self, reading: _Reading) -> None:
        task = self._tasks.spawn(self._inspect(reading), "intake")
        self._reading.add(task)
        task.add_done_callback(self._ended)

    def add_again(self, uploads: list[Upload]) -> None:
        """Add the files of these uploads again, as new uploads of the same kind for the same project."""
        from layers_desktop.transfer.intake.intake import Drop

        groups: dict[tuple[Project | None, MediaKind | None], list[Path]] = {}
        for upload in uploads:
            groups.setdefault((upload.project, upload.kind), []).append(upload.path)
        for (project, kind), paths in groups.items():
            drop = Drop(tuple(paths), project, KindPreference(kind), is_wanted_again=True)
            self._start(_Reading(drop, self._preferences.current.start_on_drop, is_for_named_project=True))

    def add_image(self, picture: QImage) -> None:
        """Save a pasted image under a name with the date, and add that file."""
        make_private_folder(self._pasted_folder)
        path = _free_name(self._pasted_folder)
        path.touch(FILE_MODE)  # Qt would make it by the umask alone
        # As PNG by its ending: how a format is named differs among versions of PySide.
        if picture.save(str(path)):
            self.add([path], start_now=False)
        else:
            path.unlink(missing_ok=True)
            self._window.toast.show_message(
                tr("The picture could not be saved to {folder}.", folder=path.parent)
            )

    def stop(self) -> None:
        """Stop inspecting; nothing of the drops under way is added."""
        for task in self._reading:
            self._tasks.cancel(task)

    # ----------------------------------------------------------------- parts
    async def _inspect(self, reading: _Reading) -> None:
        from layers_desktop.transfer.intake.intake import summary_of

        async for block in self._engine.inspect_drop(reading.drop):
            reading.uploads += block.uploads
            reading.skipped, reading.left_out = block.skipped, block.left_out
            if len(block.uploads) > _AT_ONCE:
                freeze_young()
            if time.monotonic() - reading.began_at > _SHOW_AFTER_SECONDS:
                self._window.notices.show_notice(reading_notice(len(reading.uploads), self.stop))
        summary = await asyncio.to_thread(summary_of, reading.uploads, reading.skipped, reading.left_out)
        if not summary.is_big:
            await self._add(reading, reuse=False, kind=None)
            return
        budget = self._engine.queue.accounts.rate_limiter
        seconds = budget.seconds_for(summary.calls)
        project = reading.drop.project
        name = project.name if project else None
        # Loaded when it is opened, like every dialog that most runs do without.
        from layers_desktop.gui.dialogs.large_drop import LargeDropDialog

        sheet = LargeDropDialog(summary, name, seconds, budget.daily_limit, self._window)
        sheet.addRequested.connect(
            lambda reuse, kind: self._tasks.spawn(
                self._add(reading, reuse=reuse, kind=kind), "intake of many"
            )
        )
        sheet.open()

    async def _add(self, reading: _Reading, *, reuse: bool, kind: MediaKind | None) -> None:
        """Add the uploads in small chunks, and apply what was chosen for all images and duplicates."""
        if kind:
            self._preferences.remember_kind(_images(reading.uploads), kind)
        known: set[Path] = set()
        pause_at = time.monotonic() + _SLICE_SECONDS
        for first in range(0, len(reading.uploads), _AT_ONCE):
            part = reading.uploads[first : first + _AT_ONCE]
            fresh = self._engine.queue.add(part)
            ids = [upload.id for upload in fresh]
            known |= {upload.path for upload in part} - {upload.path for upload in fresh}
            self._assign_project(fresh)
            if kind:
                self._engine.queue.set_kind([each.id for each in _images(fresh)], kind)
            if reuse:
                self._engine.queue.use_existing(ids)
            starting = fresh if reading.wants_start else []
            if not reading.is_for_named_project:
                starting = self._folder_projects.add(fresh, starts=reading.wants_start)
            self._engine.queue.start_when_ready(upload.id for upload in starting)
            if first % _MANY == _MANY - _AT_ONCE:
                freeze_young()
            if time.monotonic() >= pause_at:
                await asyncio.sleep(0)
                pause_at = time.monotonic() + _SLICE_SECONDS
        self._report_left_out(reading, known)

    def _assign_project(self, uploads: list[Upload]) -> None:
        """Set the current project for uploads that were dropped before one was chosen."""
        project = self._projects.current
        without_project = [upload.id for upload in uploads if upload.project is None]
        if project and without_project:
            self._engine.queue.set_project(without_project, project)

    def _report_left_out(self, reading: _Reading, known: set[Path]) -> None:
        """Show what was not added: what is in the list, a removed account's, another program's, or hidden."""
        uploads = self._engine.queue.uploads.values() if known else ()
        there = [upload.id for upload in uploads if upload.path in known]
        if there:
            text = tr_plural("Already in the list.", "{n} are already in the list.", len(known))
            self._window.toast.show_message(text)
            select_uploads(self._window.upload_list.view, self._window.model, there)
        elif known:
            text = tr_plural(
                "{n} file was not added: its account was removed meanwhile.",
                "{n} files were not added: their account was removed meanwhile.",
                len(known),
            )
            self._window.toast.show_message(text)
        elif reading.left_out:
            from layers_desktop.transfer.intake.helper_folders import left_out_text

            self._window.toast.show_message(left_out_text(reading.left_out))
        elif reading.skipped:
            self._window.toast.show_message(
                tr_plural("{n} hidden file was left out.", "{n} hidden files were left out.", reading.skipped)
            )

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._reading.discard(task)
        if not self._reading:
            self._window.notices.hide_notice(READING_KEY)


def _images(uploads: list[Upload]) -> list[Upload]:
    return [upload for upload in uploads if upload.kind in IMAGE_KINDS]


def _free_name(folder: Path) -> Path:
    """Return a path that does not exist yet, named after the date with a number."""
    day = time.strftime("%Y-%m-%d")
    numbers = (folder / f"pasted-{day}-{number}.png" for number in range(1, 100_000))
    return next(path for path in numbers if not path.exists())
