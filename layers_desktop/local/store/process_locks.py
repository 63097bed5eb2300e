"""Locks on files that end with the process that holds them, however it ends."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from layers_desktop.local.private_files import FILE_MODE, make_private_folder

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


SESSIONS_FOLDER = "sessions"
_GUARD = "guard"
_ENDING = ".lock"


class ProcessLock:
    """One running program, known to the others by a lock that ends with it.

    Every look at another's lock happens under the guard, because looking takes it for a moment and a
    third program would see a dead one alive.
    """

    def __init__(self, folder: Path, session_id: str, lock: FileLock) -> None:
        self.id = session_id
        self._folder = folder
        self._lock = lock

    @classmethod
    def begin(cls, folder: Path) -> Self:
        """Start to be seen as alive, and sweep out what dead programs left.

        Raises:
            OSError: The folder or a file in it cannot be made.
        """
        make_private_folder(folder)
        with FileLock(folder / _GUARD):
            for path in folder.glob(f"*{_ENDING}"):
                if not _is_held(path):
                    path.unlink()
            session_id = os.urandom(16).hex()
            lock = FileLock(folder / f"{session_id}{_ENDING}")
            lock.try_take()
        return cls(folder, session_id, lock)

    def not_running(self, session_ids: set[str]) -> set[str]:
        """Return those whose program has ended; this one never counts as dead.

        Raises:
            OSError: The locks cannot be looked at.
        """
        with FileLock(self._folder / _GUARD):
            return {
                other for other in session_ids - {self.id} if not _is_held(self._folder / f"{other}{_ENDING}")
            }

    def end(self) -> None:
        """Let others take over what is left."""
        self._lock.close()


def any_running(folder: Path) -> bool:
    """Tell whether a running program holds a session in this folder or below it.

    Raises:
        OSError: A lock cannot be looked at.
    """
    return any(_is_held(path) for path in folder.rglob(f"*{_ENDING}") if path.parent.name == SESSIONS_FOLDER)


def _is_held(path: Path) -> bool:
    """Tell whether a living program holds this lock; a file that is gone belongs to none."""
    if not path.exists():
        return False
    lock = FileLock(path)
    try:
        return not lock.try_take()
    finally:
        lock.close()
