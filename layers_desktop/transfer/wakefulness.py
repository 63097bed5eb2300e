"""Whether the computer has to stay awake for the uploads."""

import time
from collections.abc import Callable

# A short wait (the next file, a second try, a budget that refills) is not worth a nap in between.
_GRACE = 60.0


class Wakefulness:
    """Decides from looks at the queue, about one a second, whether going to sleep would stop bytes.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._progress = 0
        self._moved_at = -_GRACE

    def is_needed(self, *, progress: int, is_sending: bool, is_going: bool, is_held: bool) -> bool:
        """Return whether sleep would do harm now.

        While bytes are under way it would. Between two files, and while a retry or the budget is waited
        for, it would too, for a minute. Paused, offline, without a key, or at rest, it would not: nothing
        is lost by sleeping then.

        Args:
            progress: A number that changes whenever a byte or a file got through.
            is_sending: Whether a file's bytes are under way, or its answer is waited for.
            is_going: Whether anything comes to its end without anybody's help.
            is_held: Whether something holds the whole queue.
        """
        now = self._clock()
        if is_sending or progress != self._progress:
            self._progress, self._moved_at = progress, now
        moved_lately = now - self._moved_at < _GRACE
        return is_sending or (is_going and not is_held and moved_lately)
