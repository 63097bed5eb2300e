"""Questions about files that cannot be sent as they are: where they are now, or which project they go to."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from layers_desktop.domain.errors import Remedy
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, can_locate, has_remedy
from layers_desktop.gui.dialogs.system_dialogs import DesktopServices
from layers_desktop.gui.main_window.window_parts import WindowParts
from layers_desktop.gui.notices.notices import PROJECT_GONE_KEY, project_gone_notice
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts
from layers_desktop.gui.uploads.undoable_actions import UploadActions
from layers_desktop.gui.widgets.buttons import PrimaryButton
from layers_desktop.gui.widgets.labels import Heading, TextLabel
from layers_desktop.gui.widgets.project_picker import ProjectPicker
from layers_desktop.transfer.queue.upload_queue import UploadQueue

_WIDTH = 420


class ProjectDialog(QDialog):
    """Asks for a project; nothing happens before one is chosen and the button is pressed.

    Signals:
        chosen: The Project that the files are to go to.

    Args:
        count: How many files are concerned.
        projects: Those to choose from.
        accept_text: The text of the button; by default it says that the files are uploaded.
    """

    chosen = Signal(object)

    def __init__(
        self, count: int, projects: Sequence[Project], parent: QWidget | None = None, accept_text: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Choose a project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = Heading(tr_plural("Where should this file go?", "Where should these {n} files go?", count))
        self.picker = ProjectPicker()
        self.picker.show_projects(projects, None)
        label = TextLabel(tr("&Project"), is_wrapped=False)
        label.setBuddy(self.picker)
        accept_text = accept_text or tr_plural("Upload it there", "Upload {n} files there", count)
        self.send = PrimaryButton(accept_text)
        self.send.setDefault(True)
        self.send.setEnabled(False)
        self.send.clicked.connect(self._accept)
        self.picker.projectChosen.connect(lambda _project: self.send.setEnabled(True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(label)
        layout.addWidget(self.picker)
        layout.addStretch()
        layout.addLayout(self._buttons())
        self.setMinimumWidth(_WIDTH)
        self.picker.setFocus()

    def _buttons(self) -> QHBoxLayout:
        cancel = QPushButton(tr("Cancel"), autoDefault=False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.send)
        return buttons

    def _accept(self) -> None:
        if self.picker.project:
            self.chosen.emit(self.picker.project)
            self.accept()


class RepairPrompts(QObject):
    """Asks for missing files and projects, and gives the answers to the queue."""

    def __init__(
        self,
        parts: WindowParts,
        queue: UploadQueue,
        desktop: DesktopServices,
        actions: UploadActions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._queue = queue
        self._desktop = desktop
        self._without_project: dict[Project, int] = {}
        self._move = actions.move_to_project
        actions.locateRequested.connect(self._locate)
        actions.moveRequested.connect(self._ask_for_project)

    def update(self, counts: StatusCounts) -> None:
        """Show which projects are gone, as long as files wait for them."""
        without_project = counts.projects(CountGroup.PROJECT_GONE)
        if without_project == self._without_project:
            return
        self._without_project = without_project
        notice = project_gone_notice(without_project, self._ask_for_all)
        if notice:
            self._parts.notices.show_notice(notice)
        else:
            self._parts.notices.hide_notice(PROJECT_GONE_KEY)

    # ------------------------------------------------------------------- files
    def _locate(self, uploads: Sequence[Upload]) -> None:
        """Ask for the one missing file, or for the folder that contains several under their names."""
        missing = [upload for upload in uploads if can_locate(upload)]
        if len(missing) == 1:
            self._desktop.choose_file(self._parts.window, partial(self._file_chosen, missing[0]))
        elif missing:
            self._desktop.choose_folder(self._parts.window, partial(self._folder_chosen, missing))

    def _file_chosen(self, upload: Upload, paths: list[Path]) -> None:
        if paths:
            self._report_known(int(not self._queue.locate(upload.id, paths[0])))

    def _folder_chosen(self, uploads: Sequence[Upload], paths: list[Path]) -> None:
        if paths:
            taken = [self._queue.locate(each.id, paths[0] / each.path.name) for each in uploads]
            self._report_known(taken.count(False))

    def _report_known(self, count: int) -> None:
        if count:
            self._parts.toast.show_message(
                tr_plural("Already in the list.", "{n} are already in the list.", count)
            )

    # ---------------------------------------------------------------- projects
    def _ask_for_all(self) -> None:
        self._ask_for_project([each for each in self._queue.uploads.values() if _has_no_project(each)])

    def _ask_for_project(self, uploads: Sequence[Upload]) -> None:
        without_project = [upload for upload in uploads if _has_no_project(upload)]
        if len(without_project) < len(uploads):
            self._ask_where_to_move(uploads)
            return
        gone = {upload.project for upload in without_project}
        left = [each for each in self._parts.header.picker.projects if each not in gone]
        if not left:
            self._parts.toast.show_message(
                tr("There is no other project. Create one in Layers, then refresh.")
            )
        else:
            dialog = ProjectDialog(len(without_project), left, self._parts.window)
            ids = [upload.id for upload in without_project]
            dialog.chosen.connect(lambda project: self._queue.set_project(ids, project))
            dialog.open()

    def _ask_where_to_move(self, uploads: Sequence[Upload]) -> None:
        count = len(uploads)
        text = tr_plural("Move it there", "Move {n} files there", count)
        dialog = ProjectDialog(count, self._parts.header.picker.projects, self._parts.window, text)
        dialog.chosen.connect(partial(self._move, uploads))
        dialog.open()


def _has_no_project(upload: Upload) -> bool:
    return has_remedy(upload, Remedy.PROJECT)
