"""What no person put into a dropped folder: folders of systems, bundles, half-finished downloads."""

from collections.abc import Sequence
from pathlib import PurePath

from layers_desktop.domain.i18n import list_text, tr_plural

# Of NAS systems (thumbnails, recycle bins), of Windows, Linux and macOS; in lower case.
_HELPER_FOLDERS = frozenset(
    {
        "@eadir",
        "#recycle",
        "#snapshot",
        "@recycle",
        "@recently-snapshot",
        "@sharebin",
        ".@__thumb",
        ".@upload_cache",
        "$recycle.bin",
        "recycler",
        "system volume information",
        "lost+found",
        "__macosx",
        ".thumbnails",
        ".trash",
        ".trashes",
        ".spotlight-v100",
        ".fseventsd",
        ".appledouble",
        ".temporaryitems",
    }
)
# Folders that macOS shows as one file, and Lightroom's previews.
_BUNDLES = frozenset(
    {
        ".photoslibrary",
        ".photolibrary",
        ".migratedphotolibrary",
        ".aplibrary",
        ".lrdata",
        ".lrcat-data",
        ".cocatalog",
        ".key",
        ".pages",
        ".numbers",
        ".rtfd",
        ".app",
        ".bundle",
        ".framework",
        ".fcpbundle",
        ".imovielibrary",
        ".imovieproject",
        ".tvlibrary",
        ".musiclibrary",
        ".theater",
        ".band",
        ".logicx",
        ".download",
        ".sparsebundle",
        ".xcodeproj",
        ".xcassets",
    }
)
# Endings of browsers, download managers and BitTorrent programs, until the download is whole.
_UNFINISHED = frozenset(
    {
        ".part",
        ".partial",
        ".crdownload",
        ".download",
        ".opdownload",
        ".filepart",
        ".!qb",
        ".!ut",
        ".bc!",
        ".aria2",
    }
)
_NAMES_SHOWN = 3


def is_helper_folder(name: str) -> bool:
    """Return whether a folder of this name is one that systems or programs keep for themselves."""
    return name.lower() in _HELPER_FOLDERS or is_bundle(name)


def is_bundle(name: str) -> bool:
    """Return whether a folder of this name is one thing to a person."""
    at = name.rfind(".")
    return at > 0 and name[at:].lower() in _BUNDLES


def is_unfinished_download(path: PurePath) -> bool:
    """Return whether a file of this name is a download under way, or one that was given up."""
    suffix = path.suffix.lower()
    if suffix != ".tmp":
        return suffix in _UNFINISHED
    from layers_desktop.media.format_table import format_of_extension  # loaded with the first file

    claimed = format_of_extension(PurePath(path.stem).suffix)
    return claimed is not None and claimed.family is not None


def left_out_text(names: Sequence[str]) -> str:
    """Return which folders were left out: their number, and the names of some."""
    shown = list(dict.fromkeys(names))
    joined = list_text(shown[:_NAMES_SHOWN])
    if len(shown) > _NAMES_SHOWN:
        # Translators: There are more of them than {names} names.
        return tr_plural(
            "{n} folder of other programs was left out: {names} …",
            "{n} folders of other programs were left out: {names} …",
            len(names),
            names=joined,
        )
    return tr_plural(
        "{n} folder of another program was left out: {names}.",
        "{n} folders of other programs were left out: {names}.",
        len(names),
        names=joined,
    )
