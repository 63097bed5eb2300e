"""The order of queued uploads: what is nearest to its ID, then batch after batch, in each small files first.

Each account has a queue of its own, so that one that has no key, or whose rate limit is used up, delays no
other.
"""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Iterable

from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.upload_method import UploadMethod, upload_method

# Moved to the top (negative) or not, nothing of it sent, its batch, its size, and when it was pushed.
Priority = tuple[int, bool, int, int, int]


class UploadPriorityQueue:
    """The queued uploads of each method and account, by priority.

    An upload may be in a heap several times; only its newest entry is valid, and only while it is QUEUED.
    """

    def __init__(self) -> None:
        self._heaps: defaultdict[tuple[UploadMethod, str], list[tuple[Priority, int, Upload]]] = defaultdict(
            list
        )
        self._batches: dict[BatchId, int] = {}
        self._entry_numbers = itertools.count()
        self._valid_entries: dict[UploadId, int] = {}
        self._top = 0

    def push(self, upload: Upload) -> None:
        """Add a queued upload; one that is here already gets a new priority."""
        has_not_arrived = not upload.remote.may_have_arrived
        batch = self._batches.setdefault(upload.batch_id, len(self._batches))
        self._put(upload, (0, has_not_arrived, batch, upload.size or 0, next(self._entry_numbers)))

    def move_to_top(self, uploads: Iterable[Upload]) -> None:
        """Put those of these that wait before all others, in the order that they have."""
        moved = {upload.id for upload in uploads}
        self._top -= 1
        for key in list(self._heaps):
            for priority, upload in self._waiting(*key):
                if upload.id in moved:
                    self._put(upload, (self._top, *priority[1:]))

    def move_up(self, uploads: Iterable[Upload]) -> None:
        """Swap each of these that waits with the one before it, unless that one moves up too."""
        moved = {upload.id for upload in uploads}
        for key in list(self._heaps):
            before = self._waiting(*key)
            after = [upload for _, upload in before]
            for row in range(1, len(after)):
                if after[row].id in moved and after[row - 1].id not in moved:
                    after[row - 1], after[row] = after[row], after[row - 1]
            for (priority, former), upload in zip(before, after, strict=True):
                if upload is not former:
                    self._put(upload, priority)

    def first(self, method: UploadMethod, account: str, count: int) -> list[Upload]:
        """Return the first of these that wait, at most `count`, without sorting all of them."""
        heap = self._heaps[method, account]
        found: list[Upload] = []
        frontier = [(heap[0], 0)] if heap else []
        while frontier and len(found) < count:
            (_, number, upload), place = heapq.heappop(frontier)
            for child in (2 * place + 1, 2 * place + 2):
                if child < len(heap):
                    heapq.heappush(frontier, (heap[child], child))
            if self._is_valid(number, upload):
                found.append(upload)
        return found

    def pop(self, method: UploadMethod, account: str) -> Upload | None:
        """Remove and return the first of these that waits; None if there is none."""
        heap = self._heaps[method, account]
        while heap:
            _, number, upload = heapq.heappop(heap)
            if self._valid_entries.get(upload.id) != number:
                continue
            del self._valid_entries[upload.id]
            if upload.state is UploadState.QUEUED:
                return upload
        return None

    def _put(self, upload: Upload, priority: Priority) -> None:
        number = self._valid_entries[upload.id] = next(self._entry_numbers)
        heapq.heappush(self._heaps[upload_method(upload), upload.account], (priority, number, upload))

    def _waiting(self, method: UploadMethod, account: str) -> list[tuple[Priority, Upload]]:
        """Return all of these that wait, in their order."""
        entries = sorted(self._heaps[method, account])
        return [(priority, upload) for priority, number, upload in entries if self._is_valid(number, upload)]

    def _is_valid(self, number: int, upload: Upload) -> bool:
        return self._valid_entries.get(upload.id) == number and upload.state is UploadState.QUEUED
