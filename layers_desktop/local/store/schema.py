"""The tables of the database, and how all that they hold moves into another file.

No column has a place for an API key, a signed URL or signed headers, and none may be added.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any

from layers_desktop.local.store.journal_errors import JournalTooNewError

_SCHEMA_VERSION = 1
# Columns that came later. They may be empty, and earlier versions name theirs: these go on with such a file.
_ADDED_COLUMNS = (("history", "asset_url", "TEXT"), ("history", "added_at", "REAL"))
_ADDED_TABLES = """
CREATE TABLE IF NOT EXISTS watched_files (
    folder   BLOB NOT NULL,
    path     BLOB NOT NULL,
    size     INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    PRIMARY KEY (folder, path)
) WITHOUT ROWID;
"""

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
    search_text  TEXT NOT NULL,
    asset_url    TEXT,
    added_at     REAL
);
CREATE INDEX IF NOT EXISTS uploads_by_owner ON uploads (owner, position);
CREATE INDEX IF NOT EXISTS history_by_content ON history (project_id, account, sha256);
CREATE INDEX IF NOT EXISTS history_by_size ON history (project_id, account, size);
CREATE INDEX IF NOT EXISTS history_by_time ON history (finished_at);
"""

# Each column of each table but the numbers by which one file orders its rows.
Rows = Mapping[str, tuple[list[str], list[tuple[Any, ...]]]]


def create_tables(connection: sqlite3.Connection) -> None:
    """Create what is missing.

    Raises:
        JournalTooNewError: A newer version wrote the file.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > _SCHEMA_VERSION:
        raise JournalTooNewError
    if version < _SCHEMA_VERSION:
        connection.executescript(
            f"BEGIN IMMEDIATE; {_TABLES} {_ADDED_TABLES} PRAGMA user_version = {_SCHEMA_VERSION}; COMMIT;"
        )
    connection.executescript(_ADDED_TABLES)
    for table, column, kind in _ADDED_COLUMNS:
        if column not in _columns(connection, table):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")


def all_rows(connection: sqlite3.Connection) -> Rows:
    """Return what all tables hold, each in its order."""
    found: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = {}
    for table in ("uploads", "history", "watched_files"):
        columns = [name for name in _columns(connection, table) if name != "position"]
        order = "ORDER BY position" if table == "uploads" else ""
        query = f"SELECT {', '.join(columns)} FROM {table} {order}"  # noqa: S608 - names of our own
        rows = connection.execute(query).fetchall()
        found[table] = columns, rows
    return found


def add_rows(connection: sqlite3.Connection, rows_by_table: Rows) -> None:
    """Add these rows, each in place of the one of the same key; what is finished is unfinished no more."""
    for table, (columns, rows) in rows_by_table.items():
        values = ", ".join("?" * len(columns))
        sql = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608 - the same
        connection.executemany(sql, rows)
    connection.execute("DELETE FROM uploads WHERE id IN (SELECT id FROM history)")


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
