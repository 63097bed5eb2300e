"""What is being sent at this moment, so that no two programs on this computer send the same at once.

A claim is a lock of the system on one byte of a file that all of them share: it ends with its program,
however that ends, and there is nothing to be cleaned up. Beside it stands when its place was used last, and
whether it was left undecided; who finds that the place was not used since it began need ask nobody anything.
"""

import errno
import logging
import os
import struct
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

from layers_desktop.local.private_files import FILE_MODE

CLAIMS_NAME = "claims"

# Two contents that share a place wait for each other for nothing, which harms nobody and is rare.
_PLACES = 1 << 18
_RECORD = struct.Struct("<q")
# Far behind the records: Windows lets nobody else read what is locked.
_LOCKS_BEGIN = 1 << 30
_BUSY = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_OPEN = 1

_log = logging.getLogger(__name__)

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, place: int) -> None:
        os.lseek(descriptor, _LOCKS_BEGIN + place, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int, place: int) -> None:
        os.lseek(descriptor, _LOCKS_BEGIN + place, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int, place: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _LOCKS_BEGIN + place)

    def _unlock(descriptor: int, place: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, _LOCKS_BEGIN + place)


@dataclass(frozen=True, slots=True)
class ContentLock:
    """The right to send one content, until it is released.

    Attributes:
        found: What stood at its place when it was taken, as `Claims.release` returned it to whoever was
            there last; 0 where nobody was.
    """

    place: int
    found: int

    @property
    def was_left_open(self) -> bool:
        """Whether whoever had it last may have an asset and not know of it."""
        return bool(self.found & _OPEN)

    @property
    def last_used(self) -> float:
        """Wall-clock seconds; 0 for never."""
        return self.found / 1e9


class ContentLocks:
    """The claims of this program, in a file of this folder; one object for each program.

    Where the file cannot be opened or locked, they hold within this program only.

    Attributes:
        begun_at: Wall-clock seconds since when this program knows what it does itself.
        left: By whose claim what was left at its place, as long as that is of use.
    """

    def __init__(self, folder: Path) -> None:
        self.begun_at = time.time()
        self.last_seen: dict[str, int] = {}
        self._path = folder / CLAIMS_NAME
        self._descriptor: int | None = None
        self._is_alone = False
        self._held: set[int] = set()
        self._unwritten: dict[int, int] = {}

    def try_take(self, content: str) -> ContentLock | None:
        """Return the claim to this content; None while it is somebody's."""
        place = _place_of(content)
        if place in self._held or not self._try_lock(place):
            return None
        self._held.add(place)
        found = self._read(place)
        self._write(place, time.time_ns() | _OPEN)  # for whoever comes after, should this program be killed
        return ContentLock(place, found)

    def release(self, lock: ContentLock, *, is_settled: bool) -> int:
        """Give it up, and return what stands at its place now.

        `is_settled` tells that there is either no asset or one that the history knows.
        """
        left = (time.time_ns() | _OPEN) - is_settled
        self._mark_used(lock, left)
        return left

    def restore(self, lock: ContentLock) -> None:
        """Give it up as it was found: whoever comes next has the same reasons to look back."""
        self._mark_used(lock, lock.found)

    def is_taken(self, content: str) -> bool:
        """Tell whether anybody has the claim to this content at this moment."""
        place = _place_of(content)
        if place in self._held:
            return True
        if not self._try_lock(place):
            return True
        self._free(place)
        return False

    def is_own(self, content: str) -> bool:
        """Tell whether it is this program that has it."""
        return _place_of(content) in self._held

    def close(self) -> None:
        """Give up all of them."""
        self._held.clear()
        self._is_alone = True
        self._close_file()

    # ----------------------------------------------------------------- parts
    def _try_lock(self, place: int) -> bool:
        """Return False where another program has the lock."""
        try:
            if (descriptor := self._file()) is not None:
                _lock(descriptor, place)
        except OSError as error:
            if error.errno in _BUSY and self._descriptor is not None:
                return False
            self._continue_without_file(error)
        return True

    def _mark_used(self, lock: ContentLock, record: int) -> None:
        self._write(lock.place, record)
        self._held.discard(lock.place)
        self._free(lock.place)

    def _free(self, place: int) -> None:
        if self._descriptor is not None:
            _unlock(self._descriptor, place)

    def _file(self) -> int | None:
        """Return the file, opened when it is needed first: the window's start does not wait for it."""
        if self._descriptor is None and not self._is_alone:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(self._path, flags, FILE_MODE)
        return self._descriptor

    def _continue_without_file(self, error: OSError) -> None:
        """Do without the file, as on a network that knows no locks: of itself this program knows still."""
        _log.warning("Claims hold within this program only: %s", error.strerror)
        self._is_alone = True
        self._close_file()

    def _close_file(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _read(self, place: int) -> int:
        if self._descriptor is None or place in self._unwritten:
            return self._unwritten.get(place, 0)
        os.lseek(self._descriptor, place * _RECORD.size, os.SEEK_SET)
        record = os.read(self._descriptor, _RECORD.size)
        return int(_RECORD.unpack(record)[0]) if len(record) == _RECORD.size else 0

    def _write(self, place: int, record: int) -> None:
        """Note it for all, or on a full disk at least for this program."""
        try:
            if self._descriptor is not None:
                os.lseek(self._descriptor, place * _RECORD.size, os.SEEK_SET)
                os.write(self._descriptor, _RECORD.pack(record))
                return
        except OSError as error:
            _log.info("A claim could not be noted: %s", error.strerror)
        self._unwritten[place] = record


def _place_of(content: str) -> int:
    return zlib.crc32(content.encode("utf-8", "surrogateescape")) % _PLACES
