"""Dimensions and running times of the files in sight: found out a few at a time, the latest first."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

_AT_ONCE = 2
_MOST_WAITING = 100
_MOST_KEPT = 10_000


class Contents(QObject):
    """Gives what is in files, as words.

    Signals:
        found: Something is known now that was asked for before.
    """

    found = Signal()

    def __init__(
        self, facts_of: Callable[[Path, Callable[[str], None]], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._facts_of = facts_of
        self._known: OrderedDict[Path, str] = OrderedDict()
        self._waiting: OrderedDict[Path, None] = OrderedDict()
        self._asked: set[Path] = set()

    def of(self, path: Path) -> str:
        """Return the words if they are there; else see to it that they will be."""
        if path in self._known:
            return self._known[path]
        if path not in self._asked:
            self._waiting[path] = None
            self._waiting.move_to_end(path)
            while len(self._waiting) > _MOST_WAITING:
                self._waiting.popitem(last=False)
            self._ask()
        return ""

    def _ask(self) -> None:
        while self._waiting and len(self._asked) < _AT_ONCE:
            path, _ = self._waiting.popitem()
            self._asked.add(path)
            self._facts_of(path, partial(self._keep, path))

    def _keep(self, path: Path, words: str) -> None:
        self._asked.discard(path)
        self._known[path] = words
        while len(self._known) > _MOST_KEPT:
            self._known.popitem(last=False)
        self.found.emit()
        self._ask()
