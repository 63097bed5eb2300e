"""The SQLite file of journal and history, with a thread of its own that groups changes into commits."""

import asyncio
import concurrent.futures
import contextlib
import logging
import os
import shutil
import sqlite3
import threading
from asyncio import Future
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from layers_desktop.local.private_files import FILE_MODE, make_private_folder, quarantine, quarantined
from layers_desktop.local.store.journal_errors import (
    JournalError,
    is_corrupt,
    read_error,
    save_error,
)
from layers_desktop.local.store.process_locks import FileLock
from layers_desktop.local.store.schema import Rows, add_rows, all_rows, create_tables

# Files that SQLite keeps beside a database in WAL mode (https://www.sqlite.org/wal.html).
_WAL_SUFFIX = "-wal"
_COMPANION_SUFFIXES = (_WAL_SUFFIX, "-shm")

# Seconds after which a change is written that nobody waits for.
_SOON = 0.1

_log = logging.getLogger(__name__)

T = TypeVar("T")
# Device and number of a file.
_Place = tuple[int, int]
_NOWHERE: _Place = (0, 0)

# A write of one row, as a call on the connection.
Change = Callable[[sqlite3.Connection], object]


def statement(sql: str, *values: object) -> Change:
    """Return the change that executes one SQL statement with these values."""
    return lambda connection: connection.execute(sql, values)


class _Operation(NamedTuple):
    """A call on the connection that runs by itself, and the future for its result."""

    call: Callable[[sqlite3.Connection], Any]
    result: "Future[Any]"
    is_transaction: bool


