"""Connections side by side, each in a lane of its own.

httpx keeps many connections in one pool, and asks the system about every one of them twice for each request.
In lanes a request costs the same however many go on beside it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from layers_desktop.api.connections import Route


class Closable(Protocol):
    """What has a connection."""

    async def aclose(self) -> None:
        """Close it."""


Lane = TypeVar("Lane", bound=Closable)


class Lanes(Generic[Lane]):
    """As many lanes as calls go on at once; one that is free is taken before another is opened.

    Args:
        route: Whom to trust, and which way to take.
        new_lane: Opens one on a way.

    Raises:
        ConfigurationError: The proxy cannot be used.
    """

    def __init__(self, route: Route, new_lane: Callable[[Route], Lane]) -> None:
        self._new_lane = new_lane
        self._free: list[Lane] = []
        self._all: list[Lane] = []
        self.take(route)

    def take(self, route: Route) -> None:
        """Make every later call on this way; those under way end on the one that they began on.

        Raises:
            ConfigurationError: The proxy cannot be used; the way before stays.
        """
        first = self._new_lane(route)
        self._route = route
        self._free = [first]
        self._all.append(first)

    @contextmanager
    def one(self) -> Iterator[Lane]:
        """Hold a lane for one call."""
        free = self._free  # another list from the moment when another way is taken
        lane = free.pop() if free else self._open()
        try:
            yield lane
        finally:
            free.append(lane)

    async def aclose(self) -> None:
        """Close the connections."""
        for lane in self._all:
            await lane.aclose()

    def _open(self) -> Lane:
        lane = self._new_lane(self._route)
        self._all.append(lane)
        return lane
