"""Writes down how late the main thread is, tick by tick."""

import struct
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

# Often enough that a pause of a screen's refresh is seen, seldom enough to be no load.
INTERVAL = 0.004


class Heartbeat(QObject):
    """Ticks on the main thread; a pause is the time beyond the interval that a tick had to wait.

    Args:
        path: Gets each pause in seconds, as a double.
    """

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._file = path.open("ab", buffering=0)
        self._last = time.perf_counter()
        timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=round(INTERVAL * 1000))
        timer.timeout.connect(self._tick)
        timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self._file.write(struct.pack("d", max(0.0, now - self._last - INTERVAL)))
        self._last = now