class Database:
    """Writes the changes of several callers in one commit, and keeps those that could not be written.

    Changes have names: a newer one replaces a pending one of the same name. Changes that could not be written
    stay pending and are part of the next commit. Futures belong to the running asyncio loop.

    Where the file is removed or replaced meanwhile, all that it held is written into the one that is there:
    else the next run would know nothing of it, and upload everything again.

    Attributes:
        path: The file.
        on_replaced: Called in the database's thread once that was done.
    """

    def __init__(self, path: Path, busy_seconds: float) -> None:
        """Take the file's path, and the seconds to wait while another program writes."""
        self.path = path
        self._busy_seconds = busy_seconds
        self._wake = threading.Condition()
        self._pending: dict[Hashable, Change] = {}
        self._waiting_writers: list[Future[None]] = []
        self._is_due = False
        self._operations: list[_Operation] = []
        self._is_closing = False
        self._place: _Place | None = None
        self._rescued: Rows | None = None
        self.on_replaced: Callable[[], None] = lambda: None
        self._opened: concurrent.futures.Future[Path | None] = concurrent.futures.Future()
        self._closed: concurrent.futures.Future[None] = concurrent.futures.Future()

    async def open(self) -> Path | None:
        """Open the file; return the path that a damaged one was moved to, if any.

        Raises:
            JournalError: It cannot be opened.
        """
        threading.Thread(target=self._run, name="journal", daemon=True).start()
        return await asyncio.wrap_future(self._opened)

    @property
    def has_unsaved(self) -> bool:
        """Whether changes are pending."""
        return bool(self._pending)

    def write(self, changes: Mapping[Hashable, Change]) -> "Future[None]":
        """Write these and all pending changes; the future is done once they survive a power failure.

        Raises:
            JournalError: From the future: nothing of that commit was written; all of it stays pending.
        """
        return self._write(changes, is_due=True)

    def write_soon(self, changes: Mapping[Hashable, Change]) -> "Future[None]":
        """Do as `write` does, with the next commit that anybody waits for, or a tenth of a second later.

        So what nobody waits for costs no flush of its own.
        """
        return self._write(changes, is_due=False)

    def quarantined(self) -> list[Path]:
        """Return the damaged files that were moved away and are still kept beside this one."""
        return quarantined(self.path, _COMPANION_SUFFIXES)

    def read(self, call: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Return the result of a query, run after all changes written before it.

        Raises:
            JournalError: From the future: it cannot be read.
        """
        return self._submit(call, is_transaction=False)

    def transact(self, call: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Return the result of a call that runs in a transaction of its own, which excludes other programs.

        Raises:
            JournalError: From the future: nothing of it was done.
        """
        return self._submit(call, is_transaction=True)

    async def close(self) -> None:
        """Write the pending changes and close the file.

        Raises:
            JournalError: Some could not be written, and are lost when the program ends.
        """
        last = self.write({})
        with self._wake:
            self._is_closing = True
            self._wake.notify()
        try:
            await last
        finally:
            await asyncio.wrap_future(self._closed)

    def _write(self, changes: Mapping[Hashable, Change], *, is_due: bool) -> "Future[None]":
        writer: Future[None] = asyncio.get_running_loop().create_future()
        with self._wake:
            self._check_open()
            self._pending.update(changes)
            self._waiting_writers.append(writer)
            self._is_due |= is_due
            if is_due or len(self._waiting_writers) == 1:
                self._wake.notify()
        return writer

    def _submit(self, call: Callable[[sqlite3.Connection], T], *, is_transaction: bool) -> "Future[T]":
        result: Future[T] = asyncio.get_running_loop().create_future()
        with self._wake:
            self._check_open()
            self._operations.append(_Operation(call, result, is_transaction))
            self._wake.notify()
        return result

    def _check_open(self) -> None:
        if self._is_closing:
            raise RuntimeError("the database is closed")

    @property
    def _is_urgent(self) -> bool:
        return self._is_due or bool(self._operations) or self._is_closing

    # ---------------------------------------------------------- in its thread
    def _run(self) -> None:
        try:
            connection, damaged = open_database(self.path, self._busy_seconds)
        except (sqlite3.Error, OSError) as error:
            self._opened.set_exception(read_error(self.path.parent, error))
            return
        except JournalError as error:
            self._opened.set_exception(error)
            return
        self._connection, self._place = connection, _place_of(self.path)
        self._opened.set_result(damaged)
        while self._run_once():
            pass
        self._connection.close()
        self._closed.set_result(None)

    def _run_once(self) -> bool:
        """Wait for changes and operations, and run all of them; return False once the database is closing."""
        with self._wake:
            self._wake.wait_for(lambda: self._waiting_writers or self._is_urgent)
            # By this thread's clock: the main thread may be stuck in a dialog of the system.
            self._wake.wait_for(lambda: self._is_urgent, _SOON)
            self._is_due = False
            writers, self._waiting_writers = self._waiting_writers, []
            operations, self._operations = self._operations, []
            changes: dict[Hashable, Change] = {}
            if writers:
                changes, self._pending = self._pending, changes
            is_open = not self._is_closing
        if writers:
            self._commit(changes, writers)
        for operation in operations:
            self._execute(operation)
        return is_open

    def _commit(self, changes: dict[Hashable, Change], writers: "list[Future[None]]") -> None:
        try:
            self._follow()
            with _transaction(self._connection) as connection:
                for change in changes.values():
                    change(connection)
        except (sqlite3.Error, OSError, JournalError) as error:
            with self._wake:
                self._pending = changes | self._pending
            known = error if isinstance(error, JournalError) else save_error(self.path.parent, error)
            _resolve(writers, error=known)
        except Exception as error:  # noqa: BLE001 a bug of ours: kept pending, it would fail every commit
            _resolve(writers, error=error)
        else:
            _resolve(writers)

    def _execute(self, operation: _Operation) -> None:
        try:
            self._follow()
            if operation.is_transaction:
                with _transaction(self._connection) as connection:
                    result = operation.call(connection)
            else:
                result = operation.call(self._connection)
        except (sqlite3.Error, OSError) as error:
            to_error = save_error if operation.is_transaction else read_error
            _resolve([operation.result], error=to_error(self.path.parent, error))
        except Exception as error:  # noqa: BLE001 it is handed to the caller
            _resolve([operation.result], error=error)
        else:
            _resolve([operation.result], result)

    def _follow(self) -> None:
        """Take everything along into the file that is in the place of the one that was opened.

        The former connection is closed before: both would share what SQLite keeps beside them.
        """
        if self._rescued is None:
            if self._place is None or _place_of(self.path) in {self._place, None}:
                return
            _log.warning("The database was removed or replaced; what it held is written again.")
            self._rescued = all_rows(self._connection)
            self._connection.close()
        self._connection, _ = open_database(self.path, self._busy_seconds)
        with _transaction(self._connection) as connection:
            add_rows(connection, self._rescued)
        self.on_replaced()
        self._place, self._rescued = _place_of(self.path), None


def _place_of(path: Path) -> "_Place | None":
    """Return what tells a file from any other; _NOWHERE where there is none, None if that is unknown."""
    try:
        first, second = path.stat(), path.stat()
    except FileNotFoundError:
        return _NOWHERE
    except OSError:  # it may be there all the same
        return None
    return (first.st_dev, first.st_ino) if first.st_ino == second.st_ino != 0 else None


def open_database(path: Path, busy_seconds: float) -> tuple[sqlite3.Connection, Path | None]:
    """Return a connection to a file with all tables, and the path that a damaged file was moved to, if any.

    Raises:
        OSError, sqlite3.Error: The file can be neither opened nor moved.
        JournalTooNewError: A newer version wrote it.
    """
    make_private_folder(path.parent)
    # One program at a time: none may open a file that another is renaming.
    with FileLock(path.with_name(path.name + ".lock"), busy_seconds), _wal_copy(path) as copy:
        try:
            return _open_checked(path, busy_seconds), None
        except sqlite3.DatabaseError as error:
            if not is_corrupt(error):
                raise
            damaged = quarantine(path, _COMPANION_SUFFIXES)
            if copy.exists():
                copy.replace(damaged.with_name(damaged.name + _WAL_SUFFIX))
        return _open_checked(path, busy_seconds), damaged


@contextlib.contextmanager
def _wal_copy(path: Path) -> Iterator[Path]:
    """Copy the write-ahead log while the file is opened: SQLite deletes it beside a damaged file."""
    copy = path.with_name(path.name + ".log-copy")
    with contextlib.suppress(OSError):  # mostly there is no log, and a full disk must not prevent opening
        shutil.copy(path.with_name(path.name + _WAL_SUFFIX), copy)
    try:
        yield copy
    finally:
        with contextlib.suppress(OSError):  # the next one writes over it: Windows removes no open file
            copy.unlink()


def _open_checked(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Open the file, check its integrity and create the tables."""
    if not path.exists():  # what was left beside one that was removed belongs to no other
        for suffix in _COMPANION_SUFFIXES:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    # SQLite gives its companion files the mode of the database file.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
    # One byte that is no UTF-8 any more must not keep all other rows from being read.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # on macOS a plain fsync does not flush the disk's own cache
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _corruption_error(verdict)
    create_tables(connection)


def _corruption_error(verdict: str) -> sqlite3.DatabaseError:
    """Return the error that SQLite itself raises for a damaged file."""
    error = sqlite3.DatabaseError(verdict)
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Commit at the end; roll back after an error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        # After some errors of the disk SQLite has rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _resolve(futures: "Sequence[Future[Any]]", result: object = None, error: Exception | None = None) -> None:
    """Resolve all of these, waking their loop once: a wake-up costs more than the writing of a row."""
    with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody awaits them
        futures[0].get_loop().call_soon_threadsafe(_set_results, futures, result, error)


def _set_results(futures: "Sequence[Future[Any]]", result: object, error: Exception | None) -> None:
    for future in futures:
        if future.done():
            continue  # it was cancelled
        if error:
            future.set_exception(error)
        else:
            future.set_result(result)
