"""An upload as a row of the journal, and back."""

import json
import os
import sqlite3
from collections.abc import Callable, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

from layers_desktop.domain.errors import Problem, Remedy
from layers_desktop.domain.fingerprint import Fingerprint
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.remote import Remote
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState

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
    fields["remote"] = Remote(**fields["remote"])
    for name, build in _BUILDERS.items():
        if fields.get(name) is not None:
            fields[name] = build(fields[name])
    return Upload(path=Path(os.fsdecode(path)), **fields)


def _plain(value: object) -> dict[str, object]:
    """Return the fields of a value that JSON does not know."""
    return {name: getattr(value, name) for name in _FIELDS_WITHIN[type(value)]}
