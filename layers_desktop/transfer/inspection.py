"""One look at a file before anything is sent: what it is, and whether Layers can take it."""

import time
from dataclasses import dataclass
from pathlib import Path

from layers_desktop.domain.file_errors import FileEmptyError, NotMediaError
from layers_desktop.domain.fingerprint import Fingerprint
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.media.identify import identify
from layers_desktop.media.kinds import guess_kind
from layers_desktop.media.notes import note_of
from layers_desktop.transfer.source import file_errors, fingerprint_of

# A file younger than this may still be being written.
SETTLED_AFTER = 2.0


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one look at a file found."""

    fingerprint: Fingerprint
    mime_type: str
    kind: MediaKind
    kind_is_guessed: bool
    note: str


def inspect(path: Path, subfolder: str = "", chosen: MediaKind | None = None) -> Inspection:
    """Return what the file is; at most 64 KiB of it are read.

    Args:
        path: The file.
        subfolder: Where it was inside a dropped folder: its words are hints to the kind.
        chosen: The kind that the person wants; None to find it out.

    Raises:
        FileError: It cannot be sent, whoever asks.
    """
    fingerprint = fingerprint_of(path)
    if not fingerprint.size:
        raise FileEmptyError
    with file_errors(path):
        media_type = identify(path)
    if media_type.family is None:
        raise NotMediaError(path.suffix.lower())
    guess = guess_kind(path, subfolder, media_type)
    return Inspection(
        fingerprint,
        media_type.mime_type,
        chosen or guess.kind,
        kind_is_guessed=chosen is None and guess.is_guessed,
        note=note_of(media_type),
    )


def is_settling(fingerprint: Fingerprint) -> bool:
    """Whether the file was written to so lately that it may not be complete."""
    return 0 <= time.time() - fingerprint.mtime_ns / 1e9 < SETTLED_AFTER
