"""The finished uploads: searched, exported, and consulted so that no file is uploaded twice."""

import io
import json
import logging
import os
import re
import sqlite3
import unicodedata
from asyncio import Future
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from layers_desktop.domain.errors import IllegalMoveError
from layers_desktop.domain.i18n import natural_order, search_form
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.untrusted_text import lasting_link, without_formula
from layers_desktop.domain.upload import Upload
from layers_desktop.local.store.database import Change, Database, statement

_SURROGATE = re.compile("[\ud800-\udfff]")

# Seconds since the epoch: no date has more than four digits in its year.
_END_OF_DATES = 253_402_000_000.0
_log = logging.getLogger(__name__)

_COLUMNS = (
    "id, batch_id, account, path, name, size, sha256, kind, mime_type, project_id, project_name, asset_id,"
    " finished_at, asset_url, added_at"
)
_ALL_COLUMNS = f"{_COLUMNS}, search_text"
_INSERT = f"INSERT OR REPLACE INTO history ({_ALL_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608 constants

# A row of the table as `clear` returns it, for `restore` only.
HistoryRow = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One finished upload.

    Attributes:
        id: The upload's ID on this computer.
        batch_id: The ID of the drop that it was part of.
        account: The ID of the account that the project belongs to.
        path: Where the file was.
        name: The file's name as text; bytes that are not UTF-8 show as �.
        size: In bytes.
        finished_at: Seconds since the epoch.
        asset_url: The asset's address for a browser; None where none was told.
        added_at: Seconds since the epoch, ascending in the order of the drop; as `finished_at` in entries of
            earlier versions.
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
    asset_url: str | None = None
    added_at: float = 0.0


