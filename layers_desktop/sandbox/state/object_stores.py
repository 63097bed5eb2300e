"""Where the bytes go: what presign and finalize ask of any storage."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from layers_desktop.sandbox.state.asset_store import AssetStore, StoredObject, StoredUpload
from layers_desktop.sandbox.state.signing import Signer

BUCKET = "sandbox-uploads"


class ObjectStore(Protocol):
    """A storage that takes a PUT to a signed URL."""

    async def presign(self, upload: StoredUpload, life: float) -> str:
        """The URL that takes the upload for `life` seconds."""

    async def stat(self, key: str) -> StoredObject | None:
        """The object under a key, if it is there."""

    def close(self) -> None:
        """Give back what the storage holds open."""


class LocalObjectStore:
    """The sandbox's own storage: the origin is known once its server listens."""

    def __init__(self, signer: Signer, assets: AssetStore) -> None:
        self._signer = signer
        self._assets = assets
        self.origin = ""

    async def presign(self, upload: StoredUpload, life: float) -> str:
        """A URL of this storage; a life under a second is over already."""
        path = f"/{BUCKET}/{upload.object_key}"
        headers = {"host": self.origin.partition("://")[2], **signed_headers(upload)}
        # A whole second is lost to the stamp, which has no fractions.
        issued = datetime.now(UTC) if life >= 1 else datetime.now(UTC) - timedelta(seconds=2 - life)
        query = self._signer.query("PUT", path, headers, issued, timedelta(seconds=max(1, life)))
        return f"{self.origin}{path}?{query}"

    async def stat(self, key: str) -> StoredObject | None:
        """The object under a key, once it is there whole."""
        return self._assets.find_object(key)

    def close(self) -> None:
        """Close the journal of the objects."""
        self._assets.close()


def signed_headers(upload: StoredUpload) -> dict[str, str]:
    """The headers of a PUT that its URL signs, in lower case."""
    size = {} if upload.size is None else {"content-length": str(upload.size)}
    return {"content-type": upload.mime_type, **size}


class IncomingObject:
    """An object while its bytes come in; a file at its place only after `commit`."""

    def __init__(self, directory: Path, key: str) -> None:
        self._key = key
        self._path = directory / "incoming" / secrets.token_hex(8)
        self._target = directory / "objects" / key
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
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(self._target)
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
