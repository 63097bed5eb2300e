"""What is known of the files in watched folders, so that each is taken once, over restarts too."""

import os
import sqlite3
from asyncio import Future
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import NamedTuple

from layers_desktop.local.store.database import Change, Database, statement


class FileState(NamedTuple):
    """Size in bytes and time of change in nanoseconds: another state is another content."""

    size: int
    mtime_ns: int


class WatchedFiles:
    """The files of watched folders that were there before or have been taken; futures raise JournalError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, folder: Path) -> "Future[dict[Path, FileState] | None]":
        """Return what is known of this folder's files; None where it was never watched."""
        key = os.fsencode(folder)

        def read(connection: sqlite3.Connection) -> dict[Path, FileState] | None:
            rows = connection.execute(
                "SELECT path, size, mtime_ns FROM watched_files WHERE folder = ?", (key,)
            )
            found = {bytes(path): FileState(size, mtime_ns) for path, size, mtime_ns in rows}
            # The folder itself stands for that it is watched, be it empty or not.
            if found.pop(key, None) is None:
                return None
            return {Path(os.fsdecode(path)): state for path, state in found.items()}

        return self._database.read(read)

    def begin(self, folder: Path, files: Mapping[Path, FileState]) -> "Future[None]":
        """Forget what was known of every folder, and know these files of this one."""
        states = {folder: FileState(0, 0)} | dict(files)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM watched_files")
            connection.executemany(_INSERT, [_row(folder, *each) for each in states.items()])

        return self._database.transact(write)

    def add(self, folder: Path, files: Mapping[Path, FileState]) -> "Future[None]":
        """Know these files as they are now."""
        changes: dict[Hashable, Change] = {
            ("watched", path): statement(_INSERT, *_row(folder, path, state)) for path, state in files.items()
        }
        return self._database.write(changes)


_INSERT = "INSERT OR REPLACE INTO watched_files (folder, path, size, mtime_ns) VALUES (?, ?, ?, ?)"


def _row(folder: Path, path: Path, state: FileState) -> tuple[bytes, bytes, int, int]:
    return os.fsencode(folder), os.fsencode(path), state.size, state.mtime_ns
