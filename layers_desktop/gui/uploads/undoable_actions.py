"""Carries out the actions of the table of uploads; what can be undone is a command of the undo stack."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId, can_change_kind, can_change_project
from layers_desktop.gui.clipboard.copier import Copier
from layers_desktop.gui.override import override
from layers_desktop.gui.system.platform_factory import show_in_folder
from layers_desktop.gui.uploads.row_actions import ActionValue, RowAction
from layers_desktop.transfer.id_formats import CopyFormat
from layers_desktop.transfer.queue.upload_queue import UploadQueue

Value = TypeVar("Value")


class RemoveCommand(QUndoCommand):
    """Removes uploads from the list."""

    def __init__(self, queue: UploadQueue, uploads: Sequence[Upload]) -> None:
        super().__init__()
        self._queue = queue
        self._uploads = [upload for upload in uploads if upload.can_remove]

    @override
    def redo(self) -> None:
        self._uploads = self._queue.remove([upload.id for upload in self._uploads])

    @override
    def undo(self) -> None:
        self._queue.restore(self._uploads)


class _SetCommand(QUndoCommand, Generic[Value]):
    """Sets a value of uploads; undo gives each its former value."""

    def __init__(
        self,
        set_value: Callable[[list[UploadId], Value], object],
        value: Value,
        former: Sequence[tuple[UploadId, Value | None]],
    ) -> None:
        super().__init__()
        self._set_value = set_value
        self._value = value
        self._former = former

    @override
    def redo(self) -> None:
        self._set_value([upload_id for upload_id, _ in self._former], self._value)

    @override
    def undo(self) -> None:
        for value in {value for _, value in self._former if value}:
            self._set_value([upload_id for upload_id, former in self._former if former == value], value)


class SetKindCommand(_SetCommand[MediaKind]):
    """Sets the kind of uploads."""

    def __init__(self, queue: UploadQueue, uploads: Sequence[Upload], kind: MediaKind) -> None:
        former = [(upload.id, upload.kind) for upload in uploads if upload.can_change]
        super().__init__(queue.set_kind, kind, former)


class MoveToProjectCommand(_SetCommand[Project]):
    """Moves uploads that were not started to another project."""

    def __init__(self, queue: UploadQueue, uploads: Sequence[Upload], project: Project) -> None:
        former = [(upload.id, upload.project) for upload in uploads if upload.can_change]
        super().__init__(queue.set_project, project, former)


class ClearHistoryCommand(QUndoCommand):
    """Clears the history; undo restores it until `expire` is called.

    It is created after the history was cleared, so the first redo, which the undo stack calls, does nothing.
    """

    def __init__(self, clear: Callable[[], None], restore: Callable[[], None]) -> None:
        super().__init__()
        self._clear = clear
        self._restore = restore
        self._is_first = True

    def expire(self) -> None:
        """Make undo impossible: what was cleared is not kept any longer."""
        self.setObsolete(True)

    @override
    def redo(self) -> None:
        if not self._is_first:
            self.setObsolete(True)  # the clearing that follows pushes a command of its own
            self._clear()
        self._is_first = False

    @override
    def undo(self) -> None:
        if not self.isObsolete():
            self._restore()


class UploadActions(QObject):
    """Carries out actions on uploads.

    Signals:
        detailsRequested: The Upload whose details are to be shown.
        uploadAgainRequested: A list of finished uploads to add to the list again.
        locateRequested: A list of uploads whose files a person is to locate.
        moveRequested: A list of uploads for which a person is to choose a project.
        kindChosen: A list of uploads, and the MediaKind that a person gave them.
    """

    detailsRequested = Signal(object)
    uploadAgainRequested = Signal(object)
    locateRequested = Signal(object)
    moveRequested = Signal(object)
    kindChosen = Signal(object, object)

    def __init__(
        self,
        queue: UploadQueue,
        copier: Copier,
        undo: QUndoStack,
        open_url: Callable[[QUrl], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._copier = copier
        self._undo = undo
        self._open_url = open_url
        self._upload_commands: dict[RowAction, Callable[[Sequence[Upload]], object]] = {
            RowAction.LOCATE: self.locateRequested.emit,
            RowAction.PROJECT: self.moveRequested.emit,
            RowAction.UPLOAD_AGAIN: self._upload_again,
            RowAction.MOVE_UP: queue.waiting.move_up,
            RowAction.MOVE_TO_TOP: queue.waiting.move_to_top,
        }
        self._id_commands: dict[RowAction, Callable[[list[UploadId]], object]] = {
            RowAction.CANCEL: queue.cancel,
            RowAction.CHECK_AGAIN: queue.check_again,
            RowAction.PAUSE: queue.pause,
            RowAction.RESUME: queue.resume,
            RowAction.RETRY: queue.retry,
            RowAction.UPLOAD_ANYWAY: queue.upload_anyway,
            RowAction.USE_EXISTING: queue.use_existing,
        }

    def run(self, action: RowAction, value: ActionValue, uploads: Sequence[Upload]) -> None:
        """Carry out the action on these uploads, except those that it is impossible for."""
        match action:
            case RowAction.COPY | RowAction.COPY_AS:
                self._copier.copy(uploads, value if isinstance(value, CopyFormat) else None)
            case RowAction.KIND if isinstance(value, MediaKind):
                self._change_kind(uploads, value)
            case RowAction.PROJECT if isinstance(value, Project):
                self.move_to_project(uploads, value)
            case RowAction.REMOVE:
                self.remove(uploads)
            case RowAction.SHOW_IN_FOLDER:
                show_in_folder(uploads[0].path, self._open_url)
            case RowAction.OPEN:
                self._open_url(QUrl.fromLocalFile(str(uploads[0].path)))
            case RowAction.OPEN_LINK:
                self._open_url(QUrl(uploads[0].asset_url or ""))
            case RowAction.DETAILS:
                self.detailsRequested.emit(uploads[0])
            case _ if action in self._upload_commands:
                self._upload_commands[action](uploads)
            case _:
                self._id_commands[action]([upload.id for upload in uploads])

    def remove(self, uploads: Sequence[Upload]) -> None:
        """Remove those of the uploads that can be removed; can be undone."""
        removable = [upload for upload in uploads if upload.can_remove]
        if removable:
            self._undo.push(RemoveCommand(self._queue, removable))

    def move_to_project(self, uploads: Sequence[Upload], project: Project) -> None:
        """Move these to this project; undone can be what does not start there at once, and had one before."""
        movable = [each for each in uploads if can_change_project(each) and each.project != project]
        undoable = [upload for upload in movable if upload.can_change and upload.project]
        if undoable:
            self._undo.push(MoveToProjectCommand(self._queue, undoable, project))
        self._queue.set_project([upload.id for upload in movable if upload not in undoable], project)

    def _change_kind(self, uploads: Sequence[Upload], kind: MediaKind) -> None:
        """Change the kind; can be undone except for uploads that start at once with their new kind."""
        changeable = [upload for upload in uploads if can_change_kind(upload)]
        undoable = [upload for upload in changeable if upload.can_change]
        if undoable:
            self._undo.push(SetKindCommand(self._queue, undoable, kind))
        self._queue.set_kind([upload.id for upload in changeable if not upload.can_change], kind)
        if changeable:
            self.kindChosen.emit(changeable, kind)

    def _upload_again(self, uploads: Sequence[Upload]) -> None:
        """Upload duplicates as new assets, and add finished uploads to the list again."""
        self._queue.upload_again([upload.id for upload in uploads if not upload.is_done])
        done = [upload for upload in uploads if upload.is_done]
        if done:
            self.uploadAgainRequested.emit(done)
