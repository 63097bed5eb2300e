"""Locks on contents, so that no two uploads on this computer send the same content at once.

`transfer/job/content_claim.py` takes them, waits for them, and uses the ID that another has got.

Each is a lock of the operating system on one byte of a file that all running programs share: it ends with
its program, however that ends, and nothing has to be cleaned up. The same file records of each content when
it was last sent and whether the outcome is known. Who finds no use need not look further. The time only
tells one use from another: clocks are wrong and are set back, and which was first is never read from them.
"""

import contextlib
import errno
import logging
import os
import struct
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from layers_desktop.local.private_files import FILE_MODE, make_private_folder
from layers_desktop.local.store.journal_errors import save_error

LOCKS_NAME = "claims"

# Two contents of one slot wait for each other without need, which is harmless and rare.
_SLOTS = 1 << 18
# A record is `ContentUse.at_ns`, whose lowest bit is set where the use is not settled; 0 for no use.
_RECORD = struct.Struct("<q")
_UNSETTLED = 1
# Far behind the records: Windows lets nobody else read what is locked.
_LOCKS_BEGIN = 1 << 30
_BUSY = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})

_log = logging.getLogger(__name__)

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, slot: int) -> None:
        os.lseek(descriptor, _LOCKS_BEGIN + slot, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int, slot: int) -> None:
        os.lseek(descriptor, _LOCKS_BEGIN + slot, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int, slot: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _LOCKS_BEGIN + slot)

    def _unlock(descriptor: int, slot: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, _LOCKS_BEGIN + slot)


@dataclass(frozen=True, slots=True)
class ContentUse:
    """The last time that a content was locked.

    Attributes:
        at_ns: Wall-clock nanoseconds, always even: when the lock was released, or acquired by a program that
            was killed. It tells uses apart, and no more.
        is_settled: Whether there is either no asset or one that the history knows.
    """

    at_ns: int
    is_settled: bool

    @classmethod
    def now(cls, *, is_settled: bool) -> Self:
        """Return a use that ends at this moment."""
        return cls(time.time_ns() & ~_UNSETTLED, is_settled)

    @property
    def at(self) -> float:
        """Wall-clock seconds."""
        return self.at_ns / 1e9


@dataclass(frozen=True, slots=True)
class ContentLock:
    """The right to send one content, until it is released.

    Attributes:
        previous_use: By whoever had the lock before; None where nobody had.
    """

    slot: int
    previous_use: ContentUse | None


class ContentLocks:
    """The locks of this program, in a file of this folder; one object for each program.

    Where the file cannot be opened or locked, they hold within this program only.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCKS_NAME
        self._descriptor: int | None = None
        self._is_local = False
        self._held: set[int] = set()
        self._local_uses: dict[int, ContentUse | None] = {}
        self._without_room: int | None = None

    def try_acquire(self, content: str, *, must_note: bool = True) -> ContentLock | None:
        """Return the lock of this content; None while anybody holds it.

        Raises:
            JournalError: Its use cannot be noted, as it must: no other program would look what came of it.
        """
        try:
            return self._acquire(_slot_of(content), must_note=must_note)
        except OSError as error:
            self._without_room = _slot_of(content)
            raise save_error(self._path.parent, error) from error

    def has_room(self) -> bool:
        """Whether the use can be noted by now that could not be last."""
        if self._without_room is not None:
            try:
                lock = self._acquire(self._without_room, must_note=True)
            except OSError:
                return False
            if lock:
                self.restore(lock)
            self._without_room = None
        return True

    def release(self, lock: ContentLock, *, is_settled: bool) -> ContentUse:
        """Release the lock and return the use that was recorded of it; `is_settled` as in `ContentUse`."""
        use = ContentUse.now(is_settled=is_settled)
        self._release(lock, use)
        return use

    def restore(self, lock: ContentLock) -> None:
        """Release the lock and leave the record of its previous use, as if it had not been acquired."""
        self._release(lock, lock.previous_use)

    def is_held(self, content: str) -> bool:
        """Whether anybody holds the lock of this content at this moment."""
        slot = _slot_of(content)
        if slot in self._held or not self._try_lock(slot):
            return True
        self._unlock(slot)
        return False

    def is_own(self, content: str) -> bool:
        """Whether this program holds it."""
        return _slot_of(content) in self._held

    def renew(self) -> None:
        """Hold the same locks in a new file, for others to see, where the one in use was removed.

        Raises:
            OSError: There can be no new one.
        """
        if self._descriptor is None or os.fstat(self._descriptor).st_nlink:
            return
        self._close_file()
        make_private_folder(self._path.parent)
        if (descriptor := self._file()) is not None:
            for slot in self._held:
                _lock(descriptor, slot)

    def close(self) -> None:
        """Release all of them."""
        self._held.clear()
        self._is_local = True
        self._close_file()

    # ----------------------------------------------------------------- private
    def _acquire(self, slot: int, *, must_note: bool) -> ContentLock | None:
        if slot in self._held or not self._try_lock(slot):
            return None
        previous = self._read(slot)
        try:
            self._write(slot, ContentUse.now(is_settled=False))  # stays, should this program be killed
        except OSError:
            if must_note:
                self._unlock(slot)
                raise
        self._held.add(slot)
        return ContentLock(slot, previous)

    def _release(self, lock: ContentLock, use: ContentUse | None) -> None:
        with contextlib.suppress(OSError):  # what was noted at first stays, and has others look
            self._write(lock.slot, use)
        self._held.discard(lock.slot)
        self._unlock(lock.slot)

    def _try_lock(self, slot: int) -> bool:
        """Return False where another program has the lock."""
        try:
            if (descriptor := self._file()) is not None:
                _lock(descriptor, slot)
        except OSError as error:
            if error.errno in _BUSY and self._descriptor is not None:
                return False
            # As on a network share that knows no locks: within this program they hold all the same.
            _log.warning("Claims hold within this program only: %s", error.strerror)
            self._is_local = True
            self._close_file()
        return True

    def _unlock(self, slot: int) -> None:
        if self._descriptor is not None:
            _unlock(self._descriptor, slot)

    def _file(self) -> int | None:
        """Return the file, opened when it is first needed: the window's start does not wait for it."""
        self.renew()
        if self._descriptor is None and not self._is_local:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(self._path, flags, FILE_MODE)
        return self._descriptor

    def _close_file(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _read(self, slot: int) -> ContentUse | None:
        if self._descriptor is None:
            return self._local_uses.get(slot)
        os.lseek(self._descriptor, slot * _RECORD.size, os.SEEK_SET)
        record = os.read(self._descriptor, _RECORD.size)
        (number,) = _RECORD.unpack(record) if len(record) == _RECORD.size else (0,)
        return ContentUse(number & ~_UNSETTLED, not number & _UNSETTLED) if number else None

    def _write(self, slot: int, use: ContentUse | None) -> None:
        """Record the use for all programs, or without a file at least for this one."""
        if self._descriptor is None:
            self._local_uses[slot] = use
            return
        number = use.at_ns | (not use.is_settled) if use else 0
        os.lseek(self._descriptor, slot * _RECORD.size, os.SEEK_SET)
        os.write(self._descriptor, _RECORD.pack(number))


def _slot_of(content: str) -> int:
    return zlib.crc32(content.encode("utf-8", "surrogateescape")) % _SLOTS
