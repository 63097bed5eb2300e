"""Inspecting a file before anything is sent: what it is, and whether the drop has the same content twice."""

import time
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from layers_desktop.domain.file_errors import (
    FileEmptyError,
    FileError,
    NotAsNamedError,
    NotMediaError,
    UnfinishedDownloadError,
)
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.media.file_opening import require_on_disk
from layers_desktop.transfer.intake.helper_folders import is_unfinished_download
from layers_desktop.transfer.intake.source_file import file_errors, fingerprint_of, sha256_of

if TYPE_CHECKING:  # sixty formats are loaded with the first file: the window's start does not wait for them
    from layers_desktop.media.identify import MediaType

# Seconds; a file that was written to more recently may be incomplete.
STABLE_AFTER = 2.0


class Inspection(NamedTuple):
    """What a file is."""

    fingerprint: Fingerprint
    mime_type: str
    kind: MediaKind
    kind_is_guessed: bool
    note: str


class KindPreference(NamedTuple):
    """What kind a person wants a file to be.

    Attributes:
        chosen: For these very files; None to determine it.
        by_folder: What was chosen last for files of a folder of this name; used where the type allows it.
        uses_name_hints: Whether names may hint at the kind; else the type alone decides.
        by_pattern: Globs for names or for the ends of paths, with the kind of what fits; before `chosen`.
    """

    chosen: MediaKind | None = None
    by_folder: Mapping[str, MediaKind] = MappingProxyType({})
    uses_name_hints: bool = True
    by_pattern: tuple[tuple[str, MediaKind], ...] = ()

    def chosen_for(self, path: Path) -> MediaKind | None:
        """Return the kind that was asked for this file; None to determine it."""
        if not self.by_pattern:
            return self.chosen
        # A Mac writes letter and accent apart, and people type them together.
        name = Path(_composed(str(path)))
        matching = (kind for pattern, kind in self.by_pattern if name.match(_composed(pattern)))
        return next(matching, self.chosen)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def inspect(
    path: Path,
    subfolder: str = "",
    preference: KindPreference | None = None,
    *,
    is_wanted_anyway: bool = False,
) -> Inspection:
    """Return what the file is; at most 64 KiB of it are read.

    Args:
        path: The file.
        subfolder: Where it was inside a dropped folder, whose name may hint at the kind.
        preference: The kind that the person wants, if any.
        is_wanted_anyway: Whether the person wants it sent though it looks broken or is online only.

    Raises:
        FileError: It cannot be sent as any kind.
    """
    from layers_desktop.media.identify import identify
    from layers_desktop.media.kinds import advice_for

    fingerprint = fingerprint_of(path)
    if not fingerprint.size:
        raise FileEmptyError
    if not is_wanted_anyway and is_unfinished_download(path):
        raise UnfinishedDownloadError
    with file_errors(path):
        if not is_wanted_anyway:
            require_on_disk(path)
        media_type = identify(path, trusts_name=is_wanted_anyway)
    if media_type.family is None:
        raise _refusal(media_type, path.suffix.lower())
    kind, is_guessed = _kind_of(path, subfolder, media_type, preference or KindPreference())
    return Inspection(fingerprint, media_type.mime_type, kind, is_guessed, advice_for(media_type))


def _refusal(media_type: "MediaType", extension: str) -> FileError:
    """Return why this is not media: by its ending where that is true, else by what the content is."""
    if media_type.claimed_family:
        return NotAsNamedError(extension, media_type.claimed_family)
    if media_type.is_music:
        return NotMediaError(media_type.label, is_music=True)
    return NotMediaError(media_type.label if media_type.mismatched_extension else extension)


def _kind_of(
    path: Path, subfolder: str, media_type: "MediaType", preference: KindPreference
) -> tuple[MediaKind, bool]:
    """Return the kind, and whether it is a guess: from a name, or from what was chosen last time."""
    from layers_desktop.media.kinds import guess_kind, kinds_that_take

    if chosen := preference.chosen_for(path):
        return chosen, False
    if not preference.uses_name_hints:
        return kinds_that_take(media_type.mime_type)[0], False
    remembered = preference.by_folder.get(path.parent.name)
    if remembered in kinds_that_take(media_type.mime_type):
        return remembered, True
    guess = guess_kind(path, subfolder, media_type)
    return guess.kind, guess.is_guessed


def is_still_being_written(fingerprint: Fingerprint) -> bool:
    """Whether the file was written to so recently that it may be incomplete."""
    return 0 <= time.time() - fingerprint.mtime_ns / 1e9 < STABLE_AFTER


class BatchDuplicates:
    """Remembers the files of one drop by size; only files of equal size are read and compared."""

    def __init__(self) -> None:
        self._first_of_size: dict[int, tuple[Path, Fingerprint, MediaKind | None]] = {}
        self._first_of_content: dict[tuple[str, MediaKind | None], Path] = {}

    def add(self, path: Path, fingerprint: Fingerprint, chosen: MediaKind | None = None) -> None:
        """Count this file among the earlier ones; `chosen` is the kind that was asked for."""
        self._first_of_size.setdefault(fingerprint.size, (path, fingerprint, chosen))

    def find_earlier(
        self, path: Path, fingerprint: Fingerprint, chosen: MediaKind | None = None
    ) -> Path | None:
        """Return the earlier file with the same content for which the same kind was asked, if there is one.

        Raises:
            FileError: The file cannot be read.
        """
        first = self._first_of_size.setdefault(fingerprint.size, (path, fingerprint, chosen))
        if first[0] == path and first[2] == chosen:
            return None
        self._hash_first(*first)
        same = self._first_of_content.setdefault((sha256_of(path, fingerprint), chosen), path)
        return None if same == path else same

    def _hash_first(self, path: Path, fingerprint: Fingerprint, chosen: MediaKind | None) -> None:
        """Hash the first file of a size, now that there is a second."""
        if path in self._first_of_content.values():
            return
        try:
            self._first_of_content[sha256_of(path, fingerprint), chosen] = path
        except FileError:
            # It changed or is gone: its own upload will say so, and the second is no duplicate of it.
            return
