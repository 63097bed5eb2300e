"""What the table's choices do: each goes to the queue, the undo list, the clipboard or the desktop."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, can_change_kind
from layers_desktop.gui.clipboard.copier import Copier
from layers_desktop.gui.clipboard.formats import CopyFormat
from layers_desktop.gui.compat import override
from layers_desktop.gui.uploads.row_actions import Action, ActionValue
from layers_desktop.transfer.queue.upload_queue import UploadQueue


class RemoveCommand(QUndoCommand):
    """Takes uploads off the list and puts them back."""

    def __init__(self, queue: UploadQueue, uploads: Sequence[Upload]) -> None:
        super().__init__(tr_plural("removal of {n} file", "removal of {n} files", len(uploads)))
        self._queue = queue
        self._uploads = [upload for upload in uploads if upload.can_remove]

    @override
    def redo(self) -> None:
        self._uploads = self._queue.remove([upload.id for upload in self._uploads])

    @override
    def undo(self) -> None:
        self._queue.restore(self._uploads)


class SetKindCommand(QUndoCommand):
    """Gives uploads a kind, and each its former one back."""

    def __init__(self, queue: UploadQueue, uploads: Sequence[Upload], kind: MediaKind) -> None:
        super().__init__(tr_plural("kind of {n} file", "kind of {n} files", len(uploads)))
        self._queue = queue
        self._kind = kind
        self._former = [(upload.id, upload.kind) for upload in uploads if upload.can_change]

    @override
    def redo(self) -> None:
        self._queue.set_kind([upload_id for upload_id, _ in self._former], self._kind)

    @override
    def undo(self) -> None:
        for kind in {kind for _, kind in self._former if kind}:
            self._queue.set_kind([upload_id for upload_id, former in self._former if former is kind], kind)


class MoveToProjectCommand(QUndoCommand):
    """Sends waiting uploads to another project, and back."""

    def __init__(self, queue: UploadQueue, uploads: Sequence[Upload], project: Project) -> None:
        super().__init__(tr_plural("move of {n} file", "move of {n} files", len(uploads)))
        self._queue = queue
        self._project = project
        self._former = [(upload.id, upload.project) for upload in uploads if upload.can_change]

    @override
    def redo(self) -> None:
        self._queue.set_project([upload_id for upload_id, _ in self._former], self._project)

    @override
    def undo(self) -> None:
        for project in {project for _, project in self._former if project}:
            ids = [upload_id for upload_id, former in self._former if former == project]
            self._queue.set_project(ids, project)


class ClearHistoryCommand(QUndoCommand):
    """Clears the history and puts it back, as long as that lasts; it is done when it is made."""

    def __init__(self, clear: Callable[[], None], restore: Callable[[], None]) -> None:
        super().__init__(tr("clearing of the history"))
        self._clear = clear
        self._restore = restore
        self._is_first = True

    def expire(self) -> None:
        """From now on there is nothing to put back."""
        self.setObsolete(True)

    @override
    def redo(self) -> None:
        if not self._is_first:
            self.setObsolete(True)  # the next clearing has a command of its own
            self._clear()
        self._is_first = False

    @override
    def undo(self) -> None:
        if not self.isObsolete():
            self._restore()


class UploadActions(QObject):
    """Carries out what was chosen for some uploads.

    Signals:
        detailsWanted: The upload of which a person wants to know all.
        againWanted: The finished uploads to be added to the list as new ones.
        locateWanted, moveWanted: Uploads for which a person wants to show the file, or the project.
        kindChosen: A list of uploads, and the MediaKind that a person gave them.
    """

    detailsRequested = Signal(object)
    uploadAgainRequested = Signal(list)
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
        self._upload_commands: dict[Action, Callable[[Sequence[Upload]], object]] = {
            Action.LOCATE: self.locateRequested.emit,
            Action.PROJECT: self.moveRequested.emit,
            Action.UPLOAD_AGAIN: self._upload_again,
            Action.MOVE_UP: queue.waiting.move_up,
            Action.MOVE_TO_TOP: queue.waiting.move_to_top,
        }

    def run(self, action: Action, value: ActionValue, uploads: Sequence[Upload]) -> None:
        """Do this with these uploads; those that it cannot be done with are left alone."""
        ids = [upload.id for upload in uploads]
        match action:
            case Action.COPY | Action.COPY_AS:
                self._copier.copy(uploads, value if isinstance(value, CopyFormat) else None)
            case Action.KIND if isinstance(value, MediaKind):
                self._change_kind(uploads, value)
            case Action.REMOVE:
                self.remove(uploads)
            case Action.SHOW_IN_FOLDER:
                self._open(uploads[0].path.parent)
            case Action.OPEN:
                self._open(uploads[0].path)
            case Action.DETAILS:
                self.detailsRequested.emit(uploads[0])
            case _ if action in self._upload_commands:
                self._upload_commands[action](uploads)
            case _:
                self._queue_command(action)(ids)

    def remove(self, uploads: Sequence[Upload]) -> None:
        """Take off the list what may go, so that it can be undone."""
        removable = [upload for upload in uploads if upload.can_remove]
        if removable:
            self._undo.push(RemoveCommand(self._queue, removable))

    def _change_kind(self, uploads: Sequence[Upload], kind: MediaKind) -> None:
        """Change the kind, so that it can be undone but for those that go on with it at once."""
        changeable = [upload for upload in uploads if can_change_kind(upload)]
        undoable = [upload for upload in changeable if upload.can_change]
        if undoable:
            self._undo.push(SetKindCommand(self._queue, undoable, kind))
        self._queue.set_kind([upload.id for upload in changeable if not upload.can_change], kind)
        if changeable:
            self.kindChosen.emit(changeable, kind)

    def _upload_again(self, uploads: Sequence[Upload]) -> None:
        """Let what waits as a duplicate go as a new asset, and add what is done once more."""
        self._queue.upload_again([upload.id for upload in uploads if not upload.is_done])
        done = [upload for upload in uploads if upload.is_done]
        if done:
            self.uploadAgainRequested.emit(done)

    def _queue_command(self, action: Action) -> Callable[[Sequence[str]], None]:
        commands: dict[Action, Callable[..., None]] = {
            Action.CANCEL: self._queue.cancel,
            Action.CHECK_AGAIN: self._queue.check_again,
            Action.PAUSE: self._queue.pause,
            Action.RESUME: self._queue.resume,
            Action.RETRY: self._queue.retry,
            Action.USE_EXISTING: self._queue.use_existing,
        }
        return commands[action]

    def _open(self, path: Path) -> None:
        self._open_url(QUrl.fromLocalFile(str(path)))
