"""Removes finished uploads from the list by itself, where that is the preference."""

import time
from collections.abc import Callable, Iterable
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.transfer.queue.upload_queue import UploadQueue

_LOOK_MS = 10_000


class ClearAfter(StrEnum):
    """When finished uploads are removed; the value is what the preferences file contains."""

    NEVER = ""
    WITH_NEXT = "with_next"
    MINUTES = "minutes"
    HOUR = "hour"

    @property
    def label(self) -> str:
        """The text of the choice in the settings."""
        return {
            # Translators: When finished files leave the list by themselves.
            ClearAfter.NEVER: tr("Never"),
            ClearAfter.WITH_NEXT: tr("When other files are added"),
            ClearAfter.MINUTES: tr("After 10 minutes"),
            ClearAfter.HOUR: tr("After an hour"),
        }[self]

    @property
    def seconds(self) -> float | None:
        """The age in seconds at which an upload is removed; None where time does not matter."""
        return {ClearAfter.MINUTES: 600.0, ClearAfter.HOUR: 3600.0}.get(self)


class AutoClear(QObject):
    """Removes uploads that are done or cancelled; those that need attention stay."""

    def __init__(
        self,
        queue: UploadQueue,
        events: QueueEvents,
        preferences: PreferencesController,
        parent: QObject,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._preferences = preferences
        self._clock = clock
        self._finished: dict[UploadId, Upload] = {}
        events.uploadsChanged.connect(self._count)
        events.uploadsAdded.connect(self._added)
        events.uploadsRemoved.connect(self._forget)
        timer = QTimer(self, interval=_LOOK_MS)
        timer.timeout.connect(self.remove_old)
        timer.start()

    def remove_old(self) -> None:
        """Remove uploads that were finished longer ago than the preference says."""
        seconds = self._wanted.seconds
        if seconds is not None:
            before = self._clock() - seconds
            self._remove(each for each in self._finished.values() if (each.finished_at or 0) <= before)

    @property
    def _wanted(self) -> ClearAfter:
        chosen = self._preferences.current.finished_leave
        return ClearAfter(chosen) if chosen in set(ClearAfter) else ClearAfter.NEVER

    def _count(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            if upload.is_done:
                self._finished[upload.id] = upload
            else:
                self._finished.pop(upload.id, None)

    def _added(self, added: Iterable[Upload]) -> None:
        """Remove finished uploads when new ones are added, but not when an undo restores some."""
        coming = list(added)
        if self._wanted is ClearAfter.WITH_NEXT and not any(each.is_finished for each in coming):
            self._remove(self._finished.values())
        self._count(coming)

    def _remove(self, uploads: Iterable[Upload]) -> None:
        ids = [upload.id for upload in uploads]
        if ids:
            self._queue.remove(ids)

    def _forget(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            self._finished.pop(upload.id, None)
