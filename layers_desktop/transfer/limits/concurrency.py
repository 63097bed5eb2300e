"""How many files are sent at once: a few large ones, and small ones besides.

Fewer after an answer for which `transfer/job/retry_policy.py` says so, such as a 503 of the storage.

A slot of the storage and a permit of the rate limiter are taken at the same moment, so that neither is held
while the other is waited for. All accounts share the slots, and each has a rate limiter of its own: a slot
that waited for a permit would keep other accounts from sending, for a minute or the rest of a day, and a
permit that waited for a slot would be lost to the calls that are nearer to an asset.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import AsyncExitStack, asynccontextmanager

from layers_desktop.transfer.limits.rate_limiter import RateLimiter, WritePriority

# A file under so many bytes takes mostly the time of its calls: it does not wait behind large ones.
SMALL = 2_000_000
_MAX_INLINE = 6
# One more slot must have raised the throughput by this factor, or the network is used up already.
_MIN_GAIN = 1.1


class ConcurrencyLimiter:
    """Limits how many files are sent at once, and finds out how many the network can take.

    Attributes:
        limit: Files whose bytes may go to the storage at once; one small file may go besides.
        maximum: What `limit` never grows beyond.
    """

    def __init__(self, limit: int = 3, maximum: int = 6) -> None:
        self.limit = limit
        self.maximum = max(maximum, limit)
        self._regular = 0
        self._extra = 0
        self._is_exclusive = False
        self._waiting_exclusive = 0
        self._freed = asyncio.Event()
        self._inline = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(_MAX_INLINE))
        self._best_speed = 0.0
        self._chosen_limit = limit

    def set_limit(self, limit: int) -> None:
        """Use the limit that the person chose; what was found out about the network since is forgotten."""
        if limit == self._chosen_limit:
            return
        self._chosen_limit = self.limit = limit
        self.maximum = max(self.maximum, limit)
        self._best_speed = 0.0
        self._wake()

    @asynccontextmanager
    async def slot(self, size: int, *, exclusive: bool = False) -> AsyncIterator[None]:
        """Hold one slot for a PUT of this many bytes; with `exclusive`, nothing else is sent meanwhile."""
        await self.wait_for_slot(size, exclusive=exclusive)
        is_extra = self._regular >= self.limit
        self._count(1, is_extra=is_extra)
        self._is_exclusive = exclusive
        try:
            yield
        finally:
            self._count(-1, is_extra=is_extra)
            self._is_exclusive = self._is_exclusive and not exclusive
            self._wake()

    async def wait_for_slot(self, size: int, *, exclusive: bool = False) -> None:
        """Return as soon as a PUT of this size may begin; the slot stays free until the next await."""
        self._waiting_exclusive += exclusive
        try:
            while not self.has_free_slot(size, exclusive=exclusive):
                await self._freed.wait()
        finally:
            self._waiting_exclusive -= exclusive
            self._wake()  # those that waited for this one, should it have been cancelled

    @asynccontextmanager
    async def inline_slot(self, account: str) -> AsyncIterator[None]:
        """Hold one of this account's slots for inline uploads; no account waits for another's."""
        async with self._inline[account]:
            yield

    def has_free_slot(self, size: int, *, exclusive: bool = False) -> bool:
        """Whether a PUT of this size may begin now."""
        if self._is_exclusive:
            return False
        if exclusive:
            return self._regular == self._extra == 0
        if self._waiting_exclusive:
            return False  # else an exclusive one would wait for as long as there are others
        return self._regular < self.limit or (size < SMALL and self._extra == 0)

    @property
    def is_full(self) -> bool:
        """Whether every regular slot is taken."""
        return self._regular >= self.limit

    def halve(self) -> None:
        """Send half as many at once, as `RetryAction.REDUCE_CONCURRENCY` asks for."""
        self.limit = max(1, self.limit // 2)
        self._best_speed = 0.0

    def adapt(self, bytes_per_second: float) -> None:
        """Add one slot, as long as all are in use and the last one brought more bytes a second."""
        if self.is_full and self.limit < self.maximum and bytes_per_second > self._best_speed * _MIN_GAIN:
            self._best_speed = bytes_per_second
            self.limit += 1
            self._wake()

    def _count(self, count: int, *, is_extra: bool) -> None:
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
    file: Hashable = None,
) -> AsyncIterator[None]:
    """Hold one slot for a PUT of this many bytes, in which `presign` has just been called.

    With `exclusive`, nothing else is sent meanwhile. The limiter keeps a place for the finalize of `file`.
    """
    async with AsyncExitStack() as held:
        has_slot = False
        while not has_slot:
            await concurrency.wait_for_slot(size, exclusive=exclusive)
            async with limiter.acquire(WritePriority.PRESIGN, file) as permit:
                has_slot = permit.is_used = concurrency.has_free_slot(size, exclusive=exclusive)
                if has_slot:
                    await held.enter_async_context(concurrency.slot(size, exclusive=exclusive))
                    await presign()
        yield
