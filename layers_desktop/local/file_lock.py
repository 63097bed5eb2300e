"""Locks on files that end with the process that holds them, however it ends."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from layers_desktop.local.private_files import FILE_MODE

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int, *, waits: bool) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int, *, waits: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))


class FileLock:
    """A file held by one holder at a time; it is created where it is missing.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)

    def try_take(self) -> bool:
        """Take the lock unless somebody holds it; tells whether it is ours now."""
        try:
            _take(self._descriptor, waits=False)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Give the lock up; the file stays."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        """Wait for the lock and hold it; Windows gives up after 10 s with an OSError."""
        _take(self._descriptor, waits=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
