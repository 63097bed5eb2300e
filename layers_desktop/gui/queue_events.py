"""The events of the upload queue as Qt signals."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.limits.holds import Hold
from layers_desktop.transfer.upload_recorder import BatchResult

_PAUSE_MS = 100
# So many are told at once, for what hears of them takes its time for each.
_MOST = 200


class QueueEvents(QObject):
    """Listener of the upload queue that emits signals for its events; to be called on Qt's thread.

    A small file makes six moves while a person blinks: changes are told together, the first and every start
    at once, what follows ten times a second, and all of it before any other event.

    Signals:
        uploadsAdded: A list of the uploads that were added.
        uploadMoved: An upload of which anything but the number of bytes sent changed, at each change.
        uploadsChanged: A list of the uploads that have changed so since it was emitted last.
        uploadsRemoved: A list of the uploads that were removed.
        holdChanged: The Hold that keeps the whole queue from going on, or None.
        batchFinished: The BatchResult of a batch whose last upload ended.
    """

    uploadsAdded = Signal(object)
    uploadMoved = Signal(object)
    uploadsChanged = Signal(object)
    uploadsRemoved = Signal(object)
    holdChanged = Signal(object)
    batchFinished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._changed: dict[UploadId, Upload] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.tell_changes)

    def tell_changes(self) -> None:
        """Emit now what has changed."""
        changed, self._changed = self._changed, {}
        if changed:
            self._timer.start(_PAUSE_MS)
            self.uploadsChanged.emit(list(changed.values()))

    def added(self, uploads: Sequence[Upload]) -> None:
        """Emit that these uploads were added."""
        self.tell_changes()
        self.uploadsAdded.emit(list(uploads))

    def changed(self, upload: Upload) -> None:
        """Emit that this upload changed, at once and soon with all others that did."""
        self.uploadMoved.emit(upload)
        self._changed[upload.id] = upload
        if len(self._changed) >= _MOST:
            self.tell_changes()
        elif upload.state is UploadState.QUEUED or not self._timer.isActive():
            self._timer.start(0)

    def removed(self, uploads: Sequence[Upload]) -> None:
        """Emit that these uploads were removed."""
        self.tell_changes()
        self.uploadsRemoved.emit(list(uploads))

    def hold_changed(self, hold: Hold | None) -> None:
        """Emit what holds the queue now."""
        self.tell_changes()
        self.holdChanged.emit(hold)

    def batch_finished(self, result: BatchResult) -> None:
        """Emit that a batch ended."""
        self.tell_changes()
        self.batchFinished.emit(result)
