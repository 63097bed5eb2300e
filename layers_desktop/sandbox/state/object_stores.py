"""Object stores: what presign and finalize need of one, the sandbox's own, and its objects as files."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from layers_desktop.sandbox.state.asset_store import AssetStore, StoredObject, StoredUpload
from layers_desktop.sandbox.state.signing import Signer

BUCKET = "sandbox-uploads"


class ObjectStore(Protocol):
    """An object storage that accepts PUTs to signed URLs."""

    async def presign(self, upload: StoredUpload, lifetime: float) -> str:
        """Return the URL that accepts the upload for `lifetime` seconds."""

    async def stat(self, key: str) -> StoredObject | None:
        """Return the object under this key, if it is there."""

    def close(self) -> None:
        """Close files and connections."""


class LocalObjectStore:
    """The sandbox's own store.

    Attributes:
        origin: Of its server; empty until that listens.
    """

    def __init__(self, signer: Signer, assets: AssetStore) -> None:
        self._signer = signer
        self._assets = assets
        self.origin = ""

    async def presign(self, upload: StoredUpload, lifetime: float) -> str:
        """Return a signed URL of this store; one of a lifetime under a second has expired already."""
        path = f"/{BUCKET}/{upload.object_key}"
        headers = {"host": self.origin.partition("://")[2], **signed_headers(upload)}
        # The time stamp has no fractions, which loses up to a second.
        issued = datetime.now(UTC) if lifetime >= 1 else datetime.now(UTC) - timedelta(seconds=2 - lifetime)
        query = self._signer.query("PUT", path, headers, issued, timedelta(seconds=max(1, lifetime)))
        return f"{self.origin}{path}?{query}"

    async def stat(self, key: str) -> StoredObject | None:
        """Return the object under this key, once it is complete."""
        return self._assets.find_object(key)

    def close(self) -> None:
        """Close the file of objects and assets."""
        self._assets.close()


def signed_headers(upload: StoredUpload) -> dict[str, str]:
    """Return the headers of a PUT that its URL signs, their names in lower case."""
    size = {} if upload.size is None else {"content-length": str(upload.size)}
    return {"content-type": upload.mime_type, **size}


class IncomingObject:
    """An object while it is received, in a temporary file that `commit` moves to its place."""

    def __init__(self, directory: Path, key: str) -> None:
        self._key = key
        self._path = directory / "incoming" / secrets.token_hex(8)
        self._target = directory / "objects" / key
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, chunk: bytes) -> None:
        """Append the next bytes (blocking)."""
        self._open().write(chunk)
        self._digest.update(chunk)
        self._size += len(chunk)

    def commit(self, *, keep: bool = True) -> StoredObject:
        """Move the object to its place and return it (blocking); with `keep` false only return it."""
        self._open().close()
        stored = StoredObject(self._key, self._size, self._digest.hexdigest())
        if not keep:
            return stored
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(self._target)
        return stored

    def discard(self) -> None:
        """Remove the temporary file of an object that was not committed."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("wb", buffering=0)
        return self._file


def object_path(directory: Path, key: str) -> Path:
    """Return the path of an object's file."""
    return directory / "objects" / key
