"""What rows are sorted by."""

import re
from collections.abc import Callable
from typing import Any

from layers_desktop.domain.upload import Upload
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.state_words import state_rank

_DIGITS = re.compile(r"[0-9]+")
_MOST_DIGITS = 20


def sort_key(column: Column) -> Callable[[Upload], Any]:
    """Return the key that sorts by this column; what is unknown goes last."""
    return _KEYS.get(column, lambda upload: (state_rank(upload), upload.bytes_sent))


def _by_name(upload: Upload) -> str:
    """Return a key that puts `shot-9` before `shot-10` and digits before letters, whatever their case."""
    return _DIGITS.sub(_padded, upload.path.name.casefold())


def _padded(digits: re.Match[str]) -> str:
    return digits[0].zfill(_MOST_DIGITS)


_KEYS: dict[Column, Callable[[Upload], Any]] = {
    Column.NAME: _by_name,
    Column.KIND: lambda upload: (upload.kind is None, upload.kind.label if upload.kind else ""),
    Column.SIZE: lambda upload: (upload.size is None, upload.size or 0),
    Column.ASSET_ID: lambda upload: (upload.asset_id is None, upload.asset_id or ""),
    Column.PROJECT: lambda upload: (upload.project is None, upload.project.name if upload.project else ""),
    Column.FOLDER: lambda upload: str(upload.path.parent).casefold(),
    Column.TYPE: lambda upload: (upload.mime_type is None, upload.mime_type or ""),
    Column.ADDED: lambda upload: upload.added_at,
    Column.FINISHED: lambda upload: (upload.finished_at is None, upload.finished_at or 0.0),
    Column.ATTEMPTS: lambda upload: upload.attempt,
}
