"""The speed limit that all uploads share."""

import asyncio
import time
from collections.abc import Callable, Iterator

# A piece takes this part of a second, so that the speed is even and no transfer seems to have stalled.
_PIECES_PER_SECOND = 10
_SMALLEST_PIECE = 128
# Small enough to be seen moving on a slow network, and as large as TLS takes them at once.
_LARGEST_PIECE = 256 * 1024
# Bytes a second from which a whole chunk is gone at once: more pieces only cost the processor more.
_FAST = 25_000_000


class BandwidthLimiter:
    """Lets all uploads together send at most so many bytes a second; a change counts from the next piece on.

    Attributes:
        rate: Bytes a second; None for no limit.
    """

    def __init__(self, rate: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._free_at = 0.0
        self._is_fast = False
        self._whole = asyncio.Lock()

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the chunk in pieces that are sent evenly at this rate.

        They have 256 KiB at most, or what is left of the chunk where there is no rate and the last piece was
        gone at once.
        """
        start = 0
        while start < len(chunk):
            if self.rate is not None:
                size = self._piece_size(self.rate)
            else:
                size = len(chunk) if self._is_fast else _LARGEST_PIECE
            piece, began = chunk[start : start + size], self._clock()
            yield piece
            start += size
            # What is smaller tells more of the processor than of the network.
            if len(piece) >= _LARGEST_PIECE:
                self._is_fast = len(piece) > _FAST * (self._clock() - began)

    async def wait_for(self, size: int) -> None:
        """Return when so many bytes may be sent: once those before have had their time.

        All who wait get their pieces in turn, so that one large wait lets no other transfer seem to stall.
        """
        while size > 0 and self.rate is not None:
            piece = min(size, self._piece_size(self.rate))
            size -= piece
            now = self._clock()
            begin = max(now, self._free_at)
            self._free_at = begin + piece / self.rate
            if begin > now:
                await asyncio.sleep(begin - now)

    async def wait_for_whole(self, size: int) -> None:
        """Return when so many bytes may be sent that cannot be sent in pieces: once they have had their time.

        One by one: if several shared the time, all of them would be sent at its end, at the same moment.
        """
        if self.rate is None:
            return
        async with self._whole:
            await self.wait_for(size)

    @staticmethod
    def _piece_size(rate: float) -> int:
        return min(max(_SMALLEST_PIECE, int(rate / _PIECES_PER_SECOND)), _LARGEST_PIECE)
