"""The journal: every unfinished upload as a row, so that none is lost however a program ends."""

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
from layers_desktop.local.store.database import Change, Database, statement
from layers_desktop.local.store.history import History, insert_entry
from layers_desktop.local.store.journal_errors import read_error
from layers_desktop.local.store.process_locks import SESSIONS_FOLDER, ProcessLock

DATABASE_NAME = "uploads.sqlite3"
_BUSY_SECONDS = 10.0

# Listed one by one: a field that is added to Upload must be put into one of these two lists.
SAVED_FIELDS = (
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
    "is_wanted_anyway",
    "starts_when_ready",
    "problem",
    "finished_at",
)
# The path has a column of its own, as bytes. Progress, monotonic times, retry counts, orders of this run and
# missing keys mean nothing to another run.
UNSAVED_FIELDS = frozenset(
    {"path", "remote", "bytes_sent", "waiting_until", "tries", "lacks_key", "is_pausing", "finishes_first"}
)

SAVED_SERVER_FIELDS = (
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
_NESTED_FIELDS: Mapping[type, tuple[str, ...]] = {
    Project: ("id", "name", "external_id", "account"),
    Fingerprint: ("size", "mtime_ns", "inode"),
    Problem: ("code", "title", "next_step", "can_retry", "request_id", "detail", "remedy"),
}

_values = attrgetter(*SAVED_FIELDS)
_server_values = attrgetter(*SAVED_SERVER_FIELDS)

_UPSERT = """
INSERT INTO uploads (id, owner, origin, path, record) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, origin = excluded.origin,
                               path = excluded.path, record = excluded.record
"""


class Origin(StrEnum):
    """Whether an upload was added in the window or on the command line."""

    WINDOW = "window"
    COMMAND_LINE = "command-line"


class JournalOpening(NamedTuple):
    """The result of opening the database.

    Attributes:
        journal, history: The unfinished and the finished uploads of the same database.
        quarantined: Where a damaged file was moved, so that the person can be told; else None.
    """

    journal: "Journal"
    history: History
    quarantined: Path | None


class Journal:
    """The unfinished uploads of this program, in a database that it shares with other running ones.

    Every upload belongs to one running program; once that has ended, another can adopt it. Saving never
    blocks; its future is done when the upload would survive a power failure. The futures raise JournalError,
    and what could not be saved then is part of the next commit.

    Attributes:
        content_locks: Locks on the contents that are being sent, by any program that shares the file.
    """

    def __init__(
        self, database: Database, process: ProcessLock, origin: Origin, content_locks: ContentLocks
    ) -> None:
        self.content_locks = content_locks
        self._database = database
        self._process = process
        self._origin = origin

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
            process = await database.read(lambda _: ProcessLock.acquire(folder / SESSIONS_FOLDER))
        except OSError as error:
            await database.close()
            raise read_error(folder, error) from error
        journal = cls(database, process, origin, ContentLocks(folder))
        return JournalOpening(journal, History(database), quarantined)

    @property
    def has_unsaved(self) -> bool:
        """Whether changes are pending."""
        return self._database.has_unsaved

    def save(self, *uploads: Upload) -> "Future[None]":
        """Save these uploads as they are now; with none, only retry what could not be saved."""
        return self._database.write(
            {
                _change_name(upload.id): upsert_upload(upload, self._process.id, self._origin)
                for upload in uploads
            }
        )

    def remove(self, *ids: UploadId) -> "Future[None]":
        """Remove these uploads."""
        return self._database.write({_change_name(each): delete_upload(each) for each in ids})

    def finish(self, upload: Upload, account: str) -> "Future[None]":
        """Move a finished upload to the history, in one step.

        Raises:
            IllegalMoveError: It has no asset ID yet.
        """
        changes: dict[Hashable, Change] = {
            _change_name(upload.id): delete_upload(upload.id),
            ("history", upload.id): insert_entry(upload, account),
        }
        return self._database.write(changes)

    def load(self) -> "Future[list[Upload]]":
        """Return the uploads of this program, in the order in which they were first saved."""
        owner = self._process.id
        return self._database.read(
            lambda connection: [
                upload_from_row(path, record)
                for path, record in connection.execute(
                    "SELECT path, record FROM uploads WHERE owner = ? ORDER BY position", (owner,)
                )
            ]
        )

    def unknown_outcomes(self, sha256: str) -> "Future[list[Upload]]":
        """Return the uploads of this content, of any program, that may have an asset of unknown ID."""
        sql = "SELECT path, record FROM uploads WHERE instr(record, ?) > 0"
        return self._database.read(
            lambda connection: [
                upload
                for upload in (upload_from_row(*row) for row in connection.execute(sql, (sha256,)))
                if upload.sha256 == sha256 and upload.remote.may_have_asset
            ]
        )

    def adopt(self, origin: Origin, is_wanted: Callable[[Upload], bool]) -> "Future[list[Upload]]":
        """Take over uploads of this origin from programs that have ended; return them in the order added.

        No two programs adopt the same upload. `is_wanted` is called in the journal's thread.
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

    def _abandoned(self, connection: sqlite3.Connection, origin: Origin) -> list[Upload]:
        """Return the uploads of this origin that belong to programs which have ended, in the order added."""
        owners = {owner for (owner,) in connection.execute("SELECT DISTINCT owner FROM uploads")}
        ended = self._process.not_running(owners)
        rows = connection.execute(
            "SELECT owner, path, record FROM uploads WHERE origin = ? ORDER BY position", (origin,)
        ).fetchall()
        return [upload_from_row(path, record) for owner, path, record in rows if owner in ended]


def upsert_upload(upload: Upload, owner: str, origin: str) -> Change:
    """Return the change that saves this upload as it is now, whatever it becomes before the commit."""
    path, values, remote = upload.path, _values(upload), _server_values(upload.remote)
    upload_id = upload.id

    def write(connection: sqlite3.Connection) -> None:
        record = dict(zip(SAVED_FIELDS, values, strict=True))
        record["remote"] = dict(zip(SAVED_SERVER_FIELDS, remote, strict=True))
        # ASCII, so that lone surrogates of file names that are not UTF-8 survive.
        text = json.dumps(record, default=_to_json)
        connection.execute(_UPSERT, (upload_id, owner, origin, os.fsencode(path), text))

    return write


def delete_upload(upload_id: str) -> Change:
    """Return the change that removes this upload's row."""
    return statement("DELETE FROM uploads WHERE id = ?", upload_id)


def upload_from_row(path: bytes, record: str) -> Upload:
    """Return the upload that a row holds."""
    fields = json.loads(record)
    fields["remote"] = ServerState(**fields["remote"])
    for name, build in _BUILDERS.items():
        if fields.get(name) is not None:
            fields[name] = build(fields[name])
    return Upload(path=Path(os.fsdecode(path)), **fields)


def _problem(remedy: str | None = None, **fields: Any) -> Problem:
    """Return the problem; a row of an older version has no remedy."""
    return Problem(**fields, remedy=Remedy(remedy) if remedy else None)


def _to_json(value: object) -> dict[str, object]:
    """Return the saved fields of a value that is not a JSON type."""
    return {name: getattr(value, name) for name in _NESTED_FIELDS[type(value)]}


def _change_name(upload_id: str) -> Hashable:
    """Return the name of a change to this upload's row; a later change of the same name replaces it."""
    return ("upload", upload_id)


# How values that are not JSON types are rebuilt; None stays None.
_BUILDERS: Mapping[str, Callable[[Any], object]] = {
    "project": lambda fields: Project(**fields),
    "fingerprint": lambda fields: Fingerprint(**fields),
    "kind": MediaKind,
    "state": UploadState,
    "waiting_stage": UploadState,
    "problem": lambda fields: _problem(**fields),
}
