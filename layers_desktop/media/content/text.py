"""Text, and the formats written in it: SVG, HTML, XML, JSON, scripts, playlists."""

import codecs
import re
import unicodedata

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

_WINDOW = 16 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# UTF-16 without a byte order mark, as some editors save SVG: "<" and its zero byte.
_UTF16_WITHOUT_BOM = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_STARTS = (*_BOMS, *_UTF16_WITHOUT_BOM)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNASSIGNED = frozenset({"Cn", "Co"})
_NOT_ASCII = bytes(range(128, 256))
_MIN_ASCII_SHARE = 0.7
_HTML_ROOTS = frozenset(
    {"html", "head", "body", "title", "meta", "script", "style", "div", "table", "p", "a"}
)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]-])")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_DOCTYPE = re.compile(r"<!DOCTYPE\s+(?:[\w.-]+:)?([\w.-]+)", re.IGNORECASE)
_END_OF_SUBSET = re.compile(r"\]\s*>")


def is_text(data: bytes) -> bool:
    """Return whether these bytes are clean text: in a known encoding, without control characters."""
    return _decoded(data) is not None


def find_text(reader: BoundedReader) -> FormatMatch | None:
    """Return the format of the text, or None where the bytes are not text."""
    text = _decoded(reader.head)
    if text is None:
        return None
    if text.lstrip().startswith("<"):
        return find_markup(reader.read_at(0, _WINDOW)) or FormatMatch("txt")
    if text.startswith("#!"):
        return FormatMatch("script")
    if text.startswith("#EXTM3U"):
        return FormatMatch("m3u")
    return FormatMatch("json" if _JSON.match(text) else "txt")


def find_markup(start: bytes) -> FormatMatch | None:
    """Return SVG, HTML or XML by the root element; where that is beyond these bytes, XML that may be SVG."""
    text = _decoded(start)
    if text is None or not text.lstrip().startswith("<"):
        return None
    root = _root_name(text)
    if root is None:
        return FormatMatch("xml", frozenset({"svg"}))
    if root == "svg":
        return FormatMatch("svg")
    if root.lower() in _HTML_ROOTS:
        return FormatMatch("html")
    return FormatMatch("xml")


def _decoded(data: bytes) -> str | None:
    """Return the bytes as text, or None where they are not text."""
    encoding = _encoding_by_start(data)
    if encoding is None:
        return None if not data or _BINARY_BYTES.search(data) else _utf8_or_latin1(data)
    text = data.decode(encoding, "ignore")
    is_wide = not encoding.startswith("utf-8")
    if not text or _BINARY.search(text) or (is_wide and not _is_assigned(text)):
        return None
    return text.removeprefix("\ufeff")


def _is_assigned(text: str) -> bool:
    """Return whether Unicode has all these characters: audio may begin with the mark of UTF-16 too."""
    return all(unicodedata.category(each) not in _UNASSIGNED for each in set(text))


def _encoding_by_start(data: bytes) -> str | None:
    return next((encoding for start, encoding in _STARTS if data.startswith(start)), None)


def _utf8_or_latin1(data: bytes) -> str | None:
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        is_mostly_ascii = len(data.translate(None, _NOT_ASCII)) >= _MIN_ASCII_SHARE * len(data)
        return data.decode("latin-1") if is_mostly_ascii else None


def _root_name(text: str) -> str | None:
    """Return the name of the first element after declarations, comments and the document type."""
    at = 0
    while True:
        at += len(text[at:]) - len(text[at:].lstrip())
        after = _after_prolog_part(text, at)
        if after is None:
            root = _ROOT.match(text, at)
            return root[1] if root else None
        if after <= at:
            return _declared_root(text, at)
        at = after


def _after_prolog_part(text: str, at: int) -> int | None:
    """Return where the declaration or comment here ends; None: there is none, 0: its end is not there."""
    if text.startswith("<!--", at):
        return text.find("-->", at + 4) + 3 if "-->" in text[at + 4 :] else 0
    if text.startswith("<?", at):
        return text.find("?>", at) + 2 if "?>" in text[at:] else 0
    if text[at : at + 9].upper() == "<!DOCTYPE":
        return _after_doctype(text, at)
    return None


def _after_doctype(text: str, at: int) -> int:
    closing, subset = text.find(">", at), text.find("[", at)
    if 0 <= subset < closing or (subset >= 0 and closing < 0):
        end = _END_OF_SUBSET.search(text, subset)
        return end.end() if end else 0
    return closing + 1


def _declared_root(text: str, at: int) -> str | None:
    """Return the root element that an unfinished document type declares."""
    declared = _DOCTYPE.match(text, at)
    return declared[1] if declared else None
