"""How large a file of each kind may be: the one table of the API's caps."""

from types import MappingProxyType

from layers_desktop.domain.file_errors import FileTooLargeError, FileTooLargeForAllError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.media.kinds import kinds_that_take

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
