"""What can be undone: removal, kind and project; an upload cannot, and nothing here claims so."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QUndoCommand

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.engine import Commands
from layers_desktop.gui.overriding import override


class Removal(QUndoCommand):
    """Takes uploads off the list and puts them back."""

    def __init__(self, queue: Commands, uploads: Sequence[Upload]) -> None:
        super().__init__(tr_plural("removal of {n} file", "removal of {n} files", len(uploads)))
        self._queue = queue
        self._uploads = [upload for upload in uploads if upload.can_remove]

    @override
    def redo(self) -> None:
        self._uploads = self._queue.remove([upload.id for upload in self._uploads])

    @override
    def undo(self) -> None:
        self._queue.restore(self._uploads)


class KindChange(QUndoCommand):
    """Gives uploads a kind, and each its former one back."""

    def __init__(self, queue: Commands, uploads: Sequence[Upload], kind: MediaKind) -> None:
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


class ProjectMove(QUndoCommand):
    """Sends waiting uploads to another project, and back."""

    def __init__(self, queue: Commands, uploads: Sequence[Upload], project: Project) -> None:
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


class HistoryClearing(QUndoCommand):
    """Clears the history and puts it back, as long as that lasts; it is done when it is made."""

    def __init__(self, clear: Callable[[], None], put_back: Callable[[], None]) -> None:
        super().__init__(tr("clearing of the history"))
        self._clear = clear
        self._put_back = put_back
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
            self._put_back()
