"""The journal: every unfinished upload as a row, so that none is lost however a program ends."""

import asyncio
import logging
import os
import sqlite3
from asyncio import Future
from collections.abc import Callable, Hashable, Iterable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.local.store.content_locks import ContentLocks
from layers_desktop.local.store.database import Change, Database
from layers_desktop.local.store.history import History, insert_entry
from layers_desktop.local.store.journal_errors import JournalError
from layers_desktop.local.store.journal_rows import (
    JournalRow,
    UnreadableRowError,
    delete_upload,
    upload_from_row,
    upsert_upload,
)
from layers_desktop.local.store.process_locks import SESSIONS_FOLDER, ProcessLock
from layers_desktop.local.store.watched_files import WatchedFiles

DATABASE_NAME = "uploads.sqlite3"
_BUSY_SECONDS = 10.0

# Stands before the origin of a row that could not be read; a later version may be able to.
_SET_ASIDE = "set aside, "

_log = logging.getLogger(__name__)


class Origin(StrEnum):
    """Whether an upload was added in the window or on the command line."""

    WINDOW = "window"
    COMMAND_LINE = "command-line"


class JournalOpening(NamedTuple):
    """The result of opening the database.

    Attributes:
        journal, history: The unfinished and the finished uploads of the same database.
        watched_files: What is known of watched folders.
        quarantined: Where a damaged file was moved, so that the person can be told; else None.
    """

    journal: "Journal"
    history: History
    quarantined: Path | None
    watched_files: WatchedFiles