class History:
    """The finished uploads of this person, newest first. The futures raise JournalError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, upload: Upload, account: str) -> "Future[None]":
        """Add a finished upload; an entry of the same ID is replaced.

        Raises:
            IllegalMoveError: It has no asset ID yet.
        """
        return self._database.write({("history", upload.id): insert_entry(upload, account)})

    def find(
        self, sha256: str, project_id: str, account: str, kind: MediaKind | None = None
    ) -> "Future[HistoryEntry | None]":
        """Return the latest upload of this content to this project, and as this kind if given; or None."""
        sql = (
            f"SELECT {_COLUMNS} FROM history WHERE project_id = :project AND sha256 = :sha256"  # noqa: S608 constants
            " AND account = :account AND (:kind IS NULL OR kind = :kind) ORDER BY finished_at DESC"
        )
        values = {"project": project_id, "sha256": sha256, "account": account, "kind": kind}
        return self._database.read(lambda connection: next(_entries(connection, sql, values), None))

    def sizes(self, project_id: str, account: str) -> "Future[frozenset[int]]":
        """Return the sizes in bytes of all uploads to this project: no other size can be a duplicate."""
        sql = "SELECT DISTINCT size FROM history WHERE project_id = ? AND account = ? AND size IS NOT NULL"
        return self._database.read(
            lambda connection: frozenset(size for (size,) in connection.execute(sql, (project_id, account)))
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
        """Return the entries with every word of the text in name, project or asset ID, newest first.

        They are grouped by batch, the batch that ended last first, and are in the order of the drop in each.
        `since` is in seconds since the epoch; case and accents are not distinguished.
        """
        conditions: list[tuple[str, object]] = [
            ("instr(search_form(CAST(search_text AS BLOB)), ?) > 0", word)
            for word in search_form(_replace_surrogates(text)).split()
        ]
        filters = (("project_id = ?", project_id), ("kind = ?", kind), ("finished_at >= ?", since))
        conditions += [(sql, value) for sql, value in filters if value is not None]
        where = " AND ".join(sql for sql, _ in conditions) or "TRUE"
        sql = f"SELECT {_COLUMNS} FROM history WHERE {where} ORDER BY finished_at DESC LIMIT ? OFFSET ?"  # noqa: S608 the values are parameters
        values = (*(value for _, value in conditions), limit, offset)

        def read(connection: sqlite3.Connection) -> list[HistoryEntry]:
            connection.create_function("search_form", 1, _search_form, deterministic=True)
            return _by_batch(_entries(connection, sql, values))

        return self._database.read(read)

    def batch(self, batch_id: str) -> "Future[list[HistoryEntry]]":
        """Return all entries of this batch, in the order of the drop."""
        sql = f"SELECT {_COLUMNS} FROM history WHERE batch_id = ? ORDER BY finished_at DESC"  # noqa: S608 constants
        return self._database.read(lambda connection: _by_batch(_entries(connection, sql, (batch_id,))))

    def count(self) -> "Future[int]":
        """Return how many entries there are."""
        return self._database.read(
            lambda connection: int(connection.execute("SELECT COUNT(*) FROM history").fetchone()[0])
        )

    def projects(self) -> "Future[list[tuple[str, str]]]":
        """Return ID and latest name of every project with an entry, sorted by name."""
        # A bare column beside MAX() is that of the maximum's row (https://www.sqlite.org/lang_select.html#bareagg).
        sql = "SELECT project_id, project_name, MAX(finished_at) FROM history GROUP BY project_id"

        def read(connection: sqlite3.Connection) -> list[tuple[str, str]]:
            pairs = [(str(project_id), str(name)) for project_id, name, _ in connection.execute(sql)]
            return sorted(pairs, key=lambda pair: natural_order(pair[1]))

        return self._database.read(read)

    def move(self, old_accounts: Iterable[str], account: str, project_ids: Sequence[str]) -> "Future[None]":
        """Move the entries of these projects from the old accounts to this one."""
        rows = [(account, old, project_id) for old in old_accounts for project_id in project_ids]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "UPDATE history SET account = ? WHERE account = ? AND project_id = ?", rows
            )

        return self._database.transact(write)

    def remove(self, ids: Iterable[str]) -> "Future[None]":
        """Remove these entries; the assets stay at Layers."""
        return self._database.write(
            {("history", each): statement("DELETE FROM history WHERE id = ?", each) for each in ids}
        )

    def clear(self) -> "Future[list[HistoryRow]]":
        """Remove all entries and return them for `restore`; the assets stay at Layers."""

        def delete(connection: sqlite3.Connection) -> list[HistoryRow]:
            rows = connection.execute(f"SELECT {_ALL_COLUMNS} FROM history").fetchall()  # noqa: S608 constants
            connection.execute("DELETE FROM history")
            return rows

        return self._database.transact(delete)

    def restore(self, rows: Iterable[HistoryRow]) -> "Future[None]":
        """Add the rows that `clear` returned; entries added since stay."""

        def insert(connection: sqlite3.Connection) -> None:
            connection.executemany(_INSERT.replace("REPLACE", "IGNORE", 1), rows)

        return self._database.transact(insert)

    def remove_before(self, moment: float) -> "Future[None]":
        """Remove the entries finished before this moment, in seconds since the epoch."""

        def delete(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM history WHERE finished_at < ?", (moment,))

        return self._database.transact(delete)


def insert_entry(upload: Upload, account: str) -> Change:
    """Return the change that adds a finished upload as it is now.

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
        upload.asset_url,
        upload.added_at,
        _searchable(f"{name} {project.name} {asset_id}"),
    )

    def write(connection: sqlite3.Connection) -> None:
        texts = (_replace_surrogates(value) if isinstance(value, str) else value for value in values)
        connection.execute(_INSERT, tuple(texts))

    return write


def _entries(
    connection: sqlite3.Connection, sql: str, values: Sequence[object] | Mapping[str, object]
) -> Iterator[HistoryEntry]:
    """Yield the entries that can be read; the others stay where they are, and the log says so."""
    for row in connection.execute(sql, values):
        entry = _entry(row)
        if entry:
            yield entry
        else:
            _log.info("An entry of the history cannot be read.")


