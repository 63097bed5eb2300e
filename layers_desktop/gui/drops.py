"""What is dragged or pasted: told apart cheaply while it hovers, and taken as local paths once it lands."""

from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QMimeData

_URI_LIST = "text/uri-list"


class Load(Enum):
    """What a drag carries."""

    FILES = auto()
    LINK = auto()
    NOTHING = auto()


def load_of(mime: QMimeData) -> Load:
    """Return what this is, by its formats and its first address only, however long it is."""
    if mime.hasUrls():
        first = bytes(mime.data(_URI_LIST).data()[:5]).lower()
        return Load.FILES if first == b"file:" else Load.LINK
    return Load.LINK if _is_link(mime) else Load.NOTHING


def local_paths(mime: QMimeData) -> list[Path]:
    """Return the files and folders of this computer in it, in their order."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _is_link(mime: QMimeData) -> bool:
    return mime.hasText() and mime.text()[:8].lower().startswith(("http://", "https://"))
