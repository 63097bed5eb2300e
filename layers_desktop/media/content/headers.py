"""Formats whose signature alone is too short to be certain: the fields behind it are checked too."""

import re

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

_PNG = b"\x89PNG\r\n\x1a\n"
_BMP_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
_TGA_FOOTER = b"TRUEVISION-XFILE.\x00"
_FLASH = re.compile(rb"[FCZ]WS[\x01-\x40]")
_ICONS = {b"\x00\x00\x01\x00": "ico", b"\x00\x00\x02\x00": "cur"}
_ICON_HEADER_SIZE, _ICON_ENTRY_SIZE, _MAX_ICONS = 6, 16, 256
_PCX = re.compile(rb"\x0a[\x00\x02-\x05]\x01[\x01\x02\x04\x08]")
_FIRST_JAVA_VERSION = 45
_MAX_CHUNKS = 32


def find_by_header(reader: BoundedReader) -> FormatMatch | None:
    """Return the first format whose header is valid."""
    keys = (check(reader) for check in _CHECKS)
    found = next((key for key in keys if key), None)
    return FormatMatch(found) if found else None


def _png(reader: BoundedReader) -> str | None:
    """Return PNG, animated where its control chunk comes before the pixels (https://www.w3.org/TR/png-3)."""
    if not reader.head.startswith(_PNG):
        return None
    at = len(_PNG)
    for _ in range(_MAX_CHUNKS):
        chunk = reader.read_at(at, 8)
        if chunk[4:] == b"acTL":
            return "apng"
        if chunk[4:] == b"IDAT" or not chunk:
            break
        at += 12 + int.from_bytes(chunk[:4], "big")
    return "png"


def _bmp(reader: BoundedReader) -> str | None:
    head = reader.head
    is_bmp = head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES
    return "bmp" if is_bmp else None


def _icon(reader: BoundedReader) -> str | None:
    """Return ICO or CUR where the first image is behind the list of images."""
    head = reader.head
    count = int.from_bytes(head[4:6], "little")
    size, offset = int.from_bytes(head[14:18], "little"), int.from_bytes(head[18:22], "little")
    is_valid = 1 <= count <= _MAX_ICONS and size > 0 and head[9:10] == b"\x00"
    if is_valid and offset >= _ICON_HEADER_SIZE + _ICON_ENTRY_SIZE * count:
        return _ICONS.get(head[:4])
    return None


def _pcx(reader: BoundedReader) -> str | None:
    is_pcx = len(reader.head) >= 128 and _PCX.match(reader.head) and reader.head[64] == 0  # noqa: PLR2004 - its header
    return "pcx" if is_pcx else None


def _tga(reader: BoundedReader) -> str | None:
    footer = reader.read_at(reader.size - len(_TGA_FOOTER), len(_TGA_FOOTER))
    return "tga" if footer == _TGA_FOOTER else None


def _pict(reader: BoundedReader) -> str | None:
    """Return PICT by the version behind 512 free bytes, a size and a frame (Inside Macintosh: Imaging)."""
    version = reader.head[522:528]
    is_second = version.startswith(b"\x00\x11\x02\xff\x0c\x00")
    is_first = version.startswith(b"\x11\x01") and not any(reader.head[:512])
    return "pict" if is_second or is_first else None


def _flash(reader: BoundedReader) -> str | None:
    return "swf" if _FLASH.match(reader.head) and b"\x00" in reader.head[:64] else None


def _emf(reader: BoundedReader) -> str | None:
    return "emf" if reader.head.startswith(b"\x01\x00\x00\x00") and reader.head[40:44] == b" EMF" else None


def _program(reader: BoundedReader) -> str | None:
    """Return the format of a program; Java classes and universal Mach-O share a signature."""
    head = reader.head
    if head.startswith(b"MZ") and b"\x00" in head[:64]:
        return "exe"
    if head.startswith(b"\xca\xfe\xba\xbe"):
        return "macho" if int.from_bytes(head[4:8], "big") < _FIRST_JAVA_VERSION else "class"
    return None


_CHECKS = (_png, _bmp, _icon, _pcx, _pict, _flash, _emf, _program, _tga)
