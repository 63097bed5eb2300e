"""The type of a file: by its content, and by its name where the content leaves that open."""

from pathlib import Path, PurePath
from typing import NamedTuple

from layers_desktop.domain.i18n import tr
from layers_desktop.media.bounded_reader import BoundedReader, open_bounded
from layers_desktop.media.content.detect import find_format
from layers_desktop.media.format_table import (
    FORMATS,
    UNKNOWN_MIME_TYPE,
    Family,
    Format,
    FormatMatch,
    format_of_extension,
    label_of,
)

# Formats without a fixed beginning, or often cut from a stream: unknown content may be sound all the same.
# What has any other name and content that is not known is damaged, or something else.
_WITHOUT_BEGINNING = frozenset("tga mp3 aac ac3 eac3 dts dv mpg m2ts pcx".split())  # noqa: SIM905 - reads so
# Endings of those formats that belong to another thing as often.
_AMBIGUOUS = frozenset({".ts", ".mod"})


class MediaType(NamedTuple):
    """The type of a file.

    Attributes:
        mime_type: As in the table of formats; `application/octet-stream` where it is not known.
        family: Image, video or audio; None is not media.
        mismatched_extension: The file's extension (".jpg"), where it stands for another type than the content
            has; else None.
        is_uncommon: Whether the server may refuse it, because neither browsers show it nor phones make it.
        label: The format's short name, in the person's language ("JPEG", "MPEG-4 audio").
        extension: The extension that this format usually has (".psd"); empty where it has none.
        claimed_family: What the name promises, where the content is nothing known and so is refused.
    """

    mime_type: str
    family: Family | None
    mismatched_extension: str | None
    is_uncommon: bool
    label: str
    extension: str = ""
    claimed_family: Family | None = None

    @property
    def is_media(self) -> bool:
        """Whether it is an image, a video or audio."""
        return self.family is not None

    @property
    def is_music(self) -> bool:
        """Whether it is music that is no recording, or in a format that Layers does not take."""
        return self.family is None and self.mime_type.startswith("audio/")


def identify(path: Path, *, trusts_name: bool = False) -> MediaType:
    """Return the type of the file, from at most 64 KiB of it.

    Args:
        path: The file.
        trusts_name: Whether a person says that the name is right where the content is nothing known.

    Raises:
        NotAFileError: The path is a pipe, a socket or a device; none of these is waited for.
        OSError: The file cannot be read.
    """
    with open_bounded(path) as reader:
        return identify_content(reader, path, trusts_name=trusts_name)


def identify_content(reader: BoundedReader, name: PurePath, *, trusts_name: bool = False) -> MediaType:
    """Return the type of these bytes under this name; any bytes have one, and no file of that name is read.

    Raises:
        OSError: The reader's file cannot be read.
    """
    match = find_format(reader)
    claimed = format_of_extension(name.suffix)
    if match is None:
        is_free = claimed is not None and claimed.key in _WITHOUT_BEGINNING
        is_credible = is_free and name.suffix.lower() not in _AMBIGUOUS and any(reader.head)
        return _from_name(claimed, name.suffix, is_believed=trusts_name or is_credible)
    return _from_content(match, claimed, name.suffix)


def _from_content(match: FormatMatch, claimed: Format | None, extension: str) -> MediaType:
    """Return the type that the content has; where it leaves several open, the one that the name claims."""
    chosen = claimed if claimed is not None and _allows(match, claimed) else FORMATS[match.key]
    is_usual = extension.removeprefix(".").lower() in chosen.extensions
    is_mismatch = claimed is not None and claimed is not chosen and not is_usual
    return MediaType(
        mime_type=chosen.mime_type,
        family=chosen.family,
        mismatched_extension=extension if is_mismatch else None,
        is_uncommon=chosen.is_uncommon,
        label=label_of(chosen),
        extension=_usual_extension(chosen),
    )


def _from_name(claimed: Format | None, extension: str, *, is_believed: bool) -> MediaType:
    """Return the type that the name claims, since the content does not say; unbelieved, it is no media."""
    if claimed is None:
        # Translators: In place of a file's format: "not {what} files", "the contents are {format}".
        label = extension or tr("unknown")
        return MediaType(UNKNOWN_MIME_TYPE, None, mismatched_extension=None, is_uncommon=False, label=label)
    if claimed.family and not is_believed:
        return MediaType(
            UNKNOWN_MIME_TYPE,
            None,
            mismatched_extension=None,
            is_uncommon=False,
            label=label_of(claimed),
            claimed_family=claimed.family,
        )
    return MediaType(
        mime_type=claimed.mime_type,
        family=claimed.family,
        mismatched_extension=None,
        is_uncommon=claimed.is_uncommon,
        label=label_of(claimed),
        extension=_usual_extension(claimed),
    )


def _allows(match: FormatMatch, claimed: Format) -> bool:
    """Return whether the content may be of the claimed format: left open, or found as its parent only."""
    if claimed.key in match.allows:
        return True
    parent = claimed.parent
    while parent:
        if parent == match.key:
            return True
        parent = FORMATS[parent].parent
    return False


def _usual_extension(row: Format) -> str:
    return f".{row.extensions[0]}" if row.extensions else ""
