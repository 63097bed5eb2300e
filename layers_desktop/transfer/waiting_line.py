"""Who is next: what is nearest to its ID, then the batches in their order, small files first in each."""

import heapq
import itertools
from collections.abc import Callable
from enum import Enum, auto

from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState


class Lane(Enum):
    """The two ways to Layers, which do not wait for each other."""

    INLINE = auto()
    STORAGE = auto()


class WaitingLine:
    """The queued uploads of each lane, in the order in which they go.

    Args:
        lane_of: Which way an upload goes.
    """

    def __init__(self, lane_of: Callable[[Upload], Lane]) -> None:
        self._lane_of = lane_of
        self._heaps: dict[Lane, list[tuple[bool, int, int, int, Upload]]] = {lane: [] for lane in Lane}
        self._batches: dict[BatchId, int] = {}
        self._tickets = itertools.count()
        self._valid: dict[UploadId, int] = {}

    def join(self, upload: Upload) -> None:
        """Line up a queued upload; one that is lined up already gets a new place for its old one."""
        ticket = self._valid[upload.id] = next(self._tickets)
        has_not_arrived = not upload.remote.may_have_arrived
        batch = self._batches.setdefault(upload.batch_id, len(self._batches))
        place = (has_not_arrived, batch, upload.size or 0, ticket, upload)
        heapq.heappush(self._heaps[self._lane_of(upload)], place)

    def next(self, lane: Lane) -> Upload | None:
        """Take the first upload of this lane that still waits; None if there is none."""
        heap = self._heaps[lane]
        while heap:
            *_, ticket, upload = heapq.heappop(heap)
            if self._valid.get(upload.id) != ticket:
                continue
            del self._valid[upload.id]
            if upload.state is UploadState.QUEUED:
                return upload
        return None
