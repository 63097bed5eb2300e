"""How far and how fast uploads are: read from plain counters on demand, never pushed.

The totals are summed as uploads change, so that reading them does not walk the whole list.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.upload_method import calls_needed

# Bytes alone fill a bar to this part; the rest is for the asset ID.
_BYTES_PART = 0.98
# Bytes that a file counts besides its own, so that a thousand small files move the total too.
_FIXED_WEIGHT = 200_000
# Seconds: of the mean speed, until a time left is shown, and without a byte until that is shown.
_HALF_LIFE = 2.0
# The same of the mean that the time left is told by: the system takes bytes for sending in lumps.
_HALF_LIFE_LEFT = 6.0
_ESTIMATE_AFTER = 5.0
_STALLED_AFTER = 5.0
# A time left that is shown stays for so many seconds, and is counted down until it is off by this part.
_SHOWN_FOR = 2.0
_TIME_LEFT_CHANGE = 0.10


class ProgressShare(NamedTuple):
    """The progress of one upload, or of all of them together; whole numbers, so that no sum drifts.

    Attributes:
        weight, weight_done: Bytes and a fixed number for each file, in all and of what is done.
        active: Files that are neither done nor paused.
        bytes_left, calls_left: Bytes and API calls that the active files still need.
    """

    files: int = 0
    files_done: int = 0
    size: int = 0
    bytes_done: int = 0
    weight: int = 0
    weight_done: int = 0
    active: int = 0
    bytes_left: int = 0
    calls_left: int = 0


_NOTHING = ProgressShare()


class ProgressTotals:
    """The sum of the uploads that are done, under way, waiting and paused.

    Args:
        uploads: Counted from the beginning.
    """

    def __init__(self, uploads: Iterable[Upload] = ()) -> None:
        self._shares: dict[UploadId, ProgressShare] = {}
        self._sending: dict[UploadId, Upload] = {}
        self._changed = {upload.id: upload for upload in uploads}
        self._sum = list(_NOTHING)

    def update(self, upload: Upload) -> None:
        """Count this upload anew when the sum is read next: until then it may move several times."""
        self._changed[upload.id] = upload

    def _count(self, upload: Upload) -> None:
        if upload.is_sending:
            self._sending[upload.id] = upload
        else:
            self._sending.pop(upload.id, None)
        share, before = _share_of(upload), self._shares.get(upload.id, _NOTHING)
        if share != before:
            self._shares[upload.id] = share
            self._sum = [total + new - old for total, new, old in zip(self._sum, share, before, strict=True)]

    def forget(self, upload: Upload) -> None:
        """Stop counting this upload."""
        self._changed.pop(upload.id, None)
        self._sending.pop(upload.id, None)
        share = self._shares.pop(upload.id, _NOTHING)
        self._sum = [total - old for total, old in zip(self._sum, share, strict=True)]

    def sending(self) -> Iterator[Upload]:
        """Yield the uploads whose bytes are under way."""
        self._count_changed()
        return (upload for upload in self._sending.values() if upload.is_sending)

    def read(self) -> ProgressShare:
        """Return the sum, with the bytes that are under way at this moment."""
        self._count_changed()
        for upload in list(self._sending.values()):
            self._count(upload)
        return ProgressShare(*self._sum)

    def _count_changed(self) -> None:
        changed, self._changed = self._changed, {}
        for upload in changed.values():
            self._count(upload)


def fraction_of(upload: Upload) -> float:
    """Return how far this upload is, 0 to 1; 1 only with its asset ID."""
    if upload.is_done:
        return 1.0
    return _BYTES_PART * bytes_done(upload) / upload.size if upload.size else 0.0


def bytes_done(upload: Upload) -> int:
    """Return the bytes that need not be sent again."""
    if upload.is_done or upload.remote.may_have_arrived:
        return upload.size or 0
    return min(upload.bytes_sent, upload.size or 0) if upload.is_sending else 0


class OverallProgress(NamedTuple):
    """The progress of everything that was started and not cleared; None where it is unknown.

    Attributes:
        fraction: 0 to 1, by bytes and a fixed number for each file; 1 only when every file has its ID.
        speed: Bytes a second.
        seconds_left: By speed or by rate limit, whichever takes longer.
    """

    bytes_done: int
    bytes_total: int
    files_done: int
    files_total: int
    fraction: float
    speed: float | None
    seconds_left: float | None


class SteadyTime:
    """A time left that is calm enough to read: it changes every 2 s at most, and no more than it has to."""

    def __init__(self) -> None:
        self._shown_at = self._accepted_at = -math.inf
        self._shown = self._accepted = 0.0

    def update(self, estimate: float, now: float) -> float:
        """Return the seconds to show for this estimate at this monotonic time."""
        if now - self._shown_at < _SHOWN_FOR:
            return self._shown
        counted_down = max(0.0, self._accepted - (now - self._accepted_at))
        if abs(estimate - counted_down) >= _TIME_LEFT_CHANGE * max(counted_down, 1.0):
            self._accepted_at, self._accepted, counted_down = now, estimate, estimate
        self._shown_at, self._shown = now, counted_down
        return counted_down


@dataclass(slots=True)
class _SpeedMeter:
    """One upload's speed in bytes a second: an exponentially weighted mean with a half-life of 2 s.

    `steady` is the mean of all that was measured, later one with a half-life of 6 s.
    """

    sent: int
    updated_at: float
    started_at: float
    moved_at: float
    speed: float = 0.0
    steady: float = 0.0

    def update(self, sent: int, now: float) -> None:
        """Add what the upload's counter reads now, in bytes, at this monotonic time."""
        elapsed = now - self.updated_at
        if elapsed <= 0:
            return
        if sent < self.sent:  # sent again from the start
            self.sent, self.started_at, self.moved_at = 0, now, now
        speed, age = (sent - self.sent) / elapsed, max(elapsed, now - self.started_at)
        self.speed += (1 - 0.5 ** (elapsed / _HALF_LIFE)) * (speed - self.speed)
        self.steady += max(1 - 0.5 ** (elapsed / _HALF_LIFE_LEFT), elapsed / age) * (speed - self.steady)
        if sent != self.sent:
            self.moved_at = now
        self.sent, self.updated_at = sent, now


