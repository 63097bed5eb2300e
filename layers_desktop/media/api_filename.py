"""The name of a file as the API takes it; the name on the disk is never changed."""

import os
import re
import unicodedata
from pathlib import Path, PurePath

MAX_LENGTH = 256
_MAX_EXTENSION_LENGTH = 32

# Control characters, lone surrogates (bytes that are not UTF-8), line separators, bidirectional controls.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SEPARATORS = re.compile(r"[/\\]")


def api_filename(path: Path) -> str:
    """Return the name for the API: NFC, 1 to 256 characters, the extension kept, unprintable ones replaced.

    The API does not define a character: UTF-16 units are counted, as in JavaScript; no count is larger.
    """
    name = _SEPARATORS.sub("_", _UNSAFE.sub("_", _as_written(path.name)))
    name = unicodedata.normalize("NFC", name) or "_"
    suffix = PurePath(name).suffix
    if _utf16_length(suffix) > _MAX_EXTENSION_LENGTH:
        suffix = ""
    stem = name.removesuffix(suffix)
    return _cut(stem, MAX_LENGTH - _utf16_length(suffix)) + suffix


def _as_written(name: str) -> str:
    """Return the name as UTF-8 where its bytes are that: another locale reads them otherwise."""
    try:
        return os.fsencode(name).decode("utf-8")
    except UnicodeError:
        return name


def _cut(text: str, limit: int) -> str:
    """Return as many whole characters from the start as fit into `limit` UTF-16 units."""
    cut = text.encode("utf-16-le")[: 2 * limit]
    return cut.decode("utf-16-le", "ignore")


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
