"""The engine's word, as Qt signals."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.limits.holds import Hold
from layers_desktop.transfer.recorder import BatchResult


class QueueEvents(QObject):
    """Listens to the upload queue and passes on what it says; called on Qt's thread.

    Signals:
        uploadsAdded: The uploads that are new, as a list.
        uploadChanged: The upload of which anything but its bytes changed.
        uploadsRemoved: The uploads that left, as a list.
        gateChanged: What holds the whole queue, or None.
        batchFinished: The result of a started group that ended.
    """

    uploadsAdded = Signal(object)
    uploadChanged = Signal(object)
    uploadsRemoved = Signal(object)
    holdChanged = Signal(object)
    batchFinished = Signal(object)

    def added(self, uploads: Sequence[Upload]) -> None:
        """Say that these are new."""
        self.uploadsAdded.emit(list(uploads))

    def changed(self, upload: Upload) -> None:
        """Say that something of this upload is different."""
        self.uploadChanged.emit(upload)

    def removed(self, uploads: Sequence[Upload]) -> None:
        """Say that these left."""
        self.uploadsRemoved.emit(list(uploads))

    def hold_changed(self, hold: Hold | None) -> None:
        """Say what holds the queue now."""
        self.holdChanged.emit(hold)

    def batch_finished(self, result: BatchResult) -> None:
        """Say that all of a started group ended."""
        self.batchFinished.emit(result)
