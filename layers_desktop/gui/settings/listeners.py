"""Who is to be told when what a page of the settings shows has changed."""

from collections.abc import Callable
from functools import partial


class Listeners:
    """Tells those that listen, until they stop: a window that was closed listens no more."""

    def __init__(self) -> None:
        self._told: dict[object, Callable[[], None]] = {}

    def __len__(self) -> int:
        return len(self._told)

    def add(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call this from now on; return what stops that."""
        listener = object()
        self._told[listener] = changed
        return partial(self._remove, listener)

    def tell(self) -> None:
        """Call everyone who listens."""
        for changed in list(self._told.values()):
            changed()

    def _remove(self, listener: object) -> None:
        self._told.pop(listener, None)
