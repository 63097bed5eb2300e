"""What is dragged or pasted: told apart cheaply while it hovers, and taken as local paths once it lands."""

import os
import re
from collections.abc import Generator
from enum import Enum, auto
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

_URI_LIST = "text/uri-list"
_NO_CHARACTER = "\ufffd"
# Any line of the list: https://www.rfc-editor.org/rfc/rfc2483#section-5
_FILE = re.compile(rb"^file:", re.IGNORECASE | re.MULTILINE)
_AT_ONCE = 50


class Load(Enum):
    """What a drag carries."""

    FILES = auto()
    PICTURE = auto()
    LINK = auto()
    NOTHING = auto()


def load_of(mime: QMimeData) -> Load:
    """Return what this is, by its formats and its first address only, however long it is."""
    if _FILE.match(addresses_in(mime)):
        return Load.FILES
    if mime.hasImage():
        return Load.PICTURE
    return Load.LINK if mime.hasUrls() or _is_link(mime) else Load.NOTHING


def picture_in(mime: QMimeData) -> QImage | None:
    """Return the picture itself that is in it, as programs hand over what was copied and not saved."""
    picture = mime.imageData() if mime.hasImage() else None
    return picture if isinstance(picture, QImage) and not picture.isNull() else None


def addresses_in(mime: QMimeData) -> bytes:
    """Return the list of addresses that is in it, one a line; empty where there is none."""
    return bytes(mime.data(_URI_LIST).data()) if mime.hasUrls() else b""


def has_local_path(addresses: bytes) -> bool:
    """Whether there is a file or folder of this computer among these."""
    return _FILE.search(addresses) is not None


def local_paths(addresses: bytes) -> Generator[None, None, list[Path]]:
    """Return the files and folders of this computer among these, in their order; yield now and then."""
    paths: list[Path] = []
    for number, address in enumerate(addresses.splitlines()):
        url = QUrl.fromEncoded(address.strip())
        if url.isLocalFile():
            paths.append(Path(_local_name(url)))
        if number % _AT_ONCE == 0:
            yield
    return paths


def _local_name(url: QUrl) -> str:
    """Return the path as Python knows it; Qt alone would lose bytes that are no UTF-8."""
    name = url.toLocalFile()
    if _NO_CHARACTER in name and os.name == "posix":
        encoded = url.path(QUrl.ComponentFormattingOption.FullyEncoded)
        return os.fsdecode(unquote_to_bytes(encoded))
    return name


def _is_link(mime: QMimeData) -> bool:
    return mime.hasText() and mime.text()[:8].lower().startswith(("http://", "https://"))
