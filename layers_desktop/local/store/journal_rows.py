"""One row of the journal: how an upload is written, and read without believing what is there.

A disk may have changed a letter, and a later version may have written more than this one knows.
"""

import json
import math
import os
import sqlite3
import types
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

from layers_desktop.domain.errors import Problem, Remedy
from layers_desktop.domain.i18n import without_isolates
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.untrusted_text import lasting_link
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_record import Fingerprint, ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.database import Change, statement

# Listed one by one: a field that is added to Upload must be put into one of these two lists.
SAVED_FIELDS = (
    "id",
    "batch_id",
    "project",
    "added_at",
    "filename",
    "subfolder",
    "fingerprint",
    "mime_type",
    "kind",
    "kind_is_guessed",
    "kind_is_chosen",
    "note",
    "state",
    "attempt",
    "waiting_stage",
    "sha256",
    "asset_id",
    "asset_url",
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
    {
        "path",
        "remote",
        "bytes_sent",
        "waiting_until",
        "limited_until",
        "tries",
        "lacks_key",
        "is_pausing",
        "finishes_first",
    }
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
_NOT_READ = UNSAVED_FIELDS - {"remote"}
# File numbers have up to 128 bits (ReFS); no whole number here is beyond them.
_MOST = 2**128


class UnreadableRowError(ValueError):
    """The row holds no upload that this version understands."""


class JournalRow(NamedTuple):
    """A row as it is on disk."""

    id: str
    path: bytes
    record: str


def upsert_upload(upload: Upload, owner: str, origin: str) -> Change:
    """Return the change that saves this upload as it is now, whatever it becomes before the commit."""
    path, values, remote = upload.path, _values(upload), _server_values(upload.remote)
    upload_id = upload.id

    def write(connection: sqlite3.Connection) -> None:
        record = dict(zip(SAVED_FIELDS, values, strict=True))
        if record["asset_url"] is None:
            del record["asset_url"]  # an earlier version does not know it
        record["note"] = without_isolates(record["note"])
        record["remote"] = dict(zip(SAVED_SERVER_FIELDS, remote, strict=True))
        # ASCII, so that lone surrogates of file names that are not UTF-8 survive.
        text = json.dumps(record, default=_to_json)
        connection.execute(_UPSERT, (upload_id, owner, origin, os.fsencode(path), text))

    return write


def delete_upload(upload_id: str) -> Change:
    """Return the change that removes this upload's row."""
    return statement("DELETE FROM uploads WHERE id = ?", upload_id)


def upload_from_row(row: JournalRow) -> Upload:
    """Return the upload that a row holds.

    Raises:
        UnreadableRowError: It holds none, or has fields or values that this version does not know.
    """
    try:
        fields = json.loads(row.record)
        fields["remote"] = ServerState(**fields["remote"])
        for name, build in _BUILDERS.items():
            if fields.get(name) is not None:
                fields[name] = build(fields[name])
        upload = Upload(path=Path(os.fsdecode(row.path)), **fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableRowError(type(error).__name__) from error
    if upload.id != row.id or b"\0" in row.path:
        raise UnreadableRowError("another row's content")
    _check_types(upload)
    return upload


def _problem(remedy: str | None = None, **fields: Any) -> Problem:
    """Return the problem; a row of an older version has no remedy."""
    return Problem(**fields, remedy=Remedy(remedy) if remedy else None)


def _to_json(value: object) -> dict[str, object]:
    """Return the saved fields of a value that is not a JSON type."""
    fields = {name: getattr(value, name) for name in _NESTED_FIELDS[type(value)]}
    if isinstance(value, Problem):  # its sentences may be read in a terminal
        fields |= {name: without_isolates(fields[name]) for name in ("title", "next_step")}
    return fields


# How values that are not JSON types are rebuilt; None stays None.
_BUILDERS: Mapping[str, Callable[[Any], object]] = {
    "project": lambda fields: Project(**fields),
    "fingerprint": lambda fields: Fingerprint(**fields),
    "kind": MediaKind,
    "state": UploadState,
    "waiting_stage": UploadState,
    "problem": lambda fields: _problem(**fields),
    "asset_url": lasting_link,
}


def _check_types(record: Any) -> None:
    """Raise UnreadableRowError where a field of this dataclass, or of one inside it, is of another type."""
    for name, kinds in _kinds_by_record()[type(record)].items():
        value = getattr(record, name)
        if type(value) not in kinds or not _is_sane(value):
            raise UnreadableRowError(f"{name} is no {kinds}")
        if type(value) in _NESTED_FIELDS or isinstance(value, ServerState):
            _check_types(value)


@cache
def _kinds_by_record() -> Mapping[type, Mapping[str, frozenset[type]]]:
    """Return the types that each field read from a row may have, of every dataclass in one."""
    found: dict[type, Mapping[str, frozenset[type]]] = {}
    for record in (Upload, ServerState, *_NESTED_FIELDS):
        hints = get_type_hints(record)
        found[record] = {name: frozenset(_kinds_in(hints[name])) for name in hints.keys() - _NOT_READ}
    return found


def _kinds_in(hint: Any) -> set[type]:
    """Return what a hint allows; a whole number may stand for a real one."""
    options = get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    # A NewType is at runtime what it is made of.
    kinds = {getattr(option, "__supertype__", option) for option in options}
    return kinds | {int} if float in kinds else kinds


def _is_sane(value: object) -> bool:
    return not isinstance(value, int | float) or (math.isfinite(value) and abs(value) < _MOST)
