"""Copying the IDs of a whole batch by itself, when its last file has ended."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.clipboard import Copier
from layers_desktop.gui.queue_signals import QueueSignals
from layers_desktop.transfer.results import BatchResult


class AutoCopy(QObject):
    """Copies once a batch has ended, unless something else was copied since it began.

    Attributes:
        is_on: Whether the person wants it.
    """

    def __init__(
        self,
        clipboard: QClipboard,
        copier: Copier,
        uploads: Mapping[UploadId, Upload],
        signals: QueueSignals,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._copier = copier
        self._uploads = uploads
        self._was_touched = False
        self.is_on = False
        clipboard.dataChanged.connect(self._note)
        signals.batchFinished.connect(self._finish)

    def start(self) -> None:
        """Notice from now on whether something else is copied: a batch begins."""
        self._was_touched = False

    def _note(self) -> None:
        self._was_touched = True

    def _finish(self, result: BatchResult) -> None:
        if self.is_on and not self._was_touched:
            uploads = [self._uploads[each] for each in result.upload_ids if each in self._uploads]
            self._copier.copy([upload for upload in uploads if upload.is_done])
