"""The events of the upload queue as Qt signals."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.limits.holds import Hold
from layers_desktop.transfer.upload_recorder import BatchResult


class QueueEvents(QObject):
    """Listener of the upload queue that emits a signal for each event; to be called on Qt's thread.

    Signals:
        uploadsAdded: A list of the uploads that were added.
        uploadChanged: An upload of which anything but the number of bytes sent changed.
        uploadsRemoved: A list of the uploads that were removed.
        holdChanged: The Hold that keeps the whole queue from going on, or None.
        batchFinished: The BatchResult of a batch whose last upload ended.
    """

    uploadsAdded = Signal(object)
    uploadChanged = Signal(object)
    uploadsRemoved = Signal(object)
    holdChanged = Signal(object)
    batchFinished = Signal(object)

    def added(self, uploads: Sequence[Upload]) -> None:
        """Emit that these uploads were added."""
        self.uploadsAdded.emit(list(uploads))

    def changed(self, upload: Upload) -> None:
        """Emit that this upload changed."""
        self.uploadChanged.emit(upload)

    def removed(self, uploads: Sequence[Upload]) -> None:
        """Emit that these uploads were removed."""
        self.uploadsRemoved.emit(list(uploads))

    def hold_changed(self, hold: Hold | None) -> None:
        """Emit what holds the queue now."""
        self.holdChanged.emit(hold)

    def batch_finished(self, result: BatchResult) -> None:
        """Emit that a batch ended."""
        self.batchFinished.emit(result)
