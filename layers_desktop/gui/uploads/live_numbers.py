"""Speed and time left as they are shown: calm enough to be read."""

import time
from collections.abc import Callable, Mapping

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.engine import Meter

_SPEED_SECONDS = 0.5
_LEFT_CHANGE = 0.10


class LiveNumbers:
    """Holds what is shown of running uploads: speed moves twice a second, time left by 10 % or more."""

    def __init__(self, meter: Meter, clock: Callable[[], float] = time.monotonic) -> None:
        self._meter = meter
        self._clock = clock
        self._speeds: dict[UploadId, tuple[float, float | None]] = {}
        self._lefts: dict[UploadId, tuple[float, float]] = {}
        self._places: Mapping[UploadId, int] = {}

    def sample(self) -> set[UploadId]:
        """Read the counters; return those whose place in the line is another than before."""
        self._meter.sample()
        before, self._places = self._places, self._meter.places_in_line()
        return {upload_id for upload_id, _ in before.items() ^ self._places.items()}

    def place(self, upload: Upload) -> int | None:
        """Return the place in the line of those that wait, from 1 on; None far behind or elsewhere."""
        return self._places.get(upload.id)

    def fraction(self, upload: Upload) -> float:
        """Return 0 to 1; 1 only with an asset ID."""
        return self._meter.fraction(upload)

    def silent_for(self, upload: Upload) -> float | None:
        """Return the seconds without a byte, from 5 on."""
        return self._meter.silent_for(upload.id)

    def speed(self, upload: Upload) -> float | None:
        """Return bytes a second, as of the last half second."""
        now = self._clock()
        shown_at, shown = self._speeds.get(upload.id, (0.0, None))
        if shown is None or now - shown_at >= _SPEED_SECONDS:
            shown_at, shown = now, self._meter.speed(upload.id)
            self._speeds[upload.id] = shown_at, shown
        return shown

    def seconds_left(self, upload: Upload) -> float | None:
        """Return the seconds left, counting down steadily unless the estimate moved by 10 % or more."""
        fresh, now = self._meter.seconds_left(upload.id), self._clock()
        if fresh is None:
            return None
        told_at, told = self._lefts.get(upload.id, (now, fresh))
        steady = max(0.0, told - (now - told_at))
        if abs(fresh - steady) >= _LEFT_CHANGE * max(steady, 1.0):
            told_at, told, steady = now, fresh, fresh
        self._lefts[upload.id] = told_at, told
        return steady

    def forget(self, upload_id: UploadId) -> None:
        """Keep nothing more of this upload."""
        self._speeds.pop(upload_id, None)
        self._lefts.pop(upload_id, None)
