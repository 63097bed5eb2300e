"""What is found out about files in the background and kept: the file asked for last comes first."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

Value = TypeVar("Value")
# Loads the value of a file and passes it on, on Qt's thread; None where there is none.
Loader = Callable[[Path, Callable[[Value | None], None]], object]

# A person who scrolls fast leaves rows behind before their turn comes: older requests are dropped.
_MAX_WAITING = 100
_MAX_RUNNING = 2


class FileCache(QObject, Generic[Value]):
    """Loads a value for each file that is asked for, two at a time, and keeps the latest.

    Args:
        load: Starts to load the value of a file and returns at once.
        capacity: How many values are kept.

    Signals:
        ready: The path of a file whose value can be had now.
    """

    ready = Signal(object)

    def __init__(self, load: Loader[Value], capacity: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._capacity = capacity
        self._values: OrderedDict[Path, Value | None] = OrderedDict()
        self._waiting: OrderedDict[Path, None] = OrderedDict()
        self._running: set[Path] = set()

    def get(self, path: Path) -> Value | None:
        """Return the value if it is there; else None, and have it loaded before all others that wait."""
        if path in self._values:
            self._values.move_to_end(path)
            return self._values[path]
        if path not in self._running:
            self._waiting[path] = None
            self._waiting.move_to_end(path)
            while len(self._waiting) > _MAX_WAITING:
                self._waiting.popitem(last=False)
            self._load_next()
        return None

    def stop(self) -> None:
        """Load nothing more of what waits."""
        self._waiting.clear()

    def _load_next(self) -> None:
        while self._waiting and len(self._running) < _MAX_RUNNING:
            path, _ = self._waiting.popitem()
            self._running.add(path)
            self._load(path, partial(self._keep, path))

    def _keep(self, path: Path, value: Value | None) -> None:
        self._running.discard(path)
        self._values[path] = value
        while len(self._values) > self._capacity:
            self._values.popitem(last=False)
        if value is not None:
            self.ready.emit(path)
        self._load_next()
