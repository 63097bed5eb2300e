"""Which finished uploads the copy button is for: those of the batch that ran last."""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QObject

from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.transfer.upload_recorder import BatchResult


class LastBatch(QObject):
    """Keeps apart the finished uploads of each batch; a retry belongs to the batch that it mends.

    A batch is what is started until nothing is under way; what is finished outside of one counts as the
    next, so that a new ID is always among those copied.
    """

    def __init__(self, events: QueueEvents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._batch_of: dict[UploadId, int] = {}
        self._done: dict[int, dict[UploadId, Project | None]] = {}
        self._counts: dict[int, Counter[Project | None]] = {}
        self._last = self._under_way = 0
        events.uploadsAdded.connect(self._note)
        events.uploadsChanged.connect(self._note)
        events.uploadsRemoved.connect(self._forget)
        events.batchFinished.connect(self._end_batch)

    @property
    def projects(self) -> dict[Project, int]:
        """The number of finished uploads of the last batch per project."""
        return {project: count for project, count in self._counts_of_last.items() if project and count}

    def includes(self, upload: Upload) -> bool:
        """Whether the upload is a finished one of the last batch."""
        return upload.id in self._done.get(self._shown, ())

    @property
    def _shown(self) -> int:
        """The number of the batch under way if anything of it is finished, else of the last one."""
        return self._under_way if self._done.get(self._under_way) else self._last

    @property
    def _counts_of_last(self) -> Counter[Project | None]:
        return self._counts.get(self._shown, Counter())

    def _note(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            if not upload.is_done:
                continue
            batch = self._batch_of.setdefault(upload.id, self._under_way)
            done = self._done.setdefault(batch, {})
            if upload.id not in done:
                done[upload.id] = upload.project
                self._counts.setdefault(batch, Counter())[upload.project] += 1

    def _forget(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            batch = self._batch_of.get(upload.id)
            done = self._done.get(batch, {}) if batch is not None else {}
            if batch is not None and upload.id in done:
                self._counts[batch][done.pop(upload.id)] -= 1

    def _end_batch(self, result: BatchResult) -> None:
        batches = [self._batch_of.setdefault(each, self._under_way) for each in result.upload_ids]
        if self._under_way in batches:
            self._last = self._under_way
            self._under_way += 1
        elif batches:
            self._last = max(batches)
