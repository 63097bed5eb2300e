"""File locks that end with the process that holds them, and by them which programs are running."""

import contextlib
import errno
import os
import re
import sys
from pathlib import Path
from typing import Self

from layers_desktop.local.private_files import FILE_MODE, make_private_folder

SESSIONS_FOLDER = "sessions"
_ID = re.compile("[0-9a-f]{32}")
_GUARD = "guard"
_LOCK_SUFFIX = ".lock"
# What flock(2) and `_locking` of Microsoft's C library say where somebody else has the lock.
_HELD_ELSEWHERE = frozenset({errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, blocking: bool) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        while True:
            try:
                return msvcrt.locking(descriptor, msvcrt.LK_LOCK if blocking else msvcrt.LK_NBLCK, 1)
            except OSError as error:
                # LK_LOCK gives up after ten seconds; whoever waits here waits for as long as it takes.
                if not blocking or error.errno not in _HELD_ELSEWHERE:
                    raise
else:
    import fcntl

    def _lock(descriptor: int, *, blocking: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if blocking else fcntl.LOCK_NB))


class FileLock:
    """An exclusive lock on a file, which is created where it is missing.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)

    def try_acquire(self) -> bool:
        """Acquire the lock unless it is held elsewhere; return whether it was acquired.

        Raises:
            OSError: It cannot be locked at all, as on a share whose server keeps no locks.
        """
        try:
            _lock(self._descriptor, blocking=False)
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
            OSError: It cannot be locked at all.
        """
        try:
            _lock(self._descriptor, blocking=True)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ProcessLock:
    """A lock that shows other programs that this one is running.

    Testing a lock acquires it for a moment, in which a third program would take an ended one for running; so
    every test is made while holding the guard file.

    Attributes:
        id: The ID of this process among all that share the folder.
    """

    def __init__(self, folder: Path, process_id: str, lock: FileLock) -> None:
        self.id = process_id
        self._folder = folder
        self._lock = lock

    @classmethod
    def acquire(cls, folder: Path) -> Self:
        """Acquire a lock of a new ID in this folder, and remove the files of programs that have ended.

        Raises:
            OSError: The folder or a file in it cannot be created.
        """
        make_private_folder(folder)
        with FileLock(folder / _GUARD):
            for path in folder.glob(f"*{_LOCK_SUFFIX}"):
                if not _is_held(path):
                    # Windows removes none that is open, were it for a look.
                    with contextlib.suppress(OSError):
                        path.unlink()
            process_id = os.urandom(16).hex()
            lock = FileLock(folder / f"{process_id}{_LOCK_SUFFIX}")
            lock.try_acquire()
        return cls(folder, process_id, lock)

    def not_running(self, process_ids: set[str]) -> set[str]:
        """Return those of these IDs whose program has ended; never this one's.

        Raises:
            OSError: The locks cannot be tested.
        """
        with FileLock(self._folder / _GUARD):
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
