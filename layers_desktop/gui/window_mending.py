"""What the window asks a person for files that stand still: where they lie, and where they shall go."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from layers_desktop.domain.errors import Remedy
from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.remedies import can_locate, is_helped_by
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.desktop import Desktop
from layers_desktop.gui.engine import Commands
from layers_desktop.gui.project_notices import GONE_KEY, gone_notice
from layers_desktop.gui.project_question import ProjectQuestion
from layers_desktop.gui.uploads.actions import UploadActions
from layers_desktop.gui.uploads.tally import Group, Tally
from layers_desktop.gui.window_parts import WindowParts


class WindowMending(QObject):
    """Asks, and hands the answer to the queue."""

    def __init__(
        self, parts: WindowParts, queue: Commands, desktop: Desktop, actions: UploadActions, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._queue = queue
        self._desktop = desktop
        self._homeless: dict[Project, int] = {}
        actions.locateWanted.connect(self._locate)
        actions.moveWanted.connect(self._ask_for_project)

    def look(self, tally: Tally) -> None:
        """Tell of projects that are gone, as long as files stand still for it."""
        homeless = tally.projects(Group.PROJECT_GONE)
        if homeless == self._homeless:
            return
        self._homeless = homeless
        notice = gone_notice(homeless, self._ask_for_all)
        if notice:
            self._parts.notices.show_notice(notice)
        else:
            self._parts.notices.hide_notice(GONE_KEY)

    # ------------------------------------------------------------------- files
    def _locate(self, uploads: Sequence[Upload]) -> None:
        """Ask for the one file, or for the folder in which several lie under their names."""
        missing = [upload for upload in uploads if can_locate(upload)]
        if len(missing) == 1:
            self._desktop.choose_file(self._parts.window, partial(self._take_file, missing[0]))
        elif missing:
            self._desktop.choose_folder(self._parts.window, partial(self._take_folder, missing))

    def _take_file(self, upload: Upload, paths: list[Path]) -> None:
        if paths:
            self._say_of_known(int(not self._queue.locate(upload.id, paths[0])))

    def _take_folder(self, uploads: Sequence[Upload], paths: list[Path]) -> None:
        if paths:
            taken = [self._queue.locate(each.id, paths[0] / each.path.name) for each in uploads]
            self._say_of_known(taken.count(False))

    def _say_of_known(self, count: int) -> None:
        if count:
            self._parts.toast.say(tr_plural("Already in the list.", "{n} are already in the list.", count))

    # ---------------------------------------------------------------- projects
    def _ask_for_all(self) -> None:
        self._ask_for_project(list(self._queue.uploads.values()))

    def _ask_for_project(self, uploads: Sequence[Upload]) -> None:
        homeless = [upload for upload in uploads if is_helped_by(upload, Remedy.PROJECT)]
        gone = {upload.project for upload in homeless}
        left = [each for each in self._parts.header.picker.projects if each not in gone]
        if not left:
            self._parts.toast.say(tr("There is no other project. Create one in Layers, then refresh."))
        elif homeless:
            question = ProjectQuestion(len(homeless), left, self._parts.window)
            ids = [upload.id for upload in homeless]
            question.chosen.connect(lambda project: self._queue.set_project(ids, project))
            question.open()
