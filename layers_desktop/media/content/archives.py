"""Zip and gzip, and the formats inside them: office documents, e-books, OpenRaster, SVGZ."""

import re
import zlib

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.content.text import find_markup
from layers_desktop.media.format_table import FormatMatch

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_GZIP_START = b"\x1f\x8b\x08"
_END_OF_DIRECTORY = b"PK\x05\x06"
_TAIL_SIZE = 1024
_DIRECTORY_SIZE = 16 * 1024
_INFLATED_SIZE = 16 * 1024
_GZIP_WINDOW = 31  # zlib: 15 for any window size, and 16 for a gzip header

# OpenDocument, EPUB and OpenRaster name themselves in a first entry `mimetype`, which is stored uncompressed.
_MIME_TYPE_ENTRY = re.compile(rb"mimetype(?:.{0,64}?)(application/[a-z.+-]+|image/openraster)", re.DOTALL)
_KEY_BY_ENTRY = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.graphics": "odg",
    b"application/epub+zip": "epub",
    b"application/x-krita": "kra",
    b"image/openraster": "ora",
}
# Names of entries that only one format has; the first that is found decides.
_KEY_BY_NAME = (
    (b"word/document", "docx"),
    (b"xl/workbook", "xlsx"),
    (b"ppt/presentation", "pptx"),
    (b"AndroidManifest.xml", "apk"),
    (b"Index/Document.iwa", "key"),
    (b"META-INF/MANIFEST.MF", "jar"),
)


def find_archive(reader: BoundedReader) -> FormatMatch | None:
    """Return zip or gzip, or the format inside where entries name it."""
    if reader.head.startswith(_ZIP_STARTS):
        return _find_in_zip(reader)
    if reader.head.startswith(_GZIP_START):
        return _find_in_gzip(reader)
    return None


def _find_in_zip(reader: BoundedReader) -> FormatMatch:
    entry = _MIME_TYPE_ENTRY.match(reader.head, 30)
    if entry and entry[1] in _KEY_BY_ENTRY:
        return FormatMatch(_KEY_BY_ENTRY[entry[1]])
    names = reader.head + _directory(reader)
    return FormatMatch(next((key for name, key in _KEY_BY_NAME if name in names), "zip"))


def _directory(reader: BoundedReader) -> bytes:
    """Return the start of the central directory, the list of entries at the end of a zip file."""
    tail = reader.read_at(max(reader.size - _TAIL_SIZE, 0), _TAIL_SIZE)
    at = tail.rfind(_END_OF_DIRECTORY)
    offset = int.from_bytes(tail[at + 16 : at + 20], "little") if at >= 0 else reader.size
    return reader.read_at(offset, _DIRECTORY_SIZE)


def _find_in_gzip(reader: BoundedReader) -> FormatMatch:
    """Return SVGZ where the inflated start is SVG; no more is inflated than that start, of a zip bomb too."""
    try:
        start = zlib.decompressobj(_GZIP_WINDOW).decompress(reader.head, _INFLATED_SIZE)
    except zlib.error:
        return FormatMatch("gz")
    inner = find_markup(start)
    if inner and inner.key == "svg":
        return FormatMatch("svgz")
    return FormatMatch("gz", frozenset({"svgz"}) if inner and "svg" in inner.allows else frozenset())
