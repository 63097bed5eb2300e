"""What is known of one file, from the drop to its asset ID."""

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NewType

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload_state import UploadState


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How a change of a file is noticed without reading it: size in bytes, mtime in ns, inode."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(slots=True)
class ServerState:
    """What has been agreed with Layers and its storage about one upload.

    Attributes:
        upload_id: What presign answered.
        presigned_at: Wall-clock seconds of that answer; the `upload_id` lives for 24 hours from then.
        bytes_handed_over: Whether the last byte of the PUT has left, so that the store may have the file.
        stored: Whether the store said that it has the file.
        presign_key, finalize_key, inline_key: The Idempotency-Key of each POST under way.
        inline_name: What the file was called in that call: a repetition must be the same to the letter.
        inline_since: Wall-clock seconds of the first inline call, whose key is replayed for 24 hours.
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
        """Whether asking finalize may settle this upload without sending a byte."""
        return self.upload_id is not None and (self.stored or self.bytes_handed_over)

    @property
    def may_have_asset(self) -> bool:
        """Whether Layers was asked for an asset and no answer has settled whether there is one."""
        return self.inline_since is not None or self.finalize_key is not None


UploadId = NewType("UploadId", str)
BatchId = NewType("BatchId", str)


@dataclass(frozen=True, slots=True)
class Tries:
    """Which try at one stage comes next, and how many there are before the file fails."""

    next: int
    most: int


@dataclass(slots=True, eq=False)
class UploadRecord:
    """What is known of one file. Only the queue changes it; everybody may read it.

    Attributes:
        id, batch_id: Its own and its drop's, for good; never shown.
        path: Where the file is; the local name is never touched.
        subfolder: Where it was inside a dropped folder; empty for a file dropped by itself.
        fingerprint, mime_type, kind: What the file was when it was last looked at; None until then.
        kind_is_guessed: Whether the kind comes from a hint in a name, not from the file's type or a person.
        note: What the person should know though nothing is wrong.
        project: The project that it was added to; None while there was none to choose.
        lacks_key: Whether it stands still because its account has no key that Layers takes.
        is_wanted_again: Whether the person wants a new asset though the project has this content already.
        starts_when_ready: Whether the person wants it sent as soon as it was looked at.
        bytes_sent: Bytes of the current PUT handed to the network.
        attempt: Counts the attempts, so that a late word of an older one is known as such.
        waiting_until, waiting_stage: When WAITING ends, in monotonic seconds, and where it goes on.
        tries: What is tried when WAITING ends; None where that uses up no try, or there is no end of them.
        is_pausing: Whether it was told to pause and has not stopped yet.
        finishes_first: Whether all else pauses, and it is so near its end that it comes to it.
        asset_id: Layers' ID, only ever present in DONE (or as the offer of DUPLICATE).
        is_reused: Whether the ID is that of an earlier upload of the same content.
        added_at, finished_at: Wall-clock seconds.
    """

    id: UploadId
    batch_id: BatchId
    path: Path
    project: Project | None
    added_at: float
    subfolder: str = ""
    fingerprint: Fingerprint | None = None
    mime_type: str | None = None
    kind: MediaKind | None = None
    kind_is_guessed: bool = False
    note: str = ""
    lacks_key: bool = False
    is_wanted_again: bool = False
    starts_when_ready: bool = False
    state: UploadState = UploadState.ADDED
    remote: ServerState = field(default_factory=ServerState)
    bytes_sent: int = 0
    attempt: int = 0
    waiting_until: float | None = None
    waiting_stage: UploadState | None = None
    tries: Tries | None = None
    is_pausing: bool = False
    finishes_first: bool = False
    sha256: str | None = None
    asset_id: str | None = None
    is_reused: bool = False
    problem: Problem | None = None
    finished_at: float | None = None


_MILLISECOND = 1_000_000
_RANDOM_BYTES = 10


def new_upload_id() -> UploadId:
    """Return an ID that no other upload has, and that sorts behind those of earlier moments.

    In a database of a hundred thousand, rows that come and go side by side cost half of what scattered ones
    cost. Time and chance are shared out as in UUID version 7: https://www.rfc-editor.org/rfc/rfc9562#section-5.7
    """
    return UploadId(f"{time.time_ns() // _MILLISECOND:012x}{secrets.token_hex(_RANDOM_BYTES)}")
