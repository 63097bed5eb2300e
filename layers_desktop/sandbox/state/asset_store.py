"""The uploads, stored objects and assets of a sandbox, kept over restarts."""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from layers_desktop.sandbox.media_requests import MediaRequest
from layers_desktop.sandbox.state.json_lines import JsonLinesFile


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """A presigned or inline upload, with what the client announced of its file."""

    id: str
    project_id: str
    object_key: str
    kind: str
    mime_type: str
    filename: str | None
    size: int | None
    checksum: str | None
    created_at: float


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in storage; `sha256` is None in an external store, which does not report it."""

    key: str
    size: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class StoredAsset:
    """The asset of a finalized upload."""

    id: str
    upload_id: str
    project_id: str
    object_key: str
    kind: str
    mime_type: str
    filename: str | None
    size: int
    sha256: str | None
    created_at: float


_RECORD_TYPES: dict[str, Callable[..., Any]] = {
    "upload": StoredUpload,
    "object": StoredObject,
    "asset": StoredAsset,
}


class AssetStore:
    """Every upload, object and asset of a directory; each is appended to a file when it is added."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._file = JsonLinesFile(path)
        self._uploads: dict[str, StoredUpload] = {}
        self._uploads_by_object: dict[str, StoredUpload] = {}
        self._objects: dict[str, StoredObject] = {}
        self._assets_by_upload: dict[str, StoredAsset] = {}
        for record in self._file.initial_records:
            self._index(_RECORD_TYPES[record.pop("record")](**record))

    @property
    def assets(self) -> list[StoredAsset]:
        """All assets, in the order of their creation."""
        return list(self._assets_by_upload.values())

    def add_upload(self, project_id: str, media: MediaRequest) -> StoredUpload:
        """Add and return an upload with a new ID."""
        upload_id = f"upl_{secrets.token_urlsafe(16)}"
        upload = StoredUpload(
            id=upload_id,
            project_id=project_id,
            object_key=f"{project_id}/{upload_id}{_extension(media.filename)}",
            **asdict(media),
            created_at=self._clock(),
        )
        self._add("upload", upload)
        return upload

    def add_object(self, stored: StoredObject) -> None:
        """Add an object that is now in storage."""
        self._add("object", stored)

    def add_asset(self, upload: StoredUpload, stored: StoredObject) -> StoredAsset:
        """Return the asset of an upload: the one that it has, else a new one."""
        if upload.id not in self._assets_by_upload:
            asset = StoredAsset(
                id=f"med_{secrets.token_urlsafe(12)}",
                upload_id=upload.id,
                project_id=upload.project_id,
                object_key=upload.object_key,
                kind=upload.kind,
                mime_type=upload.mime_type,
                filename=upload.filename,
                size=stored.size,
                sha256=stored.sha256,
                created_at=self._clock(),
            )
            self._add("asset", asset)
        return self._assets_by_upload[upload.id]

    def find_upload(self, upload_id: str) -> StoredUpload | None:
        """Return the upload of this ID, if any."""
        return self._uploads.get(upload_id)

    def find_upload_by_object(self, key: str) -> StoredUpload | None:
        """Return the upload that this object key was made for, if any."""
        return self._uploads_by_object.get(key)

    def find_object(self, key: str) -> StoredObject | None:
        """Return the object under this key, once it is complete."""
        return self._objects.get(key)

    def find_asset(self, upload_id: str) -> StoredAsset | None:
        """Return the asset of this upload, once it is finalized."""
        return self._assets_by_upload.get(upload_id)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _add(self, record_type: str, value: StoredUpload | StoredObject | StoredAsset) -> None:
        self._file.append({"record": record_type, **asdict(value)})
        self._index(value)

    def _index(self, value: StoredUpload | StoredObject | StoredAsset) -> None:
        if isinstance(value, StoredUpload):
            self._uploads[value.id] = value
            self._uploads_by_object[value.object_key] = value
        elif isinstance(value, StoredObject):
            self._objects[value.key] = value
        else:
            self._assets_by_upload[value.upload_id] = value


def _extension(filename: str | None) -> str:
    suffix = Path(filename or "").suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ""
