"""Where the bytes go: what presign and finalize ask of any storage."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from layers_desktop.sandbox.asset_store import AssetStore, StoredObject, Upload
from layers_desktop.sandbox.signing import Signer

BUCKET = "sandbox-uploads"


class ObjectStore(Protocol):
    """A storage that takes a PUT to a signed URL."""

    async def presign(self, upload: Upload, life: float) -> str:
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

    async def presign(self, upload: Upload, life: float) -> str:
        """A URL of this storage; a life under a second is over already."""
        path = f"/{BUCKET}/{upload.object_key}"
        headers = {"host": self.origin.partition("://")[2], **signed_headers(upload)}
        # A whole second is lost to the stamp, which has no fractions.
        issued = datetime.now(UTC) if life >= 1 else datetime.now(UTC) - timedelta(seconds=2 - life)
        query = self._signer.query("PUT", path, headers, issued, timedelta(seconds=max(1, life)))
        return f"{self.origin}{path}?{query}"

    async def stat(self, key: str) -> StoredObject | None:
        """The object under a key, once it is there whole."""
        return self._assets.object(key)

    def close(self) -> None:
        """Close the journal of the objects."""
        self._assets.close()


def signed_headers(upload: Upload) -> dict[str, str]:
    """The headers of a PUT that its URL signs, in lower case."""
    size = {} if upload.size is None else {"content-length": str(upload.size)}
    return {"content-type": upload.mime_type, **size}
