"""What is dragged or pasted: told apart cheaply while it hovers, and taken as local paths once it lands."""

import os
from enum import Enum, auto
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

_URI_LIST = "text/uri-list"
_NO_CHARACTER = "\ufffd"


class Load(Enum):
    """What a drag carries."""

    FILES = auto()
    PICTURE = auto()
    LINK = auto()
    NOTHING = auto()


def load_of(mime: QMimeData) -> Load:
    """Return what this is, by its formats and its first address only, however long it is."""
    if mime.hasUrls() and bytes(mime.data(_URI_LIST).data()[:5]).lower() == b"file:":
        return Load.FILES
    if mime.hasImage():
        return Load.PICTURE
    return Load.LINK if mime.hasUrls() or _is_link(mime) else Load.NOTHING


def picture_in(mime: QMimeData) -> QImage | None:
    """Return the picture itself that is in it, as programs hand over what was copied and not saved."""
    picture = mime.imageData() if mime.hasImage() else None
    return picture if isinstance(picture, QImage) and not picture.isNull() else None


def local_paths(mime: QMimeData) -> list[Path]:
    """Return the files and folders of this computer in it, in their order."""
    return [Path(_local_name(url)) for url in mime.urls() if url.isLocalFile()]


def _local_name(url: QUrl) -> str:
    """Return the path as Python knows it; Qt alone would lose bytes that are no UTF-8."""
    name = url.toLocalFile()
    if _NO_CHARACTER in name and os.name == "posix":
        encoded = url.path(QUrl.ComponentFormattingOption.FullyEncoded)
        return os.fsdecode(unquote_to_bytes(encoded))
    return name


def _is_link(mime: QMimeData) -> bool:
    return mime.hasText() and mime.text()[:8].lower().startswith(("http://", "https://"))
