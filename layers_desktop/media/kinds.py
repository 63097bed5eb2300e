"""Which of the five kinds a file is: by its type, and by what a person calls it."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType

from layers_desktop.domain.file_errors import FileTooLargeError, FileTooLargeForAllError, NotMediaError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.media.formats import Family, family_of
from layers_desktop.media.identify import MediaType

_KINDS = MappingProxyType(
    {
        Family.IMAGE: (MediaKind.IMAGE, MediaKind.LOGO, MediaKind.REFERENCE_IMAGE),
        Family.VIDEO: (MediaKind.VIDEO,),
        Family.AUDIO: (MediaKind.AUDIO,),
    }
)
# The group's name is the kind's value.
_HINT = re.compile(
    r"\b(?:(?P<logo>logos?|logo ?types?|brand ?marks?|word ?marks?)"
    r"|(?P<reference_image>refs?|references?|mood ?boards?))\b"
)
_WORD = re.compile(r"[^\W\d_]+")
# A capital after small letters starts a new word ("BrandLogo"), and so does the last of many ("ACMELogo").
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class KindGuess:
    """The kind, and whether it comes from a hint rather than from the type alone."""

    kind: MediaKind
    is_guessed: bool


def refuse_unless_media(media_type: MediaType) -> None:
    """Refuse what is neither an image nor a video nor audio.

    Raises:
        NotMediaError: With the format's name.
    """
    if not media_type.is_media:
        raise NotMediaError(media_type.label)


def kinds_that_take(mime_type: str) -> tuple[MediaKind, ...]:
    """Return the kinds that a canonical MIME type can be sent as, the plain one first; none: not media."""
    family = family_of(mime_type)
    return _KINDS[family] if family else ()


def guess_kind(path: Path, subfolder: str, media_type: MediaType) -> KindGuess:
    """Return the kind by type, for images also by whole words in the names of the file and its folders.

    The file's name counts first, then the folder that it lies in, then those of the drop, nearest first.
    An SVG without any hint is taken for a logo.

    Raises:
        NotMediaError: It is neither an image nor a video nor audio.
    """
    refuse_unless_media(media_type)
    kinds = kinds_that_take(media_type.mime_type)
    if media_type.family is not Family.IMAGE:
        return KindGuess(kinds[0], is_guessed=False)
    names = (path.stem, path.parent.name, *reversed(PurePath(subfolder).parts))
    hinted = next((kind for name in names if (kind := _hinted_kind(name))), None)
    if hinted is None and media_type.mime_type == "image/svg+xml":
        hinted = MediaKind.LOGO
    return KindGuess(hinted or MediaKind.IMAGE, is_guessed=hinted is not None)


def _hinted_kind(name: str) -> MediaKind | None:
    """Return what the last hint in a name says: a "logo reference" is a reference, not a logo."""
    hints = [hint.lastgroup or "" for hint in _HINT.finditer(_words(name))]
    return MediaKind(hints[-1]) if hints else None


def _words(name: str) -> str:
    """Return the words of a name in lower case, letters only, with single spaces between them."""
    words = _WORD.findall(unicodedata.normalize("NFC", name))
    return " ".join(part for word in words for part in _HUMP.split(word)).casefold()


# What the API's documentation says, in MB. It does not say which MB.
_MEGABYTES = MappingProxyType(
    {
        MediaKind.IMAGE: 50,
        MediaKind.LOGO: 50,
        MediaKind.REFERENCE_IMAGE: 50,
        MediaKind.AUDIO: 200,
        MediaKind.VIDEO: 1000,
    }
)
_BINARY_GIGABYTE = 2**30


def stated_cap(kind: MediaKind) -> int:
    """Return the cap in bytes as a person reads it: 50 MB, 200 MB, 1 GB in decimal units."""
    return _MEGABYTES[kind] * 10**6


def largest_cap(kind: MediaKind) -> int:
    """Return the cap in bytes by its larger reading (2^20, and 2^30 for a GB): beyond it no reading helps."""
    return _BINARY_GIGABYTE if kind is MediaKind.VIDEO else _MEGABYTES[kind] * 2**20


def refuse_if_too_large(size: int, kind: MediaKind, mime_type: str) -> None:
    """Refuse a size in bytes that is over the cap by either reading; between the two the server judges.

    Raises:
        FileTooLargeForAllError: No kind has room for it.
        FileTooLargeError: With the other kinds that take this type and have room.
    """
    largest = max(MediaKind, key=largest_cap)
    if size > largest_cap(largest):
        raise FileTooLargeForAllError(size, stated_cap(largest))
    if size > largest_cap(kind):
        fits = (other for other in kinds_that_take(mime_type) if size <= largest_cap(other))
        raise FileTooLargeError(size, stated_cap(kind), kind, tuple(fits))
