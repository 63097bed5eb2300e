"""The files that desktops may hand to the program, read off the one table of formats."""

from layers_desktop.media.format_table import FORMATS, Family

# What desktops call a type where it is not what Layers is told: the names of shared-mime-info.
_DESKTOP_NAMES = {
    "audio/wav": ("audio/x-wav",),
    "audio/aiff": ("audio/x-aiff",),
    "audio/mp4": ("audio/x-m4a",),
    "audio/flac": ("audio/x-flac",),
    "audio/webm": (),  # of desktops' names only the video's is in use, and it is there
    "image/vnd.microsoft.icon": ("image/x-icon",),
    "image/bmp": ("image/x-ms-bmp",),
}


def mime_types() -> list[str]:
    """Return the MIME types that the program takes, sorted, under the names that desktops know."""
    taken = {row.mime_type for row in FORMATS.values() if row.family is not None}
    return sorted(taken | {name for own in taken for name in _DESKTOP_NAMES.get(own, ())})


def extensions_by_family() -> dict[str, list[str]]:
    """Return the extensions of each family, sorted; one that several have stands with its first only."""
    found: dict[str, list[str]] = {family.value: [] for family in Family}
    seen: set[str] = set()
    for row in FORMATS.values():
        if row.family is not None:
            found[row.family.value] += [each for each in row.extensions if each not in seen]
            seen.update(row.extensions)
    return {family: sorted(extensions) for family, extensions in found.items()}
