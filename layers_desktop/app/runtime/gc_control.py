"""Runs Python's garbage collector on the window's thread only, and keeps its pauses short."""

import gc
import time

from PySide6.QtCore import QTimer

_YOUNG = 1
# A full collection that takes longer is felt by a person's hand.
_LONG_SECONDS = 0.010
_OLDEST = 2
_LOOK_MS = 200


def freeze_young() -> None:
    """Exclude all present objects from later collections, as while thousands of rows are added.

    Recent garbage is collected first; older garbage is found after `GcController.collect_all`.
    """
    gc.collect(_YOUNG)
    gc.freeze()


def collect_due() -> None:
    """Collect the generations whose thresholds are exceeded, as Python would by itself."""
    grown = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, threshold) in enumerate(grown) if count > threshold]
    if due:
        gc.collect(due[-1])


class GcController:
    """Collects garbage on the thread that creates this object, and on no other.

    Python by itself collects in whichever thread makes the one object too many, and what of Qt's is taken
    apart in another thread than its own ends the program. Each full collection looks at what came since the
    last, so that none grows with the list.

    What has just survived a collection that took long is set aside from the next ones: it holds no
    garbage at that moment; neither does what the program began with. What becomes garbage later is found
    after `look_at_all`.

    Args:
        felt: Seconds above which a full collection counts as long.
    """

    def __init__(self, long_seconds: float = _LONG_SECONDS) -> None:
        self._felt = long_seconds
        self._began_at = 0.0
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()
        gc.callbacks.append(self._collected)
        self._timer = QTimer(interval=_LOOK_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def collect_all(self) -> None:
        """Include all objects in the next collection, as after a long list was cleared."""
        gc.unfreeze()

    def stop(self) -> None:
        """Restore the collector as it was before."""
        self._timer.stop()
        gc.callbacks.remove(self._collected)
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began_at = time.perf_counter()
        elif info["generation"] == _OLDEST and time.perf_counter() - self._began_at >= self._felt:
            gc.freeze()
