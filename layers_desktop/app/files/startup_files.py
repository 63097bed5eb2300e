"""Files that the program is started with, and the project that they are for."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt

from layers_desktop.app.accounts.project_selection import ProjectSelection
from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.runtime.single_instance import LaunchRequest
from layers_desktop.cli.selection import NoSuchProjectError, choose_project
from layers_desktop.domain.i18n import tr, tr_context, tr_plural
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.main_window.repair_prompts import ProjectDialog
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.transfer.queue.upload_queue import UploadQueue

_NOTICE = "arrival"


class StartupFiles:
    """Adds the files of launch requests; those for a project that is not known yet wait for it in the list.

    They go there and nowhere else, unless a person sends them to another.

    Args:
        kind_for: Returns the kind for new files of a project; None to detect it for each.
    """

    def __init__(
        self,
        intake: FileIntake,
        projects: ProjectSelection,
        window: MainWindow,
        kind_for: Callable[[Project], MediaKind | None],
        queue: UploadQueue,
        events: QueueEvents,
    ) -> None:
        self._intake = intake
        self._projects = projects
        self._kind_for = kind_for
        self._window = window
        self._queue = queue
        self._seeking: dict[UploadId, Upload] = {}
        self._to_choose: dict[str, LaunchRequest] = {}
        self._shown: set[str] = set()
        events.uploadsAdded.connect(self._watch)
        window.model.ticked.connect(self._update_if_any_seek)
        window.header.picker.projectChosen.connect(lambda _project: self._update())
        # Later: the project that is chosen here is not to be replaced by the one that is being shown.
        window.projectsShown.connect(self._update, Qt.ConnectionType.QueuedConnection)

    def add(self, request: LaunchRequest) -> None:
        """Add the request's files, and choose its project as soon as that is found."""
        if request.project is None:
            self._add(request, None)
            return
        name = request.project.strip()
        self._to_choose[name] = request
        try:
            project = choose_project(self._projects.projects, name, None)
        except NoSuchProjectError:
            project = Project.called(name)
        self._add(request, project)
        self._update()

    def _add(self, request: LaunchRequest, project: Project | None) -> None:
        if request.files:
            self._intake.add(list(request.files), request.start, request.kind, project)

    # --------------------------------------------------- files whose project is not found
    def _watch(self, uploads: Sequence[Upload]) -> None:
        self._seeking |= {upload.id: upload for upload in uploads if upload.seeks_project}
        self._update_if_any_seek()

    def _update_if_any_seek(self) -> None:
        if self._seeking:
            self._update()

    def _update(self) -> None:
        """Send to each project that is found by now what waits for it, and show what is not found."""
        uploads = self._queue.uploads
        self._seeking = {
            each: upload for each, upload in self._seeking.items() if upload.seeks_project and each in uploads
        }
        names = [*self._to_choose, *(each.project.name for each in self._seeking.values() if each.project)]
        if not self._projects.projects:
            names = []  # until there are any, the notices on key and network say what is waited for
        notices = [notice for name in dict.fromkeys(names) if (notice := self._find(name))]
        for key in self._shown - {notice.key for notice in notices}:
            self._window.notices.hide_notice(key)
        self._shown = {notice.key for notice in notices}
        for notice in notices:
            self._window.notices.show_notice(notice)

    def _find(self, name: str) -> Notice | None:
        """Use the project of this name; return a notice where there is none and files wait for it."""
        ids = self._seeking_called(name)
        try:
            project = choose_project(self._projects.projects, name, None)
        except NoSuchProjectError as error:
            self._queue.start_by_hand(ids)  # the order to start was for that project
            request = self._to_choose.pop(name, None)
            if request and not request.files:
                self._window.notices.show_notice(Notice(_NOTICE, Severity.CAUTION, error.problem.text))
            return self._unknown_notice(name, error.problem.text, ids) if ids else None
        request = self._to_choose.pop(name, None)
        if request:
            self._choose(project)
            if kind := request.kind or self._kind_for(project):
                self._queue.set_kind(ids, kind)
        self._queue.set_project(ids, project)
        return None

    def _seeking_called(self, name: str) -> list[UploadId]:
        return [each for each, upload in self._seeking.items() if upload.project == Project.called(name)]

    def _unknown_notice(self, name: str, text: str, ids: Sequence[UploadId]) -> Notice:
        buttons: list[NoticeButton] = []
        current = self._projects.current
        if current:
            # Translators: Files.
            move = tr_plural("Move it to {project}", "Move them to {project}", len(ids), project=current.name)
            buttons.append(NoticeButton(move, partial(self._move, name, current)))
        if any(each != current for each in self._projects.projects):
            buttons.append(NoticeButton(tr("Choose a project…"), partial(self._ask_for_project, name)))
        buttons.append(NoticeButton(tr_context("no count", "Remove"), partial(self._remove, name)))
        return Notice(f"{_NOTICE} {name}", Severity.CAUTION, text, tuple(buttons), can_close=False)

    def _ask_for_project(self, name: str) -> None:
        count = len(self._seeking_called(name))
        move = tr_plural("Move it there", "Move {n} files there", count)
        dialog = ProjectDialog(count, self._projects.projects, self._window, move)
        dialog.chosen.connect(partial(self._move, name))
        dialog.chosen.connect(self._choose)
        dialog.open()

    def _move(self, name: str, project: Project) -> None:
        self._queue.set_project(self._seeking_called(name), project)
        self._update()

    def _remove(self, name: str) -> None:
        self._window.controller.actions.remove([self._seeking[each] for each in self._seeking_called(name)])
        self._update()

    def _choose(self, project: Project) -> None:
        """Send new files there too."""
        self._projects.choose(project)
        self._projects.show()
