"""Formats that begin with words, as texts do: documents for printing, PNM, XPM, Radiance HDR, YUV4MPEG.

The grammar of each must fit, not its first word alone: https://netpbm.sourceforge.net/doc (PNM, PAM), the XPM
manual of Le Hors, https://www.radiance-online.org (HDR), and the manual page yuv4mpeg(5).
"""

import re

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

_DOCUMENTS = (
    (b"%PDF-", "pdf"),
    (b"%!PS", "ps"),
    (b"{\\rtf", "rtf"),
    (b"!<arch>\n", "deb"),
    (b"SIMPLE  =", "fits"),
)
# Never given back: comments without end would be tried in every combination.
_SPACE = rb"(?:\s|#[^\n\r]*[\n\r])++"
_SIZE = rb"([1-9]\d{0,6})"
_PNM = re.compile(rb"P([1-6])" + _SPACE + _SIZE + _SPACE + _SIZE + rb"(?=\s|\Z)")
_MAXIMUM = re.compile(_SPACE + rb"([1-9]\d{0,4})(?=\s|\Z)")
_PAM = re.compile(rb"P7\n(?:#[^\n]*\n|(?:WIDTH|HEIGHT|DEPTH|MAXVAL|TUPLTYPE)[ \t][^\n]*\n)++ENDHDR\n")
_PFM = re.compile(rb"P[Ff]\s+[1-9]\d{0,6}\s+[1-9]\d{0,6}\s+-?\d+(?:\.\d*)?\s")
_NUMBERS = re.compile(rb"(?:[\d\s]|#[^\n\r]*[\n\r])*(?:#[^\n\r]*)?\Z")
_PLAIN, _PLAIN_BITMAP, _RAW_BITMAP, _RAW_PIXMAP = frozenset({1, 2, 3}), 1, 4, 6
_ONE_BYTE = 255
_WORDS = re.compile(rb"[\t\n\r -~]*")
_WORDED = tuple(
    (re.compile(pattern, re.DOTALL), key)
    for pattern, key in (
        (rb"/\* XPM \*/.{0,2000}?\bstatic\s+(?:const\s+)?char\b.{0,200}?\{", "xpm"),
        (rb"#\?R(?:ADIANC|GB)E\n(?:[^\n]*\n){0,64}?FORMAT=32-bit_rle_(?:rgbe|xyze)\s*\n", "hdr"),
        (rb"YUV4MPEG2 (?=[^\n]*W\d)(?=[^\n]*H\d)[^\n]*\n", "y4m"),
    )
)


def find_written(reader: BoundedReader) -> FormatMatch | None:
    """Return the format whose words the file starts with; for pixels the numbers must make sense too."""
    head = reader.head
    key = next((key for start, key in _DOCUMENTS if head.startswith(start)), None)
    key = key or next((key for pattern, key in _WORDED if pattern.match(head)), None)
    if key is None and (_PAM.match(head) or _PFM.match(head) or _is_pnm(reader)):
        key = "pnm"
    return FormatMatch(key) if key else None


def _is_pnm(reader: BoundedReader) -> bool:
    """Return whether two sizes and a maximum are there, and behind them only numbers or enough pixels."""
    start = _PNM.match(reader.head)
    if start is None:
        return False
    form, width, height = (int(group) for group in start.groups())
    end, bytes_each = start.end(), 1
    if form not in {_PLAIN_BITMAP, _RAW_BITMAP}:
        maximum = _MAXIMUM.match(reader.head, end)
        if maximum is None:
            return False
        end, bytes_each = maximum.end(), 1 if int(maximum[1]) <= _ONE_BYTE else 2
    if form in _PLAIN:
        return _NUMBERS.match(reader.head, end) is not None
    row = (width + 7) // 8 if form == _RAW_BITMAP else width * bytes_each * (3 if form == _RAW_PIXMAP else 1)
    return _has_pixels(reader, end + 1, row * height)


def _has_pixels(reader: BoundedReader, at: int, size: int) -> bool:
    """Return whether there are pixels: in words, exactly as many as the sizes ask for."""
    pixels = reader.head[at:]
    return reader.size == at + size if _WORDS.fullmatch(pixels) else bool(pixels)
