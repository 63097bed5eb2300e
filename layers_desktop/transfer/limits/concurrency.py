"""How many files are under way at once: a few big ones, and small ones beside them."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from layers_desktop.transfer.limits.rate_limiter import WriteBudget, WritePriority

# Under this an upload is a matter of calls, not of bytes: it does not wait behind big ones.
SMALL = 2_000_000
_INLINE_AT_ONCE = 6
# One more slot must have brought this much, or the line is full already.
_WORTH_IT = 1.1


class Slots:
    """Bounds what is under way at the same time, and finds how much the line bears.

    Attributes:
        at_once: Files whose bytes may go to the store at once; one small file may go besides.
        most: What `at_once` never grows beyond.
    """

    def __init__(self, at_once: int = 3, most: int = 6) -> None:
        self.at_once = at_once
        self.most = max(most, at_once)
        self._regular = 0
        self._extra = 0
        self._is_alone = False
        self._waiting_alone = 0
        self._freed = asyncio.Event()
        self._inline = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(_INLINE_AT_ONCE))
        self._best = 0.0
        self._begun_with = at_once

    def begin_with(self, at_once: int) -> None:
        """Send so many at once from now on, as the person chose; what was found out since is forgotten."""
        if at_once == self._begun_with:
            return
        self._begun_with = self.at_once = at_once
        self.most = max(self.most, at_once)
        self._best = 0.0
        self._wake()

    @asynccontextmanager
    async def sending(self, size: int, *, alone: bool = False) -> AsyncIterator[None]:
        """Hold one slot for a PUT of this many bytes; `alone`: nothing else is sent meanwhile."""
        await self.room(size, alone=alone)
        is_extra = self._regular >= self.at_once
        self._take(1, is_extra=is_extra)
        self._is_alone = alone
        try:
            yield
        finally:
            self._take(-1, is_extra=is_extra)
            self._is_alone = self._is_alone and not alone
            self._wake()

    async def room(self, size: int, *, alone: bool = False) -> None:
        """Return as soon as a PUT of this size may begin; who goes on at once finds its slot free."""
        self._waiting_alone += alone
        try:
            while not self.has_room(size, alone=alone):
                await self._freed.wait()
        finally:
            self._waiting_alone -= alone
            self._wake()  # whoever stood behind it, should it have given up

    @asynccontextmanager
    async def sending_inline(self, account: str) -> AsyncIterator[None]:
        """Hold one of this account's slots for files that go in a single call: its budget is its own too."""
        async with self._inline[account]:
            yield

    def has_room(self, size: int, *, alone: bool = False) -> bool:
        """Whether a PUT of this size may begin now."""
        if self._is_alone:
            return False
        if alone:
            return self._regular == self._extra == 0
        if self._waiting_alone:
            return False  # else it would wait for as long as there are others
        return self._regular < self.at_once or (size < SMALL and self._extra == 0)

    @property
    def is_full(self) -> bool:
        """Whether every regular slot is taken."""
        return self._regular >= self.at_once

    def halve(self) -> None:
        """Send less at once: the store or the line asked for it."""
        self.at_once = max(1, self.at_once // 2)
        self._best = 0.0

    def observe(self, bytes_per_second: float) -> None:
        """Take one more slot while that brings more bytes a second."""
        if self.is_full and self.at_once < self.most and bytes_per_second > self._best * _WORTH_IT:
            self._best = bytes_per_second
            self.at_once += 1
            self._wake()

    def _take(self, count: int, *, is_extra: bool) -> None:
        if is_extra:
            self._extra += count
        else:
            self._regular += count

    def _wake(self) -> None:
        self._freed.set()
        self._freed = asyncio.Event()


@asynccontextmanager
async def presigned_slot(
    slots: Slots, budget: WriteBudget, size: int, presign: Callable[[], Awaitable[None]], *, alone: bool
) -> AsyncIterator[None]:
    """Hold one slot for a PUT of this many bytes, in which `presign` has just been called in its turn.

    With `alone`, nothing else is sent meanwhile.
    """
    async with AsyncExitStack() as held:
        has_slot = False
        while not has_slot:
            await slots.room(size, alone=alone)
            async with budget.write(WritePriority.PRESIGN) as turn:
                has_slot = turn.is_used = slots.has_room(size, alone=alone)
                if has_slot:
                    await held.enter_async_context(slots.sending(size, alone=alone))
                    await presign()
        yield
