"""The database file: opened whole or set aside, with the tables of journal and history.

The schema has no place for an API key, a signed URL or signed headers, and none may be added.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from layers_desktop.local.file_lock import FileLock
from layers_desktop.local.journal_error import JournalTooNewError, is_broken
from layers_desktop.local.private_files import FILE_MODE, make_private_folder, set_aside

_VERSION = 1

# What SQLite keeps beside a database in WAL mode.
_LOG = "-wal"
_COMPANIONS = (_LOG, "-shm")

_TABLES = """
CREATE TABLE IF NOT EXISTS uploads (
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    owner    TEXT NOT NULL,
    origin   TEXT NOT NULL,
    path     BLOB NOT NULL,
    record   TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS history (
    id           TEXT PRIMARY KEY,
    batch_id     TEXT NOT NULL,
    account      TEXT NOT NULL,
    path         BLOB NOT NULL,
    name         TEXT NOT NULL,
    size         INTEGER,
    sha256       TEXT,
    kind         TEXT,
    mime_type    TEXT,
    project_id   TEXT NOT NULL,
    project_name TEXT NOT NULL,
    asset_id     TEXT NOT NULL,
    finished_at  REAL NOT NULL,
    search_text  TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS uploads_by_owner ON uploads (owner, position);
CREATE INDEX IF NOT EXISTS history_by_content ON history (project_id, account, sha256);
CREATE INDEX IF NOT EXISTS history_by_size ON history (project_id, account, size);
CREATE INDEX IF NOT EXISTS history_by_time ON history (finished_at);
"""


def open_database(path: Path, busy_seconds: float) -> tuple[sqlite3.Connection, Path | None]:
    """Return a connection with all tables there, and where a broken file went, if there was one.

    Raises:
        OSError, sqlite3.Error: The file can be neither opened nor set aside.
        JournalTooNewError: A newer version wrote it.
    """
    make_private_folder(path.parent)
    # One at a time: nobody may open what another is just renaming.
    with FileLock(path.with_name(path.name + ".lock")), _copy_of_log(path) as copy:
        try:
            return _open_whole(path, busy_seconds), None
        except sqlite3.DatabaseError as error:
            if not is_broken(error):
                raise
            aside = set_aside(path, _COMPANIONS)
            if copy.exists():
                copy.replace(aside.with_name(aside.name + _LOG))
        return _open_whole(path, busy_seconds), aside


@contextmanager
def _copy_of_log(path: Path) -> Iterator[Path]:
    """Keep a copy of what a crash left in the log, while opening: SQLite deletes it beside a broken file."""
    copy = path.with_name(path.name + ".log-copy")
    with suppress(OSError):  # no log is the usual case, and a full disk must not keep anybody from opening
        shutil.copy(path.with_name(path.name + _LOG), copy)
    try:
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _open_whole(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Open the file and prove that it is sound."""
    # SQLite gives its companions the rights of the file itself.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # on macOS a plain fsync stops at the disk's own cache
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _damage(verdict)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise JournalTooNewError
    if version < _VERSION:
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")


def _damage(verdict: str) -> sqlite3.DatabaseError:
    """Return what SQLite itself raises for a damaged file."""
    error = sqlite3.DatabaseError(verdict)
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error
