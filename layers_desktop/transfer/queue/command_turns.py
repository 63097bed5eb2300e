"""Commands on thousands of uploads: a part in each turn of the event loop, so that the window answers."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from itertools import islice

from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.background_tasks import OwnedTasks

Command = Callable[[list[Upload]], None]

# So many are looked at between two looks at the clock, and for so long, in seconds, in one turn.
_AT_ONCE = 50
_TURN_SECONDS = 0.008


class CommandTurns:
    """Carries out commands in the order in which they come.

    Args:
        under_way: Entered while something is left for a later turn.
    """

    def __init__(self, tasks: OwnedTasks, under_way: Callable[[], AbstractContextManager[None]]) -> None:
        self._tasks = tasks
        self._under_way = under_way
        self._parts: deque[tuple[Command, list[Upload]]] = deque()
        self._later: asyncio.Task[None] | None = None

    def carry_out(self, command: Command, uploads: Iterable[Upload]) -> None:
        """Do this to these: at once if they are few, else later, when the state of each may be another."""
        left = iter(uploads)
        while part := list(islice(left, _AT_ONCE)):
            self._parts.append((command, part))
        if self._later is None or self._later.done():
            self._take_turn()
            if self._parts:
                self._later = self._tasks.spawn(self._take_turns(), "command on many")

    def finish(self) -> None:
        """Do now all that is left for later turns."""
        self._work_until(math.inf)

    async def _take_turns(self) -> None:
        with self._under_way():
            while self._parts:
                await asyncio.sleep(0)
                self._take_turn()

    def _take_turn(self) -> None:
        self._work_until(time.monotonic() + _TURN_SECONDS)

    def _work_until(self, moment: float) -> None:
        while self._parts:
            command, part = self._parts.popleft()
            command(part)
            if time.monotonic() >= moment:
                return
