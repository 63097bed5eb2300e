"""What was uploaded, for finding it again and for not uploading it twice."""

import io
import json
import os
import re
import sqlite3
import unicodedata
from asyncio import Future
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from layers_desktop.domain.errors import IllegalMoveError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.spreadsheet import without_formula
from layers_desktop.domain.upload import Upload
from layers_desktop.local.store.database import Change, Database

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

_COLUMNS = (
    "id, batch_id, account, path, name, size, sha256, kind, mime_type, project_id, project_name, asset_id,"
    " finished_at"
)
_ALL_COLUMNS = f"{_COLUMNS}, search_text"
_INSERT = f"INSERT OR REPLACE INTO history ({_ALL_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608 constants

# A row of the table as it is kept: only for giving it back.
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One finished upload.

    Attributes:
        id: The upload's own ID.
        batch_id: The drop that it came with.
        account: Whose project it is.
        path: Where the file was.
        name: Its name as text; what is no text in it shows as �.
        finished_at: Wall-clock seconds.
    """

    id: str
    batch_id: str
    account: str
    path: Path
    name: str
    size: int | None
    sha256: str | None
    kind: MediaKind | None
    mime_type: str | None
    project_id: str
    project_name: str
    asset_id: str
    finished_at: float


class History:
    """The finished uploads of this person, newest first. Futures raise JournalError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, upload: Upload, account: str) -> "Future[None]":
        """Note a finished upload; one that is there already is replaced.

        Raises:
            IllegalMoveError: It has no asset ID yet.
        """
        return self._database.write({("history", upload.id): entry_of(upload, account)})

    def find(self, sha256: str, project_id: str, account: str) -> "Future[HistoryEntry | None]":
        """Return the latest upload of this content to this project, or None."""
        sql = (
            f"SELECT {_COLUMNS} FROM history WHERE project_id = ? AND sha256 = ? AND account = ?"  # noqa: S608 constants
            " ORDER BY finished_at DESC LIMIT 1"
        )
        return self._database.read(
            lambda connection: next(_entries(connection, sql, (project_id, sha256, account)), None),
        )

    def sizes(self, project_id: str, account: str) -> "Future[frozenset[int]]":
        """Return the sizes in bytes of all that went to this project: no other size can be a duplicate."""
        sql = "SELECT DISTINCT size FROM history WHERE project_id = ? AND account = ? AND size IS NOT NULL"
        return self._database.read(
            lambda connection: frozenset(size for (size,) in connection.execute(sql, (project_id, account))),
        )

    def search(
        self,
        text: str = "",
        *,
        project_id: str | None = None,
        kind: MediaKind | None = None,
        since: float | None = None,
        limit: int = 200,
        offset: int = 0,
    ) -> "Future[list[HistoryEntry]]":
        """Return what has every word of the text in its name, project or asset ID, newest first.

        `since` is in wall-clock seconds; letters count alike in both cases.
        """
        conditions: list[tuple[str, object]] = [
            ("instr(search_text, ?) > 0", word) for word in _searchable(text).split()
        ]
        narrowing = (("project_id = ?", project_id), ("kind = ?", kind), ("finished_at >= ?", since))
        conditions += [(sql, value) for sql, value in narrowing if value is not None]
        where = " AND ".join(sql for sql, _ in conditions) or "TRUE"
        sql = f"SELECT {_COLUMNS} FROM history WHERE {where} ORDER BY finished_at DESC LIMIT ? OFFSET ?"  # noqa: S608 the values go apart
        values = (*(value for _, value in conditions), limit, offset)
        return self._database.read(lambda connection: list(_entries(connection, sql, values)))

    def count(self) -> "Future[int]":
        """Return how many entries there are."""
        return self._database.read(
            lambda connection: int(connection.execute("SELECT COUNT(*) FROM history").fetchone()[0])
        )

    def projects(self) -> "Future[list[tuple[str, str]]]":
        """Return ID and latest name of every project that got something, by name."""
        # Of a bare column beside MAX, SQLite gives the value in the row of the maximum.
        sql = "SELECT project_id, project_name, MAX(finished_at) FROM history GROUP BY project_id"

        def read(connection: sqlite3.Connection) -> list[tuple[str, str]]:
            found = [(project_id, name) for project_id, name, _ in connection.execute(sql)]
            return sorted(found, key=lambda pair: pair[1].casefold())

        return self._database.read(read)

    def move(self, formers: Iterable[str], account: str, project_ids: Sequence[str]) -> "Future[None]":
        """Give an account the entries of its own projects that stand under one of these former names."""
        rows = [(account, former, each) for former in formers for each in project_ids]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "UPDATE history SET account = ? WHERE account = ? AND project_id = ?", rows
            )

        return self._database.change(write)

    def forget(self, ids: Iterable[str]) -> "Future[None]":
        """Remove these entries; the assets themselves stay at Layers."""
        return self._database.write({("history", each): _forgetting(each) for each in ids})

    def clear(self) -> "Future[list[Row]]":
        """Remove all entries and return them for `put_back`; the assets themselves stay at Layers."""

        def delete(connection: sqlite3.Connection) -> list[Row]:
            rows = connection.execute(f"SELECT {_ALL_COLUMNS} FROM history").fetchall()  # noqa: S608 constants
            connection.execute("DELETE FROM history")
            return rows

        return self._database.change(delete)

    def put_back(self, rows: Iterable[Row]) -> "Future[None]":
        """Enter again what `clear` returned; what was finished since stays."""

        def insert(connection: sqlite3.Connection) -> None:
            connection.executemany(_INSERT.replace("REPLACE", "IGNORE", 1), rows)

        return self._database.change(insert)

    def forget_before(self, moment: float) -> "Future[None]":
        """Remove what was finished before this moment in wall-clock seconds."""

        def delete(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM history WHERE finished_at < ?", (moment,))

        return self._database.change(delete)


def entry_of(upload: Upload, account: str) -> Change:
    """Return the writing of a finished upload as it is now.

    Raises:
        IllegalMoveError: It has no asset ID, or lacks what every finished upload has.
    """
    project, asset_id, finished_at = upload.project, upload.asset_id, upload.finished_at
    if not upload.is_done or project is None or asset_id is None or finished_at is None:
        raise IllegalMoveError(f"{upload.state} is no matter for the history")
    name = upload.path.name
    values = (
        upload.id,
        upload.batch_id,
        account,
        os.fsencode(upload.path),
        name,
        upload.size,
        upload.sha256,
        upload.kind,
        upload.mime_type,
        project.id,
        project.name,
        asset_id,
        finished_at,
        _searchable(f"{name} {project.name} {asset_id}"),
    )

    def write(connection: sqlite3.Connection) -> None:
        whole = (_whole(value) if isinstance(value, str) else value for value in values)
        connection.execute(_INSERT, tuple(whole))

    return write


def _forgetting(upload_id: str) -> Change:
    def write(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM history WHERE id = ?", (upload_id,))

    return write


def _entries(connection: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> Iterator[HistoryEntry]:
    for row in connection.execute(sql, values):
        upload_id, batch_id, account, path, name, size, sha256, kind, *rest = row
        yield HistoryEntry(
            upload_id,
            batch_id,
            account,
            Path(os.fsdecode(path)),
            name,
            size,
            sha256,
            MediaKind(kind) if kind else None,
            *rest,
        )


def _searchable(text: str) -> str:
    """Return the text as it is compared: one form for each letter, and no difference of case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", _whole(text)).casefold())


def _whole(text: str) -> str:
    """Return the text with half characters (from names that are not UTF-8) as �: SQLite takes none."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def export_history(entries: Iterable[HistoryEntry], path: Path) -> None:
    """Write the entries to this file: as JSON where its name ends so, else as CSV.

    Raises:
        OSError: It cannot be written.
    """
    text = history_json(entries) if path.suffix.lower() == ".json" else history_csv(entries)
    # Spreadsheets take UTF-8 for what it is only where it begins with its mark.
    encoding = "utf-8" if path.suffix.lower() == ".json" else "utf-8-sig"
    path.write_text(text, encoding=encoding, errors="replace", newline="")


def history_csv(entries: Iterable[HistoryEntry]) -> str:
    """Return a table of RFC 4180; cells that a spreadsheet would run as a formula get an apostrophe."""
    import csv  # with the first table: the window's start does not wait for it

    records = [_record(entry) for entry in entries]
    out = io.StringIO()
    table = csv.DictWriter(out, _FIELDS)
    table.writeheader()
    table.writerows({name: without_formula(value) for name, value in record.items()} for record in records)
    return out.getvalue()


def history_json(entries: Iterable[HistoryEntry]) -> str:
    """Return a list of objects, one for each entry."""
    return json.dumps([_record(entry) for entry in entries], ensure_ascii=False, indent=2)


_FIELDS = (
    "finished_at",
    "name",
    "kind",
    "asset_id",
    "project",
    "project_id",
    "type",
    "size",
    "sha256",
    "path",
    "batch",
)


def _record(entry: HistoryEntry) -> dict[str, object]:
    values = (
        datetime.fromtimestamp(entry.finished_at).astimezone().isoformat(timespec="seconds"),
        entry.name,
        entry.kind.value if entry.kind else None,
        entry.asset_id,
        entry.project_name,
        entry.project_id,
        entry.mime_type,
        entry.size,
        entry.sha256,
        str(entry.path).encode("utf-8", "replace").decode(),
        entry.batch_id,
    )
    return dict(zip(_FIELDS, values, strict=True))
