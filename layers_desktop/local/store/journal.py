"""The unfinished work of every running program, kept so that no end of a program loses any of it."""

import json
import os
import sqlite3
from asyncio import Future
from collections.abc import Callable, Hashable, Mapping
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from layers_desktop.domain.errors import Problem, Remedy
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint, ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.content_locks import ContentLocks
from layers_desktop.local.store.database import Change, Database
from layers_desktop.local.store.errors import reading_failed
from layers_desktop.local.store.history import History, entry_of
from layers_desktop.local.store.process_locks import SESSIONS_FOLDER, ProcessLock

# Named one by one: a field that Upload gains later is written only once somebody has thought about it.
KEPT_FIELDS = (
    "id",
    "batch_id",
    "project",
    "added_at",
    "subfolder",
    "fingerprint",
    "mime_type",
    "kind",
    "kind_is_guessed",
    "note",
    "state",
    "attempt",
    "waiting_stage",
    "sha256",
    "asset_id",
    "is_reused",
    "is_wanted_again",
    "starts_when_ready",
    "problem",
    "finished_at",
)
# The path has a column of its own, as bytes. Progress is never written, no other run of the program
# shares our monotonic clock, our tries or our orders, and each finds out for itself which keys there are.
UNKEPT_FIELDS = frozenset(
    {
        "path",
        "remote",
        "bytes_sent",
        "waiting_until",
        "tries",
        "lacks_key",
        "is_pausing",
        "finishes_first",
    }
)

KEPT_REMOTE_FIELDS = (
    "upload_id",
    "presigned_at",
    "bytes_handed_over",
    "stored",
    "presign_key",
    "finalize_key",
    "inline_key",
    "inline_name",
    "inline_since",
)
_FIELDS_WITHIN: Mapping[type, tuple[str, ...]] = {
    Project: ("id", "name", "external_id", "account"),
    Fingerprint: ("size", "mtime_ns", "inode"),
    Problem: ("code", "title", "next_step", "can_retry", "request_id", "detail", "remedy"),
}

_values = attrgetter(*KEPT_FIELDS)
_remote_values = attrgetter(*KEPT_REMOTE_FIELDS)

_UPSERT = """
INSERT INTO uploads (id, owner, origin, path, record) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, origin = excluded.origin,
                               path = excluded.path, record = excluded.record
"""


def _problem(remedy: str | None = None, **fields: Any) -> Problem:
    """Return the problem; a row of an older version knows no remedy."""
    return Problem(**fields, remedy=Remedy(remedy) if remedy else None)


# How each value that JSON does not know is built again; None stays None.
_BUILDERS: Mapping[str, Callable[[Any], object]] = {
    "project": lambda fields: Project(**fields),
    "fingerprint": lambda fields: Fingerprint(**fields),
    "kind": MediaKind,
    "state": UploadState,
    "waiting_stage": UploadState,
    "problem": lambda fields: _problem(**fields),
}


def put(upload: Upload, owner: str, origin: str) -> Callable[[sqlite3.Connection], None]:
    """Return the writing of this upload as it is now; what it becomes meanwhile does not matter."""
    path, values, remote = upload.path, _values(upload), _remote_values(upload.remote)
    upload_id = upload.id

    def write(connection: sqlite3.Connection) -> None:
        record = dict(zip(KEPT_FIELDS, values, strict=True))
        record["remote"] = dict(zip(KEPT_REMOTE_FIELDS, remote, strict=True))
        # ASCII, so that half characters out of broken file names survive.
        text = json.dumps(record, default=_plain)
        connection.execute(_UPSERT, (upload_id, owner, origin, os.fsencode(path), text))

    return write


def drop(upload_id: str) -> Callable[[sqlite3.Connection], None]:
    """Return the removal of this upload's row."""

    def write(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM uploads WHERE id = ?", (upload_id,))

    return write


def upload_of(path: bytes, record: str) -> Upload:
    """Return the upload that a row tells of."""
    fields = json.loads(record)
    fields["remote"] = ServerState(**fields["remote"])
    for name, build in _BUILDERS.items():
        if fields.get(name) is not None:
            fields[name] = build(fields[name])
    return Upload(path=Path(os.fsdecode(path)), **fields)


def _plain(value: object) -> dict[str, object]:
    """Return the fields of a value that JSON does not know."""
    return {name: getattr(value, name) for name in _FIELDS_WITHIN[type(value)]}


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
    quarantined: Path | None


class Journal:
    """The unfinished uploads of this program, in a file that it shares with others that run.

    Every upload belongs to one running program; when that is gone, another can adopt it. Saving never
    blocks; its future is done when the upload would survive a loss of power. Futures raise JournalError,
    and what could not be saved then is saved along with the next.

    Attributes:
        content_locks: Locks on the contents that are being sent, by any program that shares the file.
    """

    def __init__(
        self, database: Database, session: ProcessLock, origin: Origin, content_locks: ContentLocks
    ) -> None:
        self.content_locks = content_locks
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
            session = await database.read(lambda _: ProcessLock.begin(folder / SESSIONS_FOLDER))
        except OSError as error:
            await database.close()
            raise reading_failed(folder, error) from error
        journal = cls(database, session, origin, ContentLocks(folder))
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

    def unknown_outcomes(self, sha256: str) -> "Future[list[Upload]]":
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
            self.content_locks.close()
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
        dead = self._session.not_running(owners)
        rows = connection.execute(
            "SELECT owner, path, record FROM uploads WHERE origin = ? ORDER BY position",
            (origin,),
        ).fetchall()
        return [upload_of(path, record) for owner, path, record in rows if owner in dead]


def _name(upload_id: str) -> Hashable:
    """Return what a change of this upload's row is known by among those pending."""
    return ("upload", upload_id)
