"""What is known of one upload, from the drop to its asset ID."""

import secrets
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NewType

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload_state import UploadState

_MILLISECOND = 1_000_000
_RANDOM_BYTES = 10

UploadId = NewType("UploadId", str)
BatchId = NewType("BatchId", str)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What shows that a file has changed, without reading it.

    Attributes:
        size: In bytes.
        mtime_ns: Nanoseconds since the epoch.
        inode: The file's number; 0 where the file system has none, or none that lasts.
    """

    size: int
    mtime_ns: int
    inode: int

    def is_same(self, other: "Fingerprint") -> bool:
        """Whether both are of the same unchanged file."""
        are_numbers_other = self.inode != other.inode and 0 not in {self.inode, other.inode}
        return self.is_same_but_for_number(other) and not are_numbers_other

    def is_same_but_for_number(self, other: "Fingerprint") -> bool:
        """Whether size and time are the same, whatever the numbers are."""
        return (self.size, self.mtime_ns) == (other.size, other.mtime_ns)

    def without_passing_number(self, before: "Fingerprint | None") -> "Fingerprint":
        """Return this one, without its number where nothing but that has changed since `before`."""
        has_changed = before is not None and self.is_same_but_for_number(before) and not self.is_same(before)
        return replace(self, inode=0) if has_changed else self


@dataclass(slots=True)
class ServerState:
    """What Layers and its storage know of one upload.

    Attributes:
        upload_id: The `uploadId` that presign answered.
        presigned_at: Wall-clock seconds of that answer; the API keeps the `uploadId` for 24 hours.
        bytes_handed_over: Whether the last byte of the PUT was sent, so that the storage may have the file.
        stored: Whether the storage has confirmed the file.
        presign_key, finalize_key, inline_key: The `Idempotency-Key` of each POST under way.
        inline_name: The file's name in the inline call: its repetition must be identical.
        inline_since: Wall-clock seconds of the first inline call, whose key the API keeps for 24 hours.
    """

    upload_id: str | None = None
    presigned_at: float | None = None
    bytes_handed_over: bool = False
    stored: bool = False
    presign_key: str | None = None
    finalize_key: str | None = None
    inline_key: str | None = None
    inline_name: str | None = None
    inline_since: float | None = None

    @property
    def may_have_arrived(self) -> bool:
        """Whether finalizing may end this upload without sending a byte."""
        return self.upload_id is not None and (self.stored or self.bytes_handed_over)

    @property
    def may_have_asset(self) -> bool:
        """Whether a call that makes an asset was begun, and it is not known whether there is one."""
        return self.inline_since is not None or self.finalize_key is not None


@dataclass(frozen=True, slots=True)
class Tries:
    """Which try of a stage comes next, and after how many the upload fails."""

    next: int
    maximum: int


@dataclass(slots=True, eq=False)
class UploadRecord:
    """What is known of one upload. Only the queue and its jobs change it; any code may read it.

    Attributes:
        id, batch_id: Its own and its drop's; they never change and are never shown.
        path: Where the file is.
        filename: What Layers shall call it; empty for the file's own name.
        subfolder: Where it was inside a dropped folder; empty for a file dropped by itself.
        fingerprint, mime_type, kind: What the file was at its last inspection; None before the first.
        kind_is_guessed: Whether the kind comes from a hint in a name, not from the file's type or the person.
        kind_is_chosen: Whether the person asked for this kind, so that an asset of another is no substitute.
        note: Advice for the person though nothing is wrong.
        project: The project that it was added to; None while there was none to choose.
        lacks_key: Whether it waits because its account has no key that Layers accepts.
        is_wanted_again: Whether the person wants a new asset though the project has this content already.
        is_wanted_anyway: Whether the person wants it sent though it looks broken or unfinished.
        starts_when_ready: Whether it is sent as soon as it was inspected.
        bytes_sent: Bytes of the current PUT or inline call that were sent.
        attempt: The number of jobs that it has had.
        waiting_until, waiting_stage: When WAITING ends, in monotonic seconds, and at which stage it goes on.
        limited_until: When the plan's limit lets its next call begin, in monotonic seconds; None without one.
        tries: The next try when WAITING ends; None where it does not count, or the tries have no end.
        is_pausing: Whether it is to pause as soon as its job stops.
        finishes_first: Whether all else pauses, but it is so nearly done that it may finish.
        asset_id: Layers' ID, only ever present in DONE (or as the offer of DUPLICATE).
        asset_url: The asset's address for a browser; only ever present with an ID, and not always then.
        is_reused: Whether the ID is that of an earlier upload of the same content.
        added_at, finished_at: Wall-clock seconds.
    """

    id: UploadId
    batch_id: BatchId
    path: Path
    project: Project | None
    added_at: float
    filename: str = ""
    subfolder: str = ""
    fingerprint: Fingerprint | None = None
    mime_type: str | None = None
    kind: MediaKind | None = None
    kind_is_guessed: bool = False
    kind_is_chosen: bool = False
    note: str = ""
    lacks_key: bool = False
    is_wanted_again: bool = False
    is_wanted_anyway: bool = False
    starts_when_ready: bool = False
    state: UploadState = UploadState.ADDED
    remote: ServerState = field(default_factory=ServerState)
    bytes_sent: int = 0
    attempt: int = 0
    waiting_until: float | None = None
    waiting_stage: UploadState | None = None
    limited_until: float | None = None
    tries: Tries | None = None
    is_pausing: bool = False
    finishes_first: bool = False
    sha256: str | None = None
    asset_id: str | None = None
    asset_url: str | None = None
    is_reused: bool = False
    problem: Problem | None = None
    finished_at: float | None = None


def new_upload_id() -> UploadId:
    """Return an ID that no other upload has, and that sorts behind earlier ones.

    In a database of 100,000 uploads, rows written side by side cost half of what scattered ones cost.
    Made of time and random bytes as UUID version 7 is: https://www.rfc-editor.org/rfc/rfc9562#section-5.7
    """
    return UploadId(f"{time.time_ns() // _MILLISECOND:012x}{secrets.token_hex(_RANDOM_BYTES)}")
