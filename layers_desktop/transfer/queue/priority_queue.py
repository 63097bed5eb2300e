"""Who is next: what is nearest to its ID, then the batches in their order, small files first in each.

Each account has a line of its own, so that one that has no key, or no budget left, holds up no other.
"""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable
from enum import Enum, auto

from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState


class UploadMethod(Enum):
    """The two ways to Layers, which do not wait for each other."""

    INLINE = auto()
    STORAGE = auto()


# Moved to the top or not, on its way already or not, its batch, its size, and when it came.
Priority = tuple[int, bool, int, int, int]


class UploadPriorityQueue:
    """The queued uploads of each lane and account, in the order in which they go.

    Args:
        lane_of: Which way an upload goes.
    """

    def __init__(self, lane_of: Callable[[Upload], UploadMethod]) -> None:
        self._method_of = lane_of
        self._heaps: defaultdict[tuple[UploadMethod, str], list[tuple[Priority, int, Upload]]] = defaultdict(
            list
        )
        self._batches: dict[BatchId, int] = {}
        self._tickets = itertools.count()
        self._valid: dict[UploadId, int] = {}
        self._top = 0

    def push(self, upload: Upload) -> None:
        """Line up a queued upload; one that is lined up already gets a new place for its old one."""
        has_not_arrived = not upload.remote.may_have_arrived
        batch = self._batches.setdefault(upload.batch_id, len(self._batches))
        self._put(upload, (0, has_not_arrived, batch, upload.size or 0, next(self._tickets)))

    def move_to_top(self, uploads: Iterable[Upload]) -> None:
        """Let those of these that wait go before all others, in the order that they have."""
        wanted = {upload.id for upload in uploads}
        self._top -= 1
        for each in list(self._heaps):
            for place, upload in self._waiting(*each):
                if upload.id in wanted:
                    self._put(upload, (self._top, *place[1:]))

    def move_up(self, uploads: Iterable[Upload]) -> None:
        """Let each of these that waits change places with the one before it, unless that moves up too."""
        wanted = {upload.id for upload in uploads}
        for each in list(self._heaps):
            before = self._waiting(*each)
            after = [upload for _, upload in before]
            for row in range(1, len(after)):
                if after[row].id in wanted and after[row - 1].id not in wanted:
                    after[row - 1], after[row] = after[row], after[row - 1]
            for (place, former), upload in zip(before, after, strict=True):
                if upload is not former:
                    self._put(upload, place)

    def first(self, method: UploadMethod, account: str, count: int) -> list[Upload]:
        """Return the first of this line that wait, so many at most, without walking through all."""
        heap = self._heaps[method, account]
        found: list[Upload] = []
        frontier = [(heap[0], 0)] if heap else []
        while frontier and len(found) < count:
            (_, ticket, upload), place = heapq.heappop(frontier)
            for child in (2 * place + 1, 2 * place + 2):
                if child < len(heap):
                    heapq.heappush(frontier, (heap[child], child))
            if self._is_valid(ticket, upload):
                found.append(upload)
        return found

    def pop(self, method: UploadMethod, account: str) -> Upload | None:
        """Take this account's first upload of this lane that still waits; None if there is none."""
        heap = self._heaps[method, account]
        while heap:
            _, ticket, upload = heapq.heappop(heap)
            if self._valid.get(upload.id) != ticket:
                continue
            del self._valid[upload.id]
            if upload.state is UploadState.QUEUED:
                return upload
        return None

    def _put(self, upload: Upload, place: Priority) -> None:
        ticket = self._valid[upload.id] = next(self._tickets)
        heapq.heappush(self._heaps[self._method_of(upload), upload.account], (place, ticket, upload))

    def _waiting(self, method: UploadMethod, account: str) -> list[tuple[Priority, Upload]]:
        """Return all of this account and lane that wait, in their order."""
        entries = sorted(self._heaps[method, account])
        return [(place, upload) for place, ticket, upload in entries if self._is_valid(ticket, upload)]

    def _is_valid(self, ticket: int, upload: Upload) -> bool:
        return self._valid.get(upload.id) == ticket and upload.state is UploadState.QUEUED
