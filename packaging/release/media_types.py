"""The file types that desktops may open with the program, from the table of formats."""

from layers_desktop.media.format_table import FORMATS, Family

# Names of shared-mime-info, where they differ from the MIME types sent to Layers.
_DESKTOP_NAMES = {
    "audio/wav": ("audio/x-wav",),
    "audio/aiff": ("audio/x-aiff",),
    "audio/mp4": ("audio/x-m4a",),
    "audio/flac": ("audio/x-flac",),
    "audio/webm": (),  # desktops know only video/webm, which is included
    "image/vnd.microsoft.icon": ("image/x-icon",),
    "image/bmp": ("image/x-ms-bmp",),
}


def mime_types() -> list[str]:
    """Return the MIME types that the program accepts, sorted, with the names that desktops use."""
    accepted = {row.mime_type for row in FORMATS.values() if row.family is not None}
    return sorted(accepted | {name for own in accepted for name in _DESKTOP_NAMES.get(own, ())})


def extensions_by_family() -> dict[str, list[str]]:
    """Return the extensions of each family, sorted; one that several have is listed for the first only."""
    found: dict[str, list[str]] = {family.value: [] for family in Family}
    seen: set[str] = set()
    for row in FORMATS.values():
        if row.family is not None:
            found[row.family.value] += [each for each in row.extensions if each not in seen]
            seen.update(row.extensions)
    return {family: sorted(extensions) for family, extensions in found.items()}
