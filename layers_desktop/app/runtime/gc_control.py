"""Keeps the garbage collector to the window's thread, and from stopping it over rows that are no garbage."""

import gc
import time

from PySide6.QtCore import QTimer

_YOUNG = 1
# A full collection that takes longer is felt by a person's hand.
_FELT = 0.010
_OLDEST = 2
_LOOK_MS = 200


def freeze_young() -> None:
    """Keep later collections from looking at what there is now, as while thousands of rows come.

    Less what has become garbage lately; the rest of it is found after `CalmCollector.look_at_all`.
    """
    gc.collect(_YOUNG)
    gc.freeze()


def collect_due() -> None:
    """Collect the generations that have grown as much as makes Python collect them by itself."""
    grown = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, threshold) in enumerate(grown) if count > threshold]
    if due:
        gc.collect(due[-1])


class GcController:
    """Collects on the thread that makes this, and on no other.

    Python by itself collects in whichever thread makes the one object too many, and what of Qt's is taken
    apart in another thread than its own ends the program. Each full collection looks at what came since the
    last, so that none grows with the list.

    What has just survived a collection that took long is set aside from the next ones: it holds no
    garbage at that moment; neither does what the program began with. What becomes garbage later is found
    after `look_at_all`.

    Args:
        felt: Seconds from which a collection took long.
    """

    def __init__(self, felt: float = _FELT) -> None:
        self._felt = felt
        self._began_at = 0.0
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()
        gc.callbacks.append(self._note)
        self._timer = QTimer(interval=_LOOK_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def collect_all(self) -> None:
        """Let the next collection look at everything again, as when a long list was cleared."""
        gc.unfreeze()

    def stop(self) -> None:
        """Leave the collector as it was."""
        self._timer.stop()
        gc.callbacks.remove(self._note)
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def _note(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began_at = time.perf_counter()
        elif info["generation"] == _OLDEST and time.perf_counter() - self._began_at >= self._felt:
            gc.freeze()
