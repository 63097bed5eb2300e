"""Reading a small part of a file, with a limit on bytes and on reads that no content can exceed."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from layers_desktop.domain.file_errors import NotAFileError
from layers_desktop.media.file_opening import open_shared

READ_BUDGET = 64 * 1024
MAX_READS = 512
_HEAD_SIZE = 4096


class Seekable(Protocol):
    """The methods of a binary file that a BoundedReader uses."""

    def seek(self, offset: int, /) -> int:
        """Move to this offset in bytes."""
        ...

    def read(self, size: int, /) -> bytes:
        """Return at most this many bytes."""
        ...


class BoundedReader:
    """Random access to a file of a known size, limited to `budget` bytes and MAX_READS reads.

    The file must be unbuffered: a buffer would read more than the budget.

    Attributes:
        size: The file's size in bytes.
        head: The first bytes of the file, at most 4 KiB, read once.
    """

    def __init__(self, file: Seekable, size: int, budget: int = READ_BUDGET) -> None:
        self._file = file
        self._reads = 0
        self._budget = budget
        self.size = size
        self._spent = 0
        self.head = b""
        self.head = self.read_at(0, _HEAD_SIZE)

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`; fewer, or none, where the file or the budget ends.

        Raises:
            OSError: The file cannot be read.
        """
        length = min(length, self.size - offset)
        if offset < 0 or length <= 0:
            return b""
        if offset + length <= len(self.head):
            return self.head[offset : offset + length]
        length = min(length, self._budget - self._spent)
        if length <= 0 or self._reads >= MAX_READS:
            return b""
        self._spent += length
        self._reads += 1
        self._file.seek(offset)
        return self._file.read(length)


@contextmanager
def open_bounded(path: Path) -> Iterator[BoundedReader]:
    """Open a regular file for bounded reading.

    Raises:
        NotAFileError: The path is a pipe, a socket or a device; none of these is waited for.
        OSError: The file cannot be opened.
    """
    with open_shared(path, buffering=0) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise NotAFileError
        yield BoundedReader(file, status.st_size)
