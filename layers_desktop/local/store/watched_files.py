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
    """The files of watched folders that were there before or have been taken; futures raise JournalError.

    A folder may be watched for several purposes: none knows of the others.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, folder: Path, purpose: str = "") -> "Future[dict[Path, FileState] | None]":
        """Return what is known of this folder's files; None where it was never watched."""
        key = _key(folder, purpose)

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

    def begin(self, folder: Path, files: Mapping[Path, FileState], purpose: str = "") -> "Future[None]":
        """Know these files of this folder, and nothing else of it; without a purpose, of no other folder."""
        key = _key(folder, purpose)
        former, which = ("folder = ?", (key,)) if purpose else ("instr(folder, x'00') = 0", ())
        rows = [(key, key, 0, 0), *(_row(key, *each) for each in files.items())]

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(f"DELETE FROM watched_files WHERE {former}", which)  # noqa: S608 one of these
            connection.executemany(_INSERT, rows)

        return self._database.transact(write)

    def add(self, folder: Path, files: Mapping[Path, FileState], purpose: str = "") -> "Future[None]":
        """Know these files as they are now."""
        key = _key(folder, purpose)
        changes: dict[Hashable, Change] = {
            ("watched", key, path): statement(_INSERT, *_row(key, path, state))
            for path, state in files.items()
        }
        return self._database.write(changes)


_INSERT = "INSERT OR REPLACE INTO watched_files (folder, path, size, mtime_ns) VALUES (?, ?, ?, ?)"


def _key(folder: Path, purpose: str) -> bytes:
    # No path has a zero byte in it.
    return os.fsencode(folder) + (b"\0" + purpose.encode() if purpose else b"")


def _row(key: bytes, path: Path, state: FileState) -> tuple[bytes, bytes, int, int]:
    return key, os.fsencode(path), state.size, state.mtime_ns
