"""A file in memory that knows what was asked of it, and that may be far larger than memory."""


class RecordingFile:
    """Bytes at the start and at chosen offsets, zeros between; counts what is read.

    Attributes:
        size: The size that the file has.
        reads, bytes_requested: How often, and for how much in all, it was read.
    """

    def __init__(self, start: bytes, further: dict[int, bytes] | None = None) -> None:
        self._parts = {0: start, **(further or {})}
        self._at = 0
        self.size = max(offset + len(data) for offset, data in self._parts.items())
        self.reads = 0
        self.bytes_requested = 0

    def seek(self, offset: int, /) -> int:
        assert offset >= 0
        self._at = offset
        return offset

    def read(self, size: int, /) -> bytes:
        assert size > 0
        self.reads += 1
        self.bytes_requested += size
        end = min(self._at + size, self.size)
        result = bytearray(max(end - self._at, 0))
        for offset, data in self._parts.items():
            first, last = max(offset, self._at), min(offset + len(data), end)
            if first < last:
                result[first - self._at : last - self._at] = data[first - offset : last - offset]
        self._at = end
        return bytes(result)
