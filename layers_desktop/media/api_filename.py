"""Names of files, made safe for the API and for the screen. The name on the disk is never touched."""

import re
import unicodedata
from pathlib import Path, PurePath

MOST_CHARACTERS = 256
_LONGEST_EXTENSION = 32
_FIRST_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"

# Controls, lone surrogates (bytes that are no UTF-8), line separators, marks that turn the reading direction.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SEPARATORS = re.compile(r"[/\\]")
_FIRST_ESCAPED_BYTE, _LAST_ESCAPED_BYTE = 0xDC80, 0xDCFF
_CONTROL_PICTURES = 0x2400
_LAST_CONTROL, _DELETE, _DELETE_PICTURE = 0x1F, 0x7F, "\u2421"


def api_filename(path: Path) -> str:
    """Return the name for the API: NFC, 1 to 256 characters, the extension kept, nothing unprintable.

    The API does not say what a character is: UTF-16 units are counted, as JavaScript does, the strictest way.
    """
    name = _SEPARATORS.sub("_", _UNSAFE.sub("_", path.name))
    name = unicodedata.normalize("NFC", name) or "_"
    suffix = PurePath(name).suffix
    if _utf16_length(suffix) > _LONGEST_EXTENSION:
        suffix = ""
    stem = name.removesuffix(suffix)
    return _cut(stem, MOST_CHARACTERS - _utf16_length(suffix)) + suffix


def display_name(path: Path) -> str:
    """Return the name for the screen, everything invisible in it made visible; it stands on one line."""
    return _UNSAFE.sub(_shown, path.name)


def isolated(text: str) -> str:
    """Return the text so that its reading direction does not turn what stands around it (UAX #9)."""
    return f"{_FIRST_ISOLATE}{text}{_POP_ISOLATE}"


def _shown(match: re.Match[str]) -> str:
    r"""Return a control's picture, a stray byte as \xNN, anything else by its code point."""
    code = ord(match[0])
    if code <= _LAST_CONTROL:
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return _DELETE_PICTURE
    if _FIRST_ESCAPED_BYTE <= code <= _LAST_ESCAPED_BYTE:
        return f"\\x{code - 0xDC00:02x}"
    return f"<U+{code:04X}>"


def _cut(text: str, limit: int) -> str:
    """Return as many whole characters from the start as fit into so many UTF-16 units."""
    cut = text.encode("utf-16-le")[: 2 * limit]
    return cut.decode("utf-16-le", "ignore")


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
