"""Append-only files of JSON lines, which keep the state of a sandbox over restarts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class JsonLinesFile:
    """A file with one JSON object a line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._records = list(self._read()) if path.exists() else []
        self._file = path.open("a", encoding="utf-8")

    @property
    def initial_records(self) -> list[dict[str, Any]]:
        """The records that the file held when it was opened."""
        return self._records

    def append(self, record: dict[str, Any]) -> None:
        """Write one record and flush it to the system."""
        self._file.write(json.dumps(record, ensure_ascii=True) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read(self) -> Iterator[dict[str, Any]]:
        text = self._path.read_text(encoding="utf-8")
        # A last line without a line end was cut off by a kill, before any response was sent.
        complete, _, cut = text.rpartition("\n")
        if cut:
            self._path.write_text(complete + "\n" if complete else "", encoding="utf-8")
        for line in complete.splitlines():
            yield json.loads(line)
