"""Keeps the garbage collector from stopping the window over rows that are no garbage."""

import gc
import time

_YOUNG = 1
# A full collection that takes longer is felt by a person's hand.
_FELT = 0.010
_OLDEST = 2


def set_aside() -> None:
    """Keep later collections from looking at what there is now, as while thousands of rows come.

    Less what has become garbage lately; the rest of it is found after `CalmCollector.look_at_all`.
    """
    gc.collect(_YOUNG)
    gc.freeze()


class CalmCollector:
    """Lets each full collection look at what came since the last, so that none grows with the list.

    What has just survived a collection that took long is set aside from the next ones: it holds no
    garbage at that moment; neither does what the program began with. What becomes garbage later is found
    after `look_at_all`.

    Args:
        felt: Seconds from which a collection took long.
    """

    def __init__(self, felt: float = _FELT) -> None:
        self._felt = felt
        self._began_at = 0.0
        gc.freeze()
        gc.enable()  # a start does without: nothing of what it loads becomes garbage
        gc.callbacks.append(self._note)

    def look_at_all(self) -> None:
        """Let the next collection look at everything again, as when a long list was cleared."""
        gc.unfreeze()

    def stop(self) -> None:
        """Leave the collector as it was."""
        gc.callbacks.remove(self._note)
        gc.unfreeze()

    def _note(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began_at = time.perf_counter()
        elif info["generation"] == _OLDEST and time.perf_counter() - self._began_at >= self._felt:
            gc.freeze()