def _entry(row: tuple[Any, ...]) -> HistoryEntry | None:
    """Return the entry; None where a disk has changed it. A kind of a later version is not known."""
    upload_id, batch_id, account, raw_path, name, size, sha256, kind, mime_type, *rest = row
    *project, asset_id, end, asset_url, added_at = rest
    texts = (upload_id, batch_id, account, name, sha256 or "", mime_type or "", *project, asset_id)
    is_sound = (
        all(isinstance(text, str) for text in texts)
        and isinstance(raw_path, bytes)
        and b"\0" not in raw_path
        and (size is None or isinstance(size, int))
        and isinstance(end, float)
        and 0 <= end < _END_OF_DATES
    )
    if not is_sound:
        return None
    path, known = Path(os.fsdecode(raw_path)), MediaKind(kind) if kind in set(MediaKind) else None
    project_id, project_name = project
    return HistoryEntry(
        upload_id, batch_id, account, path, name, size, sha256, known, mime_type, project_id, project_name,
        asset_id, end, lasting_link(asset_url), added_at if isinstance(added_at, float) else end,
    )  # fmt: skip


def _by_batch(entries: Iterable[HistoryEntry]) -> list[HistoryEntry]:
    """Return the entries with those of a batch together, in the order of the drop."""
    batches: dict[str, list[HistoryEntry]] = {}
    for entry in entries:
        batches.setdefault(entry.batch_id, []).append(entry)
    return [entry for batch in batches.values() for entry in sorted(batch, key=lambda entry: entry.added_at)]


def _searchable(text: str) -> str:
    """Return the text as it is kept for searches, also those of earlier versions: in NFC and case-folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", _replace_surrogates(text)).casefold())


def _search_form(text: bytes | None) -> str:
    """Return the text as it is searched; a disk may have made anything of its bytes."""
    return search_form(text.decode(errors="replace")) if text else ""


def _replace_surrogates(text: str) -> str:
    """Return the text with � for lone surrogates (from names that are not UTF-8): SQLite rejects them."""
    return _SURROGATE.sub("\ufffd", text)


def export_history(entries: Iterable[HistoryEntry], path: Path) -> None:
    """Write the entries to this file: as JSON where its suffix is `.json`, else as CSV.

    Raises:
        OSError: It cannot be written.
    """
    text = history_json(entries) if path.suffix.lower() == ".json" else history_csv(entries)
    # Spreadsheets recognise UTF-8 only by its byte order mark.
    encoding = "utf-8" if path.suffix.lower() == ".json" else "utf-8-sig"
    path.write_text(text, encoding=encoding, errors="replace", newline="")


def history_csv(entries: Iterable[HistoryEntry]) -> str:
    """Return a table (RFC 4180); cells that a spreadsheet would run as a formula get an apostrophe."""
    import csv  # here, to keep it out of the window's start

    records = [_export_row(entry) for entry in entries]
    out = io.StringIO()
    table = csv.DictWriter(out, _EXPORT)
    table.writeheader()
    table.writerows({name: without_formula(value) for name, value in record.items()} for record in records)
    return out.getvalue()


def history_json(entries: Iterable[HistoryEntry]) -> str:
    """Return a JSON array with one object for each entry."""
    return json.dumps([_export_row(entry) for entry in entries], ensure_ascii=False, indent=2)


# The columns of an export, and what each takes from an entry.
_EXPORT: dict[str, Callable[[HistoryEntry], object]] = {
    "finished_at": lambda entry: _local_time(entry.finished_at),
    "name": lambda entry: entry.name,
    "kind": lambda entry: entry.kind.value if entry.kind else None,
    "asset_id": lambda entry: entry.asset_id,
    "url": lambda entry: entry.asset_url,
    "project": lambda entry: entry.project_name,
    "project_id": lambda entry: entry.project_id,
    "type": lambda entry: entry.mime_type,
    "size": lambda entry: entry.size,
    "sha256": lambda entry: entry.sha256,
    "path": lambda entry: str(entry.path).encode("utf-8", "replace").decode(),
    "batch": lambda entry: entry.batch_id,
}


def _export_row(entry: HistoryEntry) -> dict[str, object]:
    return {name: value_of(entry) for name, value_of in _EXPORT.items()}


def _local_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")
