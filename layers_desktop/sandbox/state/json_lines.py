"""Append-only files of JSON lines, so that a restart on the same directory knows what was."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class JsonLinesFile:
    """One file of JSON objects, one a line, in the order of their writing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._records = list(self._read()) if path.exists() else []
        self._file = path.open("a", encoding="utf-8")

    @property
    def initial_records(self) -> list[dict[str, Any]]:
        """The records that were there when the file was opened."""
        return self._records

    def append(self, record: dict[str, Any]) -> None:
        """Write one record and hand it to the system."""
        self._file.write(json.dumps(record, ensure_ascii=True) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def _read(self) -> Iterator[dict[str, Any]]:
        text = self._path.read_text(encoding="utf-8")
        # A last line without its end was cut by a kill and was never answered to anybody.
        whole, _, cut = text.rpartition("\n")
        if cut:
            self._path.write_text(whole + "\n" if whole else "", encoding="utf-8")
        for line in whole.splitlines():
            yield json.loads(line)
