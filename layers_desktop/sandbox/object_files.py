"""Objects as files: written beside their place, and moved there when they are whole."""

import hashlib
import secrets
from pathlib import Path
from typing import BinaryIO

from layers_desktop.sandbox.asset_store import StoredObject


class IncomingObject:
    """An object while its bytes come in; a file at its place only after `commit`."""

    def __init__(self, directory: Path, key: str) -> None:
        self._key = key
        self._path = directory / "incoming" / secrets.token_hex(8)
        self._place = directory / "objects" / key
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, chunk: bytes) -> None:
        """Take the next bytes (blocking)."""
        self._open().write(chunk)
        self._digest.update(chunk)
        self._size += len(chunk)

    def commit(self, *, keep: bool = True) -> StoredObject:
        """Put the object in its place (blocking); with `keep` false only say what it would be."""
        self._open().close()
        stored = StoredObject(self._key, self._size, self._digest.hexdigest())
        if not keep:
            return stored
        self._place.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(self._place)
        return stored

    def discard(self) -> None:
        """Leave nothing behind of an object that was not committed."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("wb", buffering=0)
        return self._file


def object_path(directory: Path, key: str) -> Path:
    """Where the bytes of an object are."""
    return directory / "objects" / key
