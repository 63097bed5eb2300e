"""When each upload came to which stage: remembered while the program runs, for those who look closely."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.queue_signals import QueueSignals

Stages = list[tuple[float, UploadState]]

# Enough for everything that anybody looks into; of a hundred thousand it would fill the memory.
_MOST_KEPT = 2_000
_MOST_STAGES = 60


class StageTimes(QObject):
    """Notes the stages of the uploads that changed last."""

    def __init__(
        self, signals: QueueSignals, parent: QObject | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._stages: OrderedDict[UploadId, Stages] = OrderedDict()
        signals.uploadChanged.connect(self._note)
        signals.uploadsRemoved.connect(self._forget)

    def of(self, upload: Upload) -> Stages:
        """Return wall-clock seconds and state of each stage that was seen, in their order."""
        return list(self._stages.get(upload.id, ()))

    def _note(self, upload: Upload) -> None:
        stages = self._stages.setdefault(upload.id, [])
        self._stages.move_to_end(upload.id)
        if not stages or stages[-1][1] is not upload.state:
            stages.append((self._clock(), upload.state))
            del stages[:-_MOST_STAGES]
        while len(self._stages) > _MOST_KEPT:
            self._stages.popitem(last=False)

    def _forget(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            self._stages.pop(upload.id, None)
