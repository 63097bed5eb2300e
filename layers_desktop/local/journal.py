"""The unfinished work of every running program, kept so that no end of a program loses any of it."""

import sqlite3
from asyncio import Future
from collections.abc import Callable, Hashable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.local.claims import Claims
from layers_desktop.local.database import Change, Database
from layers_desktop.local.history import History, entry_of
from layers_desktop.local.journal_error import reading_failed
from layers_desktop.local.journal_rows import drop, put, upload_of
from layers_desktop.local.session import SESSIONS_FOLDER, Session

DATABASE_NAME = "uploads.sqlite3"
_BUSY_SECONDS = 10.0


class Origin(StrEnum):
    """Which way of using the program an upload belongs to."""

    WINDOW = "window"
    COMMAND_LINE = "command-line"


class JournalOpening(NamedTuple):
    """What opening gave.

    Attributes:
        journal, history: Two faces of one file.
        set_aside: Where a broken file was put, so that the person can be told; else None.
    """

    journal: "Journal"
    history: History
    set_aside: Path | None


class Journal:
    """The unfinished uploads of this program, in a file that it shares with others that run.

    Every upload belongs to one running program; when that is gone, another can adopt it. Saving never
    blocks; its future is done when the upload would survive a loss of power. Futures raise JournalError,
    and what could not be saved then is saved along with the next.

    Attributes:
        claims: Those to the contents that are being sent, among all programs that share the file.
    """

    def __init__(self, database: Database, session: Session, origin: Origin, claims: Claims) -> None:
        self.claims = claims
        self._database = database
        self._session = session
        self._origin = origin

    @classmethod
    async def open(
        cls,
        folder: Path,
        origin: Origin,
        *,
        busy_seconds: float = _BUSY_SECONDS,
    ) -> JournalOpening:
        """Open the journal of this folder, for uploads of this origin.

        `busy_seconds` is how long a call waits while another program writes.

        Raises:
            JournalError: It cannot be opened.
        """
        database = Database(folder / DATABASE_NAME, busy_seconds)
        set_aside = await database.open()
        try:
            session = await database.read(lambda _: Session.begin(folder / SESSIONS_FOLDER))
        except OSError as error:
            await database.close()
            raise reading_failed(folder, error) from error
        journal = cls(database, session, origin, Claims(folder))
        return JournalOpening(journal, History(database), set_aside)

    @property
    def has_unsaved(self) -> bool:
        """Whether something could not be saved yet."""
        return self._database.has_unsaved

    def save(self, *uploads: Upload) -> "Future[None]":
        """Keep these uploads as they are now; without any, try again what could not be saved."""
        return self._database.write(
            {_name(upload.id): put(upload, self._session.id, self._origin) for upload in uploads},
        )

    def remove(self, *ids: UploadId) -> "Future[None]":
        """Forget these uploads."""
        return self._database.write({_name(each): drop(each) for each in ids})

    def finish(self, upload: Upload, account: str) -> "Future[None]":
        """Move a finished upload to the history, in one step.

        Raises:
            IllegalMoveError: It has no asset ID yet.
        """
        changes: dict[Hashable, Change] = {
            _name(upload.id): drop(upload.id),
            ("history", upload.id): entry_of(upload, account),
        }
        return self._database.write(changes)

    def load(self) -> "Future[list[Upload]]":
        """Return the uploads of this program, in the order in which they were first saved."""
        owner = self._session.id
        return self._database.read(
            lambda connection: [
                upload_of(path, record)
                for path, record in connection.execute(
                    "SELECT path, record FROM uploads WHERE owner = ? ORDER BY position",
                    (owner,),
                )
            ],
        )

    def undecided(self, sha256: str) -> "Future[list[Upload]]":
        """Return the uploads of this content, whosever they are, that may have an asset nobody knows of."""
        sql = "SELECT path, record FROM uploads WHERE instr(record, ?) > 0"
        return self._database.read(
            lambda connection: [
                upload
                for upload in (upload_of(*row) for row in connection.execute(sql, (sha256,)))
                if upload.sha256 == sha256 and upload.remote.may_have_asset
            ],
        )

    def adopt(self, origin: Origin, is_wanted: Callable[[Upload], bool]) -> "Future[list[Upload]]":
        """Take over what programs that have ended left of this origin; returns it in the order added.

        No two programs adopt the same upload. `is_wanted` is called in the journal's thread.
        """
        return self._database.change(lambda connection: self._adopt(connection, origin, is_wanted))

    def sweep(self, origin: Origin, is_useless: Callable[[Upload], bool]) -> "Future[int]":
        """Forget what programs that have ended left of this origin and is of no use; returns how much it was.

        `is_useless` is called in the journal's thread.
        """
        return self._database.change(lambda connection: self._sweep(connection, origin, is_useless))

    async def close(self) -> None:
        """Save what is pending, close the file, and leave unfinished uploads to the next program.

        Raises:
            JournalError: Something could not be saved.
        """
        try:
            await self._database.close()
        finally:
            self.claims.close()
            self._session.end()

    def _adopt(
        self,
        connection: sqlite3.Connection,
        origin: Origin,
        is_wanted: Callable[[Upload], bool],
    ) -> list[Upload]:
        adopted = [upload for upload in self._left(connection, origin) if is_wanted(upload)]
        connection.executemany(
            "UPDATE uploads SET owner = ?, origin = ? WHERE id = ?",
            [(self._session.id, self._origin, upload.id) for upload in adopted],
        )
        return adopted

    def _sweep(
        self,
        connection: sqlite3.Connection,
        origin: Origin,
        is_useless: Callable[[Upload], bool],
    ) -> int:
        useless = [upload.id for upload in self._left(connection, origin) if is_useless(upload)]
        connection.executemany("DELETE FROM uploads WHERE id = ?", [(each,) for each in useless])
        return len(useless)

    def _left(self, connection: sqlite3.Connection, origin: Origin) -> list[Upload]:
        """Return what programs that have ended left of this origin, in the order added."""
        owners = {owner for (owner,) in connection.execute("SELECT DISTINCT owner FROM uploads")}
        dead = self._session.dead_among(owners)
        rows = connection.execute(
            "SELECT owner, path, record FROM uploads WHERE origin = ? ORDER BY position",
            (origin,),
        ).fetchall()
        return [upload_of(path, record) for owner, path, record in rows if owner in dead]


def _name(upload_id: str) -> Hashable:
    """Return what a change of this upload's row is known by among those pending."""
    return ("upload", upload_id)
