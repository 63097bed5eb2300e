"""Writes down how late the main thread is, tick by tick."""

import os
import struct
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

# Often enough that a pause of a screen's refresh is seen, seldom enough to be no load.
INTERVAL = 0.004
_NANOSECOND = 1e-9


class Heartbeat(QObject):
    """Ticks on the main thread; a pause is the time beyond the interval that a tick had to wait.

    Args:
        path: Gets of each pause two doubles: its seconds, and how many of them the thread was ready and had
            no processor, because other programs had them all.
    """

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._file = path.open("ab", buffering=0)
        # https://docs.kernel.org/scheduler/sched-stats.html
        schedule = f"/proc/self/task/{threading.get_native_id()}/schedstat"
        self._schedule = os.open(schedule, os.O_RDONLY)
        self._last, self._waited = time.perf_counter(), self._waiting()
        timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=round(INTERVAL * 1000))
        timer.timeout.connect(self._tick)
        timer.start()

    def _tick(self) -> None:
        now, waited = time.perf_counter(), self._waiting()
        pause = max(0.0, now - self._last - INTERVAL)
        self._file.write(struct.pack("2d", pause, min(pause, waited - self._waited)))
        self._last, self._waited = now, waited

    def _waiting(self) -> float:
        """Return the seconds for which the thread was ready and had no processor so far."""
        return int(os.pread(self._schedule, 100, 0).split()[1]) * _NANOSECOND
