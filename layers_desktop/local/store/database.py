"""One SQLite connection in a thread of its own, where what is pending goes into one commit."""

import asyncio
import concurrent.futures
import contextlib
import os
import shutil
import sqlite3
import threading
from asyncio import Future
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from layers_desktop.local.private_files import FILE_MODE, make_private_folder, quarantine
from layers_desktop.local.store.errors import (
    JournalError,
    JournalTooNewError,
    is_broken,
    reading_failed,
    saving_failed,
)
from layers_desktop.local.store.process_locks import FileLock

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
            aside = quarantine(path, _COMPANIONS)
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


T = TypeVar("T")

# What is to become of one row, as a call on the connection.
Change = Callable[[sqlite3.Connection], object]


class _Question(NamedTuple):
    """A call that wants the connection for itself, and the future that hears its answer."""

    operation: Callable[[sqlite3.Connection], Any]
    answer: "Future[Any]"
    changes: bool


class Database:
    """Writes what several callers ask for in the same moment with one fsync, and loses nothing of it.

    Changes are named: a newer one of the same name takes the place of one not yet written. What could not
    be written stays pending and goes along with the next commit. Futures belong to the running asyncio loop.
    """

    def __init__(self, path: Path, busy_seconds: float) -> None:
        """Take the file's path, and how long to wait while another program writes."""
        self._path = path
        self._busy_seconds = busy_seconds
        self._wake = threading.Condition()
        self._pending: dict[Hashable, Change] = {}
        self._savers: list[Future[None]] = []
        self._questions: list[_Question] = []
        self._is_closing = False
        self._opened: concurrent.futures.Future[Path | None] = concurrent.futures.Future()
        self._closed: concurrent.futures.Future[None] = concurrent.futures.Future()

    async def open(self) -> Path | None:
        """Open the file; returns where a broken one was set aside.

        Raises:
            JournalError: It cannot be opened.
        """
        threading.Thread(target=self._work, name="journal", daemon=True).start()
        return await asyncio.wrap_future(self._opened)

    @property
    def has_unsaved(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._pending)

    def write(self, changes: Mapping[Hashable, Change]) -> "Future[None]":
        """Write these changes with whatever else is pending; done once they survive a loss of power.

        Raises:
            JournalError: From the future: nothing of that commit was written; all of it stays pending.
        """
        saver: Future[None] = asyncio.get_running_loop().create_future()
        with self._wake:
            self._check_open()
            self._pending.update(changes)
            self._savers.append(saver)
            self._wake.notify()
        return saver

    def read(self, operation: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Ask the database, after everything that was to be written before.

        Raises:
            JournalError: From the future: it cannot be read.
        """
        return self._ask(operation, changes=False)

    def change(self, operation: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Run the operation in a transaction of its own, which no other program can come between.

        Raises:
            JournalError: From the future: nothing of it was done.
        """
        return self._ask(operation, changes=True)

    async def close(self) -> None:
        """Write what is pending and close the file.

        Raises:
            JournalError: Something could not be written; it is lost with the program.
        """
        last = self.write({})
        with self._wake:
            self._is_closing = True
            self._wake.notify()
        try:
            await last
        finally:
            await asyncio.wrap_future(self._closed)

    def _ask(self, operation: Callable[[sqlite3.Connection], T], *, changes: bool) -> "Future[T]":
        answer: Future[T] = asyncio.get_running_loop().create_future()
        with self._wake:
            self._check_open()
            self._questions.append(_Question(operation, answer, changes))
            self._wake.notify()
        return answer

    def _check_open(self) -> None:
        if self._is_closing:
            raise RuntimeError("the database is closed")

    # ------------------------------------------------------------- its thread
    def _work(self) -> None:
        try:
            connection, aside = open_database(self._path, self._busy_seconds)
        except (sqlite3.Error, OSError) as error:
            self._opened.set_exception(reading_failed(self._path.parent, error))
            return
        except JournalError as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(aside)
        while self._turn(connection):
            pass
        connection.close()
        self._closed.set_result(None)

    def _turn(self, connection: sqlite3.Connection) -> bool:
        """Wait for work and do all that has gathered; tells whether there will be more."""
        with self._wake:
            self._wake.wait_for(lambda: self._savers or self._questions or self._is_closing)
            savers, self._savers = self._savers, []
            questions, self._questions = self._questions, []
            changes: dict[Hashable, Change] = {}
            if savers:
                changes, self._pending = self._pending, changes
            goes_on = not self._is_closing
        if savers:
            self._commit(connection, changes, savers)
        for question in questions:
            self._answer(connection, question)
        return goes_on

    def _commit(
        self,
        connection: sqlite3.Connection,
        changes: dict[Hashable, Change],
        savers: "list[Future[None]]",
    ) -> None:
        try:
            with _transaction(connection):
                for change in changes.values():
                    change(connection)
        except sqlite3.Error as error:
            with self._wake:
                self._pending = changes | self._pending
            _tell(savers, error=saving_failed(self._path.parent, error))
        except Exception as error:  # noqa: BLE001 a fault of ours: told to all, and kept it would come back
            _tell(savers, error=error)
        else:
            _tell(savers)

    def _answer(self, connection: sqlite3.Connection, question: _Question) -> None:
        try:
            if question.changes:
                with _transaction(connection):
                    result = question.operation(connection)
            else:
                result = question.operation(connection)
        except sqlite3.Error as error:
            failed = saving_failed if question.changes else reading_failed
            _tell([question.answer], error=failed(self._path.parent, error))
        except Exception as error:  # noqa: BLE001 it is handed to the one who asked
            _tell([question.answer], error=error)
        else:
            _tell([question.answer], result)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit at the end, or leave everything as it was."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # SQLite has already rolled back by itself after some errors of the disk.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _tell(futures: "Sequence[Future[Any]]", result: object = None, error: Exception | None = None) -> None:
    """Answer all of these, waking their loop once: a wake-up costs more than the writing of a row."""
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        futures[0].get_loop().call_soon_threadsafe(_settle, futures, result, error)


def _settle(futures: "Sequence[Future[Any]]", result: object, error: Exception | None) -> None:
    for future in futures:
        if future.done():
            continue  # nobody waits for it any more
        if error:
            future.set_exception(error)
        else:
            future.set_result(result)