class Journal:
    """The unfinished uploads of this program, in a database that it shares with other running ones.

    Every upload belongs to one running program; once that has ended, another can adopt it. Saving never
    blocks; its future is done when the upload would survive a power failure. The futures raise JournalError,
    and what could not be saved then is part of the next commit.

    Attributes:
        content_locks: Locks on the contents that are being sent, by any program that shares the file.
        set_aside: How many rows could not be read and were set aside by this program: they are kept, and a
            version that can read them takes them up again.
    """

    def __init__(
        self, database: Database, process: ProcessLock, origin: Origin, content_locks: ContentLocks
    ) -> None:
        self.content_locks = content_locks
        self._database = database
        self._process = process
        self._origin = origin
        self.set_aside = 0

    @classmethod
    async def open(
        cls, folder: Path, origin: Origin, *, busy_seconds: float = _BUSY_SECONDS
    ) -> JournalOpening:
        """Open the database in this folder, for uploads of this origin.

        `busy_seconds` is how long a call waits while another program writes.

        Raises:
            JournalError: It cannot be opened.
        """
        database = Database(folder / DATABASE_NAME, busy_seconds)
        quarantined = await database.open()
        try:
            process = await database.read(
                lambda _: ProcessLock.acquire(folder / SESSIONS_FOLDER, busy_seconds)
            )
        except JournalError:
            await database.close()
            raise
        journal = cls(database, process, origin, ContentLocks(folder))
        database.on_replaced = partial(journal._renew_locks, asyncio.get_running_loop())
        return JournalOpening(journal, History(database), quarantined, WatchedFiles(database))

    @property
    def has_unsaved(self) -> bool:
        """Whether changes are pending."""
        return self._database.has_unsaved

    def save(self, *uploads: Upload) -> "Future[None]":
        """Save these uploads as they are now; with none, only retry what could not be saved."""
        return self._database.write(self._upserts(uploads, self._origin))

    def save_soon(self, *uploads: Upload) -> "Future[None]":
        """Save these as they are now, with the next commit or a tenth of a second later."""
        return self._database.write_soon(self._upserts(uploads, self._origin))

    def leave(self, *uploads: Upload) -> "Future[None]":
        """Take these from the list soon, and keep them as a command does for whoever sends them next."""
        return self._database.write_soon(self._upserts(uploads, Origin.COMMAND_LINE))

    def remove(self, *ids: UploadId) -> "Future[None]":
        """Remove these uploads soon."""
        return self._database.write_soon({_change_name(each): delete_upload(each) for each in ids})

    def finish(self, upload: Upload, account: str) -> "Future[None]":
        """Move a finished upload to the history soon, in one step.

        Raises:
            IllegalMoveError: It has no asset ID yet.
        """
        changes: dict[Hashable, Change] = {
            _change_name(upload.id): delete_upload(upload.id),
            ("history", upload.id): insert_entry(upload, account),
        }
        return self._database.write_soon(changes)

    def load(self) -> "Future[list[Upload]]":
        """Return the uploads of this program, in the order in which they were first saved."""
        owner = self._process.id
        return self._database.read(
            lambda connection: _readable(
                connection.execute(
                    "SELECT id, path, record FROM uploads WHERE owner = ? ORDER BY position", (owner,)
                )
            )
        )

    def unknown_outcomes(self, sha256: str) -> "Future[list[Upload]]":
        """Return the uploads of this content, of any program, that may have an asset of unknown ID."""
        sql = "SELECT id, path, record FROM uploads WHERE instr(record, ?) > 0"
        return self._database.read(
            lambda connection: [
                upload
                for upload in _readable(connection.execute(sql, (sha256,)))
                if upload.sha256 == sha256 and upload.remote.may_have_asset
            ]
        )

    def unreadable(self) -> "Future[tuple[list[Path], frozenset[Path]]]":
        """Return what is kept but cannot be read: damaged lists, and files whose rows were set aside."""
        sql = "SELECT path FROM uploads WHERE substr(origin, 1, ?) = ?"

        def read(connection: sqlite3.Connection) -> tuple[list[Path], frozenset[Path]]:
            rows = connection.execute(sql, (len(_SET_ASIDE), _SET_ASIDE))
            return self._database.quarantined(), frozenset(Path(os.fsdecode(path)) for (path,) in rows)

        return self._database.read(read)

    def adopt(self, origin: Origin, is_wanted: Callable[[Upload], bool]) -> "Future[list[Upload]]":
        """Take over uploads of this origin from programs that have ended; return them in the order added.

        What cannot be read is set aside, and counted in `set_aside`. No two programs adopt the same upload.
        `is_wanted` is called in the journal's thread.
        """

        def change_owner(connection: sqlite3.Connection) -> list[Upload]:
            adopted = [upload for upload in self._abandoned(connection, origin) if is_wanted(upload)]
            connection.executemany(
                "UPDATE uploads SET owner = ?, origin = ? WHERE id = ?",
                [(self._process.id, self._origin, upload.id) for upload in adopted],
            )
            return adopted

        return self._database.transact(change_owner)

    def sweep(self, origin: Origin, is_useless: Callable[[Upload], bool]) -> "Future[int]":
        """Remove useless uploads of this origin that programs which have ended left; return their number.

        `is_useless` is called in the journal's thread.
        """

        def delete(connection: sqlite3.Connection) -> int:
            useless = [upload.id for upload in self._abandoned(connection, origin) if is_useless(upload)]
            connection.executemany("DELETE FROM uploads WHERE id = ?", [(each,) for each in useless])
            return len(useless)

        return self._database.transact(delete)

    async def close(self) -> None:
        """Write the pending changes, close the database, and let other programs adopt the unfinished uploads.

        Raises:
            JournalError: Some could not be written.
        """
        try:
            await self._database.close()
        finally:
            self.content_locks.close()
            self._process.release()

    def _renew_locks(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hold again, for others to see, what was removed along with the database; called in its thread."""
        self._process.renew()
        loop.call_soon_threadsafe(self.content_locks.renew)

    def _upserts(self, uploads: Iterable[Upload], origin: Origin) -> dict[Hashable, Change]:
        owner = self._process.id
        return {_change_name(upload.id): upsert_upload(upload, owner, origin) for upload in uploads}

    def _abandoned(self, connection: sqlite3.Connection, origin: Origin) -> list[Upload]:
        """Return the uploads of this origin that belong to programs which have ended, in the order added."""
        owners = {owner for (owner,) in connection.execute("SELECT DISTINCT owner FROM uploads")}
        ended = self._process.not_running(owners)
        rows = connection.execute(
            "SELECT owner, origin, id, path, record FROM uploads WHERE origin IN (?, ?) ORDER BY position",
            (origin, _SET_ASIDE + origin),
        ).fetchall()
        uploads: list[Upload] = []
        for owner, marked, *row in rows:
            if owner in ended:
                found = _readable([row])
                uploads += found
                if not found and marked == origin:
                    self._set_aside(connection, row[0], origin)
        return uploads

    def _set_aside(self, connection: sqlite3.Connection, upload_id: str, origin: Origin) -> None:
        """Mark a row that cannot be read, so that it is told of once."""
        connection.execute("UPDATE uploads SET origin = ? WHERE id = ?", (_SET_ASIDE + origin, upload_id))
        self.set_aside += 1


def _readable(rows: Iterable[Sequence[Any]]) -> list[Upload]:
    """Return the uploads of these rows, without those that cannot be read."""
    uploads: list[Upload] = []
    for row in rows:
        try:
            uploads.append(upload_from_row(JournalRow(*row)))
        except UnreadableRowError as error:
            _log.info("A row of the journal cannot be read: %s", error)
    return uploads


def _change_name(upload_id: str) -> Hashable:
    """Return the name of a change to this upload's row; a later change of the same name replaces it."""
    return ("upload", upload_id)
