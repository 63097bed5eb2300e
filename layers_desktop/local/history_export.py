"""The history as a file for other programs."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from layers_desktop.local.history import HistoryEntry

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
    records = [_record(entry) for entry in entries]
    out = io.StringIO()
    table = csv.DictWriter(out, _FIELDS)
    table.writeheader()
    table.writerows({name: _harmless(value) for name, value in record.items()} for record in records)
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


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
