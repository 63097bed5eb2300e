"""File locks that end with the process that holds them, and by them which programs are running."""

import contextlib
import errno
import os
import re
import sys
import time
from pathlib import Path
from typing import Self

from layers_desktop.local.private_files import FILE_MODE, make_private_folder

SESSIONS_FOLDER = "sessions"
_ID = re.compile("[0-9a-f]{32}")
_GUARD = "guard"
_LOCK_SUFFIX = ".lock"
_PAUSE = 0.02
# What flock(2) and `_locking` of Microsoft's C library say where somebody else has the lock.
_HELD_ELSEWHERE = frozenset({errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """An exclusive lock on a file, which is created where it is missing.

    Args:
        path: The file.
        busy_seconds: How long `with` waits while another program has the lock.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: Path, busy_seconds: float = 0.0) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)

    def try_acquire(self) -> bool:
        """Acquire the lock unless it is held elsewhere; return whether it was acquired.

        Raises:
            OSError: It cannot be locked at all, as on a share whose server keeps no locks.
        """
        try:
            _lock(self._descriptor)
        except OSError as error:
            if error.errno in _HELD_ELSEWHERE:
                return False
            raise
        return True

    def close(self) -> None:
        """Release the lock; the file stays."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        """Wait for the lock and acquire it.

        Raises:
            TimeoutError: Another program keeps it: one that is stopped may do so for ever.
            OSError: It cannot be locked at all.
        """
        due = time.monotonic() + self._busy_seconds
        try:
            while not self.try_acquire():
                _require_time(due, self.path)
                time.sleep(_PAUSE)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _require_time(due: float, path: Path) -> None:
    if time.monotonic() >= due:
        raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), path)


class ProcessLock:
    """A lock that shows other programs that this one is running.

    Testing a lock acquires it for a moment, in which a third program would take an ended one for running; so
    every test is made while holding the guard file.

    Attributes:
        id: The ID of this process among all that share the folder.
    """

    def __init__(self, folder: Path, process_id: str, lock: FileLock, busy_seconds: float) -> None:
        self.id = process_id
        self._folder = folder
        self._lock = lock
        self._busy_seconds = busy_seconds

    @classmethod
    def acquire(cls, folder: Path, busy_seconds: float) -> Self:
        """Acquire a lock of a new ID in this folder, and remove the files of programs that have ended.

        Args:
            folder: Of the locks.
            busy_seconds: How long this and the tests wait while another program holds the guard file.

        Raises:
            OSError: The folder or a file in it cannot be created, or the guard file is held for longer.
        """
        make_private_folder(folder)
        with FileLock(folder / _GUARD, busy_seconds):
            for path in folder.glob(f"*{_LOCK_SUFFIX}"):
                if not _is_held(path):
                    # Windows removes none that is open, were it for a look.
                    with contextlib.suppress(OSError):
                        path.unlink()
            process_id = os.urandom(16).hex()
            lock = FileLock(folder / f"{process_id}{_LOCK_SUFFIX}")
            lock.try_acquire()
        return cls(folder, process_id, lock, busy_seconds)

    def renew(self) -> None:
        """Be seen to be running again where the lock's file was removed.

        Raises:
            OSError: It cannot be created, or the guard file is held for too long.
        """
        make_private_folder(self._folder)
        with FileLock(self._folder / _GUARD, self._busy_seconds):
            lock = FileLock(self._lock.path)
            if lock.try_acquire():
                self._lock, lock = lock, self._lock
            lock.close()

    def not_running(self, process_ids: set[str]) -> set[str]:
        """Return those of these IDs whose program has ended; never this one's.

        Raises:
            OSError: The locks cannot be tested.
        """
        with FileLock(self._folder / _GUARD, self._busy_seconds):
            return {
                other
                for other in process_ids - {self.id}
                # Nobody runs under what is no ID: a letter on the disk was changed.
                if not _ID.fullmatch(other) or not _is_held(self._folder / f"{other}{_LOCK_SUFFIX}")
            }

    def release(self) -> None:
        """Let other programs see that this one has ended."""
        self._lock.close()


def any_running(folder: Path) -> bool:
    """Return whether a running program holds a ProcessLock in this folder or below it.

    Raises:
        OSError: A lock cannot be tested.
    """
    return any(
        _is_held(path) for path in folder.rglob(f"*{_LOCK_SUFFIX}") if path.parent.name == SESSIONS_FOLDER
    )


def _is_held(path: Path) -> bool:
    """Return whether a running program holds this lock; a missing file is held by none."""
    if not path.exists():
        return False
    lock = FileLock(path)
    try:
        return not lock.try_acquire()
    finally:
        lock.close()
