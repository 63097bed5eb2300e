"""Which of the API's five kinds a file is, and how large a file of each kind may be."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import NamedTuple

from layers_desktop.domain.file_errors import FileTooLargeError, FileTooLargeForAllError, NotMediaError
from layers_desktop.domain.i18n import sentences_text, tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.media.format_table import Family, family_of, format_for
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
# Where "BrandLogo" and "ACMELogo" divide into words.
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# The API's documented caps, in MB; it does not say whether of 10^6 or of 2^20 bytes.
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


class KindGuess(NamedTuple):
    """A kind, and whether a name hinted at it rather than the type alone."""

    kind: MediaKind
    is_guessed: bool


def kinds_that_take(mime_type: str) -> tuple[MediaKind, ...]:
    """Return the kinds that this MIME type can be sent as, the default first; none where it is not media."""
    family = family_of(mime_type)
    return _KINDS[family] if family else ()


def guess_kind(path: Path, subfolder: str, media_type: MediaType) -> KindGuess:
    """Return the kind by type, for images also by whole words in the names of the file and its folders.

    The file's name counts first, then the folder that it is in, then those of `subfolder`, innermost first.
    An SVG without any hint counts as a logo.

    Raises:
        NotMediaError: It is neither an image nor a video nor audio.
    """
    if not media_type.is_media:
        raise NotMediaError(media_type.label)
    kinds = kinds_that_take(media_type.mime_type)
    if media_type.family is not Family.IMAGE:
        return KindGuess(kinds[0], is_guessed=False)
    hinted = _hinted_kind(path.stem) or _kind_hinted_by_folders(path.parent.name, subfolder)
    if hinted is None and media_type.mime_type == "image/svg+xml":
        hinted = MediaKind.LOGO
    return KindGuess(hinted or MediaKind.IMAGE, is_guessed=hinted is not None)


@lru_cache(maxsize=256)  # all files of a folder ask for the same
def _kind_hinted_by_folders(name: str, subfolder: str) -> MediaKind | None:
    names = (name, *reversed(PurePath(subfolder).parts))
    return next((kind for each in names if (kind := _hinted_kind(each))), None)


def _hinted_kind(name: str) -> MediaKind | None:
    """Return the kind of the last hint in a name: a "logo reference" is a reference, not a logo."""
    hints = [hint.lastgroup or "" for hint in _HINT.finditer(_words(name))]
    return MediaKind(hints[-1]) if hints else None


def _words(name: str) -> str:
    """Return the words of a name in lower case, letters only, with single spaces between them."""
    words = _WORD.findall(unicodedata.normalize("NFC", name))
    return " ".join(part for word in words for part in _CAMEL_CASE.split(word)).casefold()


def stated_cap(kind: MediaKind) -> int:
    """Return the cap in bytes as it is shown to a person, in decimal units: 50 MB, 200 MB, 1 GB."""
    return _MEGABYTES[kind] * 10**6


def largest_cap(kind: MediaKind) -> int:
    """Return the cap in bytes in binary units, the larger reading (a MB of 2^20, a GB of 2^30 bytes)."""
    return _BINARY_GIGABYTE if kind is MediaKind.VIDEO else _MEGABYTES[kind] * 2**20


def check_size(size: int, kind: MediaKind, mime_type: str) -> None:
    """Check a size in bytes against the cap in binary units; between the two readings the server decides.

    Raises:
        FileTooLargeForAllError: It is over the cap of every kind.
        FileTooLargeError: It is over the cap of this kind; names the other kinds that it could be sent as.
    """
    if size <= largest_cap(kind):
        return
    largest = max(MediaKind, key=largest_cap)
    if size > largest_cap(largest):
        raise FileTooLargeForAllError(size, stated_cap(largest))
    fits = (other for other in kinds_that_take(mime_type) if size <= largest_cap(other))
    raise FileTooLargeError(size, stated_cap(kind), kind, tuple(fits))


def advice_for(media_type: MediaType) -> str:
    """Return the note for a file's row: on a misleading name, on an uncommon type; empty for most files."""
    if not media_type.is_media:
        return ""
    return sentences_text(_mismatch_advice(media_type), _uncommon_type_advice(media_type))


def refusal_text(mime_type: str, extension: str) -> tuple[str, str] | None:
    """Return the title and the next step for a file whose uncommon type the server rejected.

    Args:
        mime_type: As in the table of formats.
        extension: The file's (".PSD"), which chooses among the formats of this type.

    Returns:
        None for common types, which are rejected for another reason.
    """
    row = format_for(mime_type, extension)
    if row is None or not row.is_uncommon:
        return None
    # Translators: {extension} is without its point: mov
    title = tr("Layers did not take this .{extension} file.", extension=row.extensions[0])
    match row.family:
        case Family.VIDEO:
            return title, tr("Export it as MP4 and add that.")
        case Family.AUDIO:
            return title, tr("Export it as MP3 or WAV and add that.")
        case _:
            return title, tr("Export it as PNG or JPEG and add that.")


def _mismatch_advice(media_type: MediaType) -> str:
    """Return the sentence for a name that stands for another type; empty where name and content agree."""
    if media_type.mismatched_extension is None:
        return ""
    # Translators: {extension} is the end of the file's name; {format} is twice a format such as PNG, or one
    # of the words that stand in "not {what} files".
    return tr(
        "Its name ends in {extension}, but the contents are {format}. It will be sent as {format}.",
        extension=media_type.mismatched_extension,
        format=media_type.label,
    )


def _uncommon_type_advice(media_type: MediaType) -> str:
    """Return the sentence for a type that the server may refuse; empty for common types."""
    if not media_type.is_uncommon:
        return ""
    extension = media_type.extension
    if media_type.family is Family.VIDEO:
        # Translators: {extension} is the end of the file's name: .mkv
        return tr("Layers may refuse {extension} files; MP4 always works.", extension=extension)
    if media_type.family is Family.AUDIO:
        return tr("Layers may refuse {extension} files; MP3 or WAV always work.", extension=extension)
    return tr("Layers may refuse {extension} files; PNG or JPEG always work.", extension=extension)
