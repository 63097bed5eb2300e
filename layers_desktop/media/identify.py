"""What a file is: its content first, then its name, then one canonical word for it."""

from dataclasses import dataclass
from pathlib import Path, PurePath

from layers_desktop.domain.i18n import tr
from layers_desktop.media.bounded_reader import BoundedReader, open_bounded
from layers_desktop.media.content.detect import find_format
from layers_desktop.media.formats import (
    FORMATS,
    UNKNOWN_MIME_TYPE,
    Family,
    Format,
    FormatMatch,
    format_of_extension,
    label_of,
)


@dataclass(frozen=True, slots=True)
class MediaType:
    """What a file is, by its content first and by its name only where the content is silent.

    Attributes:
        mime_type: The canonical name, the same on every system; `application/octet-stream` is not known.
        family: Image, video or audio; None is not media.
        is_from_content: Whether the content said so; False: the name did, or the family stayed open.
        name_disagrees: The extension (".jpg") that claims another type than the content has.
        is_uncommon: Whether the server may well refuse it, being neither for browsers nor from phones.
        label: The format's short name for a person ("JPEG", "MPEG-4 audio").
        extension: The extension that this format usually has (".psd"); empty where it has none.
    """

    mime_type: str
    family: Family | None
    is_from_content: bool
    name_disagrees: str | None
    is_uncommon: bool
    label: str
    extension: str = ""

    @property
    def is_media(self) -> bool:
        """Whether it is an image, a video or audio."""
        return self.family is not None


def identify(path: Path) -> MediaType:
    """Return what the file is, from at most 64 KiB of it.

    Raises:
        NotAFileError: The path is a pipe, a socket or a device; none of these is waited for.
        OSError: As the system gives it.
    """
    with open_bounded(path) as reader:
        return identify_content(reader, path)


def identify_content(reader: BoundedReader, name: PurePath) -> MediaType:
    """Return what these bytes are under this name; any bytes will do, and no other file is touched.

    Raises:
        OSError: As the reader's file gives it.
    """
    finding = find_format(reader)
    claimed = format_of_extension(name.suffix)
    if finding is None:
        return _from_name(claimed, name.suffix)
    return _from_content(finding, claimed, name.suffix)


def _from_content(finding: FormatMatch, claimed: Format | None, extension: str) -> MediaType:
    """Return what the content says, made more exact by the name where the content leaves that open."""
    found = FORMATS[finding.key]
    is_refined = claimed is not None and _admits(finding, claimed)
    chosen = claimed if claimed is not None and is_refined else found
    disagrees = claimed is not None and claimed is not chosen and not _may_be_named(chosen, extension)
    return MediaType(
        mime_type=chosen.mime_type,
        family=chosen.family,
        is_from_content=not is_refined and _is_settled(finding),
        name_disagrees=extension if disagrees else None,
        is_uncommon=chosen.is_uncommon,
        label=label_of(chosen),
        extension=_usual_extension(chosen),
    )


def _from_name(claimed: Format | None, extension: str) -> MediaType:
    """Return what the name says, there being nothing else to go by."""
    if claimed is None:
        label = extension or tr("unknown")
        return MediaType(
            UNKNOWN_MIME_TYPE,
            None,
            is_from_content=False,
            name_disagrees=None,
            is_uncommon=False,
            label=label,
        )
    return MediaType(
        mime_type=claimed.mime_type,
        family=claimed.family,
        is_from_content=False,
        name_disagrees=None,
        is_uncommon=claimed.is_uncommon,
        label=label_of(claimed),
        extension=_usual_extension(claimed),
    )


def _admits(finding: FormatMatch, claimed: Format) -> bool:
    """Return whether the content is one that the claimed format looks like too."""
    if claimed.key in finding.allows:
        return True
    parent = claimed.parent
    while parent:
        if parent == finding.key:
            return True
        parent = FORMATS[parent].parent
    return False


def _is_settled(finding: FormatMatch) -> bool:
    """Return whether all that the content leaves open is of one family."""
    family = FORMATS[finding.key].family
    return all(FORMATS[key].family is family for key in finding.allows)


def _may_be_named(chosen: Format, extension: str) -> bool:
    return extension.removeprefix(".").lower() in chosen.extensions


def _usual_extension(row: Format) -> str:
    return f".{row.extensions[0]}" if row.extensions else ""
