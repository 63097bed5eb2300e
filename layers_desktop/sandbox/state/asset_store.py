"""Uploads, stored objects and assets: what the sandbox remembers."""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from layers_desktop.sandbox.media_requests import MediaRequest
from layers_desktop.sandbox.state.json_lines import JsonLinesFile


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """A presigned upload: what was promised of it."""

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
    """An object in storage; `sha256` is None where only the storage could know it."""

    key: str
    size: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class StoredAsset:
    """What an upload became."""

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


class AssetStore:
    """Every upload, object and asset of a directory; each is journalled as it comes."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._journal = JsonLinesFile(path)
        self._uploads: dict[str, StoredUpload] = {}
        self._uploads_by_object: dict[str, StoredUpload] = {}
        self._objects: dict[str, StoredObject] = {}
        self._assets_by_upload: dict[str, StoredAsset] = {}
        for record in self._journal.initial_records:
            self._index(_RECORDS[record.pop("record")](**record))

    @property
    def assets(self) -> list[StoredAsset]:
        """All assets in the order of their making."""
        return list(self._assets_by_upload.values())

    def add_upload(self, project_id: str, described: MediaRequest) -> StoredUpload:
        """A new upload under a fresh ID."""
        upload_id = f"upl_{secrets.token_urlsafe(16)}"
        upload = StoredUpload(
            id=upload_id,
            project_id=project_id,
            object_key=f"{project_id}/{upload_id}{_extension(described.filename)}",
            kind=described.kind,
            mime_type=described.mime_type,
            filename=described.filename,
            size=described.size,
            checksum=described.checksum,
            created_at=self._clock(),
        )
        self._add("upload", upload)
        return upload

    def add_object(self, stored: StoredObject) -> None:
        """An object that is now in storage."""
        self._add("object", stored)

    def add_asset(self, upload: StoredUpload, stored: StoredObject) -> StoredAsset:
        """The asset of an upload: the one that it has, else a new one."""
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
        """The upload of this ID."""
        return self._uploads.get(upload_id)

    def find_upload_by_object(self, key: str) -> StoredUpload | None:
        """The upload that an object key was made for."""
        return self._uploads_by_object.get(key)

    def find_object(self, key: str) -> StoredObject | None:
        """The object under a key, once it is there whole."""
        return self._objects.get(key)

    def find_asset(self, upload_id: str) -> StoredAsset | None:
        """The asset of an upload that was finalized."""
        return self._assets_by_upload.get(upload_id)

    def close(self) -> None:
        """Give the file back."""
        self._journal.close()

    def _add(self, record: str, value: StoredUpload | StoredObject | StoredAsset) -> None:
        self._journal.append({"record": record, **asdict(value)})
        self._index(value)

    def _index(self, value: StoredUpload | StoredObject | StoredAsset) -> None:
        if isinstance(value, StoredUpload):
            self._uploads[value.id] = value
            self._uploads_by_object[value.object_key] = value
        elif isinstance(value, StoredObject):
            self._objects[value.key] = value
        else:
            self._assets_by_upload[value.upload_id] = value


_RECORDS: dict[str, Callable[..., Any]] = {
    "upload": StoredUpload,
    "object": StoredObject,
    "asset": StoredAsset,
}


def _extension(filename: str | None) -> str:
    suffix = Path(filename or "").suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ""
