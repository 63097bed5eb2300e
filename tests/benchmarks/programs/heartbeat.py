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
        path: Gets of each pause three doubles: its seconds, how many seconds the thread ran, and how many it
            was ready and had no processor, because others had them all.
    """

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._file = path.open("ab", buffering=0)
        # https://docs.kernel.org/scheduler/sched-stats.html
        schedule = f"/proc/self/task/{threading.get_native_id()}/schedstat"
        self._schedule = os.open(schedule, os.O_RDONLY)
        self._last, (self._ran, self._waited) = time.perf_counter(), self._spent()
        timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=round(INTERVAL * 1000))
        timer.timeout.connect(self._tick)
        timer.start()

    def _tick(self) -> None:
        now, (ran, waited) = time.perf_counter(), self._spent()
        pause = max(0.0, now - self._last - INTERVAL)
        self._file.write(struct.pack("3d", pause, ran - self._ran, waited - self._waited))
        self._last, self._ran, self._waited = now, ran, waited

    def _spent(self) -> tuple[float, float]:
        """Return the seconds for which the thread ran so far, and for which it had no processor."""
        ran, waited, _ = os.pread(self._schedule, 100, 0).split()
        return int(ran) * _NANOSECOND, int(waited) * _NANOSECOND
