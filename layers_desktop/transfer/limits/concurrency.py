"""How many files are under way at once: a few big ones, and small ones beside them."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from layers_desktop.transfer.limits.rate_limiter import RateLimiter, WritePriority

# Under this an upload is a matter of calls, not of bytes: it does not wait behind big ones.
SMALL = 2_000_000
_INLINE_AT_ONCE = 6
# One more slot must have brought this much, or the line is full already.
_WORTH_IT = 1.1


class ConcurrencyLimiter:
    """Bounds what is under way at the same time, and finds how much the line bears.

    Attributes:
        at_once: Files whose bytes may go to the store at once; one small file may go besides.
        most: What `at_once` never grows beyond.
    """

    def __init__(self, limit: int = 3, maximum: int = 6) -> None:
        self.limit = limit
        self.maximum = max(maximum, limit)
        self._regular = 0
        self._extra = 0
        self._is_exclusive = False
        self._waiting_exclusive = 0
        self._freed = asyncio.Event()
        self._inline = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(_INLINE_AT_ONCE))
        self._best_speed = 0.0
        self._chosen_limit = limit

    def set_limit(self, at_once: int) -> None:
        """Send so many at once from now on, as the person chose; what was found out since is forgotten."""
        if at_once == self._chosen_limit:
            return
        self._chosen_limit = self.limit = at_once
        self.maximum = max(self.maximum, at_once)
        self._best_speed = 0.0
        self._wake()

    @asynccontextmanager
    async def slot(self, size: int, *, exclusive: bool = False) -> AsyncIterator[None]:
        """Hold one slot for a PUT of this many bytes; `exclusive`: nothing else is sent meanwhile."""
        await self.wait_for_slot(size, exclusive=exclusive)
        is_extra = self._regular >= self.limit
        self._take(1, is_extra=is_extra)
        self._is_exclusive = exclusive
        try:
            yield
        finally:
            self._take(-1, is_extra=is_extra)
            self._is_exclusive = self._is_exclusive and not exclusive
            self._wake()

    async def wait_for_slot(self, size: int, *, exclusive: bool = False) -> None:
        """Return as soon as a PUT of this size may begin; who goes on at once finds its slot free."""
        self._waiting_exclusive += exclusive
        try:
            while not self.has_free_slot(size, exclusive=exclusive):
                await self._freed.wait()
        finally:
            self._waiting_exclusive -= exclusive
            self._wake()  # whoever stood behind it, should it have given up

    @asynccontextmanager
    async def inline_slot(self, account: str) -> AsyncIterator[None]:
        """Hold one of this account's slots for files that go in a single call: its budget is its own too."""
        async with self._inline[account]:
            yield

    def has_free_slot(self, size: int, *, exclusive: bool = False) -> bool:
        """Whether a PUT of this size may begin now."""
        if self._is_exclusive:
            return False
        if exclusive:
            return self._regular == self._extra == 0
        if self._waiting_exclusive:
            return False  # else it would wait for as long as there are others
        return self._regular < self.limit or (size < SMALL and self._extra == 0)

    @property
    def is_full(self) -> bool:
        """Whether every regular slot is taken."""
        return self._regular >= self.limit

    def halve(self) -> None:
        """Send less at once: the store or the line asked for it."""
        self.limit = max(1, self.limit // 2)
        self._best_speed = 0.0

    def adapt(self, bytes_per_second: float) -> None:
        """Take one more slot while that brings more bytes a second."""
        if self.is_full and self.limit < self.maximum and bytes_per_second > self._best_speed * _WORTH_IT:
            self._best_speed = bytes_per_second
            self.limit += 1
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
    concurrency: ConcurrencyLimiter,
    limiter: RateLimiter,
    size: int,
    presign: Callable[[], Awaitable[None]],
    *,
    exclusive: bool,
) -> AsyncIterator[None]:
    """Hold one slot for a PUT of this many bytes, in which `presign` has just been called in its turn.

    With `exclusive`, nothing else is sent meanwhile.
    """
    async with AsyncExitStack() as held:
        has_slot = False
        while not has_slot:
            await concurrency.wait_for_slot(size, exclusive=exclusive)
            async with limiter.acquire(WritePriority.PRESIGN) as turn:
                has_slot = turn.is_used = concurrency.has_free_slot(size, exclusive=exclusive)
                if has_slot:
                    await held.enter_async_context(concurrency.slot(size, exclusive=exclusive))
                    await presign()
        yield
