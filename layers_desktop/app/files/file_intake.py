"""From a drop to rows in the list: files are inspected in a thread, summed up if many, then added."""

import asyncio
import contextlib
import errno
import os
import re
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from layers_desktop.app.accounts.project_selection import ProjectSelection
from layers_desktop.app.files.folder_projects import FolderProjects
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.app.runtime.gc_control import freeze_young
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.media_kind import IMAGE_KINDS, MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notices import READING_KEY, reading_notice, silent_key, silent_notice
from layers_desktop.gui.uploads.view import select_uploads
from layers_desktop.local.private_files import FILE_MODE, make_private_folder
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.intake.inspection import KindPreference

if TYPE_CHECKING:  # loaded with the first drop
    from layers_desktop.transfer.intake.intake import Drop, DropSummary

# Reading that takes longer than this is shown, with a way to stop it.
_SHOW_AFTER_SECONDS = 0.5
# Rows are added a few at a time and for less than a screen's refresh: then the window answers.
_AT_ONCE = 20
_SLICE_SECONDS = 0.004
# No system has these in names.
_NO_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_LONGEST_NAME = 60
# So many files are felt where all of them are looked at in one go, by the collector too.
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
        # Of watched folders, whose content may turn out to have its ID only when it is about to be sent.
        self._reusable: set[UploadId] = set()
        self._silent: frozenset[str] = frozenset()
        engine.files.on_change = self._show_silent
        window.controller.file_input.filesDropped.connect(self.add)
        # While the person was elsewhere, files may have gone.
        window.activated.connect(engine.queue.refuse_missing)
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
        is_named = project is not None
        self._start(drop, wants_start=start_now or chosen.start_on_drop, is_for_named_project=is_named)

    def _start(self, drop: "Drop", *, wants_start: bool, is_for_named_project: bool) -> None:
        reading = partial(_Reading, wants_start=wants_start, is_for_named_project=is_for_named_project)
        self._spawn(self._part(drop, reading))

    async def _part(self, drop: "Drop", reading: "Callable[[Drop], _Reading]") -> None:
        """Read what lies on each file system by itself, so that none waits for another."""
        from layers_desktop.transfer.intake.intake import by_file_system

        is_long = len(drop.paths) >= _MANY  # to ask for each where it lies takes 20 ms for ten thousand
        for part in await asyncio.to_thread(by_file_system, drop) if is_long else by_file_system(drop):
            self._spawn(self._inspect(reading(part)))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._tasks.spawn(work, "intake")
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
            starts = self._preferences.current.start_on_drop
            self._start(drop, wants_start=starts, is_for_named_project=True)

    async def add_watched(
        self, paths: list[Path], project: Project, kind: MediaKind | None, *, starts: bool
    ) -> list[Path]:
        """Add files of a watched folder without a question; return those that are settled as they are.

        What is no media, or unfinished, is left out. What the project has already gets the ID that it has;
        of several with the same content one is added, and the others are not settled before that has its ID.
        """
        from layers_desktop.transfer.intake.folder_watcher import sort_out
        from layers_desktop.transfer.intake.intake import Drop

        preference = KindPreference(kind, uses_name_hints=self._preferences.current.guess_kinds)
        drop = Drop(tuple(paths), project, preference)
        settled, wanted = await sort_out(self._engine.inspect_drop(drop))
        fresh = await self._add_in_chunks(
            _Reading(Drop((), project), starts, is_for_named_project=True, uploads=wanted), reuse=True
        )
        self._reusable |= {upload.id for upload in fresh}
        return settled + [upload.path for upload in fresh]

    def reuse_watched(self, changed: Iterable[Upload]) -> None:
        """Use the IDs that the contents of watched files have got since the files were added."""
        ended = [each for each in changed if each.id in self._reusable and (each.can_reuse or each.is_done)]
        self._reusable -= {upload.id for upload in ended}
        if found := [upload.id for upload in ended if upload.can_reuse]:
            asyncio.get_running_loop().call_soon(self._engine.queue.use_existing, found)

    def add_image(self, picture: "QImage | bytes", name: str) -> None:
        """Save a pasted image under this name, or one with the date, and add that file."""
        self._tasks.spawn(self._add_image(picture, name), "pasted picture")

    async def _add_image(self, picture: "QImage | bytes", name: str) -> None:
        try:
            # To write a large one as PNG takes seconds, and the disk as long as it likes.
            path = await asyncio.to_thread(_save_picture, self._pasted_folder, picture, name)
        except OSError:
            folder = self._pasted_folder
            self._window.toast.show_message(tr("The picture could not be saved to {folder}.", folder=folder))
        else:
            self.add([path], start_now=False)

    def stop(self) -> None:
        """Stop inspecting; nothing of the drops under way is added."""
        for task in self._reading:
            self._tasks.cancel(task)

    # ----------------------------------------------------------------- parts
    async def _inspect(self, reading: _Reading) -> None:
        with self._engine.queue.scheduler.more_to_come() if reading.wants_start else contextlib.nullcontext():
            summary = await self._read(reading)
            if not summary.is_big:
                await self._add(reading, reuse=False, kind=None)
                return
        budget = self._engine.queue.accounts.rate_limiter
        seconds = budget.seconds_for(summary.calls)
        project = reading.drop.project
        name = project.name if project else None
        # Loaded when it is opened, like every dialog that most runs do without.
        from layers_desktop.gui.dialogs.large_drop import LargeDropDialog

        sheet = LargeDropDialog(summary, name, seconds, budget.limit, budget.daily_limit, self._window)
        sheet.addRequested.connect(
            lambda reuse, kind: self._tasks.spawn(
                self._add(reading, reuse=reuse, kind=kind), "intake of many"
            )
        )
        sheet.open()

    async def _read(self, reading: _Reading) -> "DropSummary":
        from layers_desktop.transfer.intake.intake import summary_of

        async for block in self._engine.inspect_drop(reading.drop):
            reading.uploads += block.uploads
            reading.skipped, reading.left_out = block.skipped, block.left_out
            if len(block.uploads) > _AT_ONCE:
                freeze_young()
            if time.monotonic() - reading.began_at > _SHOW_AFTER_SECONDS:
                self._window.notices.show_notice(reading_notice(len(reading.uploads), self.stop))
        summary = partial(summary_of, reading.uploads, reading.skipped, reading.left_out)
        # Threads take turns with the window: those of many small drops would let it wait for all of them.
        return await asyncio.to_thread(summary) if len(reading.uploads) >= _MANY else summary()

    async def _add(self, reading: _Reading, *, reuse: bool, kind: MediaKind | None) -> None:
        """Add the uploads, and apply what was chosen for all images and duplicates."""
        if kind:
            self._preferences.remember_kind(_images(reading.uploads), kind)
        fresh = await self._add_in_chunks(reading, reuse=reuse, kind=kind)
        added = {upload.path for upload in fresh}
        self._report_left_out(reading, {upload.path for upload in reading.uploads} - added)

    async def _add_in_chunks(
        self, reading: _Reading, *, reuse: bool, kind: MediaKind | None = None
    ) -> list[Upload]:
        """Add the uploads a few at a time, so that the window answers; return those that were added."""
        added: list[Upload] = []
        pause_at = time.monotonic() + _SLICE_SECONDS
        for first in range(0, len(reading.uploads), _AT_ONCE):
            part = reading.uploads[first : first + _AT_ONCE]
            fresh = self._engine.queue.add(part)
            ids = [upload.id for upload in fresh]
            added += fresh
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
                with self._engine.queue.scheduler.more_to_come():
                    await asyncio.sleep(0)
                pause_at = time.monotonic() + _SLICE_SECONDS
        return added

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
            # Translators: Files that were dropped. The plural says how many of them are already there.
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

    def _show_silent(self) -> None:
        """Show which disks and shares do not answer now."""
        files, notices = self._engine.files, self._window.notices
        before, self._silent = self._silent, files.silent
        for place in before - self._silent:
            notices.hide_notice(silent_key(place))
        for place in self._silent - before:
            notices.show_notice(silent_notice(place, partial(files.give_up, place)))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._reading.discard(task)
        if not self._reading:
            self._window.notices.hide_notice(READING_KEY)


def _images(uploads: list[Upload]) -> list[Upload]:
    return [upload for upload in uploads if upload.kind in IMAGE_KINDS]


def _save_picture(folder: Path, picture: "QImage | bytes", name: str) -> Path:
    """Save it there as PNG under a name that is free, which a number may follow; return the path.

    Raises:
        OSError: It cannot be saved.
    """
    make_private_folder(folder)
    path = _new_file(folder, name)
    try:
        if isinstance(picture, bytes):
            path.write_bytes(picture)
        elif not picture.save(str(path)):  # as PNG by its ending: how a format is named differs in PySide
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)  # noqa: TRY301 - Qt says no reason
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def _new_file(folder: Path, name: str) -> Path:
    """Return an empty file that did not exist yet: of this name, or of the date, with a number if need be."""
    name = _NO_FILE_NAME.sub("_", name).strip(" .")[:_LONGEST_NAME]
    stem = name or time.strftime("pasted-%Y-%m-%d")
    names = (f"{stem}-{number}.png" for number in range(1, 100_000))
    for path in (folder / each for each in ([f"{name}.png", *names] if name else names)):
        with contextlib.suppress(FileExistsError):  # of another picture, which may be pasted at this moment
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
            return path
    raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), folder)