class ProgressMeter:
    """Measures the uploads that are sending; `sample` is called about ten times a second while there are any.

    Args:
        uploads: All uploads, live.
        totals: How far they are together, live.
        clock: Monotonic seconds.
        seconds_for_writes: Returns the seconds that so many writes take by the rate limit alone.
        next_in_line: Returns the uploads that go next.
    """

    def __init__(
        self,
        uploads: Mapping[UploadId, Upload],
        totals: ProgressTotals,
        clock: Callable[[], float] = time.monotonic,
        seconds_for_writes: Callable[[int], float] = lambda _: 0.0,
        next_in_line: Callable[[], frozenset[UploadId]] = frozenset,
    ) -> None:
        self._uploads = uploads
        self._totals = totals
        self._clock = clock
        self._seconds_for_writes = seconds_for_writes
        self.next_in_line = next_in_line
        self._meters: dict[UploadId, _SpeedMeter] = {}
        self._time_left = SteadyTime()

    def sample(self) -> None:
        """Read every counter that may have moved."""
        now = self._clock()
        # What only waits for its answer has no speed: its mean would sink, and the total's with it.
        sending = {
            each.id: each.bytes_sent for each in self._totals.sending() if not each.remote.bytes_handed_over
        }
        for gone in self._meters.keys() - sending.keys():
            del self._meters[gone]
        for upload_id, sent in sending.items():
            meter = self._meters.setdefault(upload_id, _SpeedMeter(sent, now, now, now))
            meter.update(sent, now)

    def speed(self, upload_id: UploadId) -> float | None:
        """Return this upload's bytes a second, or None while it is unknown."""
        meter = self._meters.get(upload_id)
        return meter.speed if meter and meter.updated_at > meter.started_at else None

    def seconds_left(self, upload_id: UploadId) -> float | None:
        """Return the seconds until this upload's bytes are sent, or None while it is unknown."""
        meter, upload = self._meters.get(upload_id), self._uploads.get(upload_id)
        if meter is None or upload is None or upload.size is None or meter.steady < 1:
            return None
        if meter.updated_at - meter.started_at < _ESTIMATE_AFTER:
            return None
        return (upload.size - upload.bytes_sent) / meter.steady

    def stalled_for(self, upload_id: UploadId) -> float | None:
        """Return the seconds since this upload's last byte, if they are more than usual; else None."""
        meter, upload = self._meters.get(upload_id), self._uploads.get(upload_id)
        if meter is None or upload is None or upload.remote.bytes_handed_over:
            return None
        silence = self._clock() - meter.moved_at
        return silence if silence >= _STALLED_AFTER else None

    @staticmethod
    def fraction(upload: Upload) -> float:
        """Return how far this upload is, 0 to 1; 1 only with its asset ID."""
        return fraction_of(upload)

    def total(self) -> OverallProgress:
        """Return the progress of all that was started: done, under way, waiting and paused."""
        started = self._totals.read()
        speeds = [meter.speed for meter in self._meters.values()]
        return OverallProgress(
            bytes_done=started.bytes_done,
            bytes_total=started.size,
            files_done=started.files_done,
            files_total=started.files,
            fraction=started.weight_done / started.weight if started.weight else 0.0,
            speed=sum(speeds) if speeds else None,
            seconds_left=self._steady_seconds_left(started),
        )

    def _steady_seconds_left(self, started: ProgressShare) -> float | None:
        estimate = self._all_seconds_left(started, sum(meter.steady for meter in self._meters.values()))
        if estimate is None:
            self._time_left = SteadyTime()
            return None
        return self._time_left.update(estimate, self._clock())

    def _all_seconds_left(self, started: ProgressShare, speed: float) -> float | None:
        """Return the longer of what the network and what the rate limit need, or None if unknown."""
        if not started.active:
            return None
        for_calls = self._seconds_for_writes(started.calls_left)
        if speed < 1:
            return for_calls or None
        oldest = min(meter.started_at for meter in self._meters.values())
        if self._clock() - oldest < _ESTIMATE_AFTER and not for_calls:
            return None
        return max(started.bytes_left / speed, for_calls)


def _share_of(upload: Upload) -> ProgressShare:
    if not (upload.is_done or upload.is_unfinished or upload.will_start):
        return _NOTHING
    size, done = upload.size or 0, bytes_done(upload)
    cost = _FIXED_WEIGHT + size
    is_going = not upload.is_done and upload.state is not UploadState.PAUSED
    return ProgressShare(
        files=1,
        files_done=int(upload.is_done),
        size=size,
        bytes_done=done,
        weight=cost,
        weight_done=int(fraction_of(upload) * cost),
        active=int(is_going),
        bytes_left=(size - done) * is_going,
        calls_left=calls_needed(upload) * is_going,
    )
