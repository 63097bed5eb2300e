"""Files in folders that bear the names of projects."""

import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from layers_desktop.app.accounts.project_selection import ProjectSelection
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notices import FOLDER_PROJECTS_KEY, folder_projects_notice
from layers_desktop.gui.uploads.undoable_actions import MoveToProjectCommand
from layers_desktop.transfer.queue.upload_queue import UploadQueue


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
        stack.beginMacro("")  # which no menu names
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
