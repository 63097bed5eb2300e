"""Texts from outside: IDs, which nobody parses, words for a person, links, and cells for a spreadsheet."""

import re
from typing import TypeVar
from urllib.parse import urlsplit

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.redaction import redact

MAX_ID_LENGTH = 256
_MAX_TEXT_LENGTH = 1_000
# As long as every browser opens.
_MAX_LINK_LENGTH = 2_000
# As a path's step these two would lead elsewhere (RFC 3986, 5.2.4).
_PATH_STEPS = frozenset({".", ".."})
# Control characters, lone surrogates, separators of lines, and marks that turn the direction of what follows
# (https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings). Joiners stay: emoji need them.
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def flaw_of_id(value: object, max_length: int = MAX_ID_LENGTH) -> str | None:
    """Return what keeps this from being an ID, as half a sentence for a person; None for a sound one.

    Args:
        value: What was answered, or read from disk.
        max_length: How many characters it may have.
    """
    if not isinstance(value, str):
        # Translators: What is wrong with a field of an answer: "(name: it is not text)", here and in the next
        # three. The field is a text such as name, id or uploadId.
        return tr("it is not text")
    if not value:
        # Translators: What is wrong with an ID that the server gave, here and in the next ones; it stands
        # behind a colon.
        return tr("it is empty")
    if len(value) > max_length:
        return tr_plural("it is longer than {n} letter", "it is longer than {n} letters", max_length)
    if value in _PATH_STEPS or not value.isprintable() or any(letter.isspace() for letter in value):
        return tr("it contains spaces or characters that cannot be shown")
    return None


def shown_text(value: object) -> str | None:
    """Return a text from outside as one line, safe to show and to keep; None for nothing."""
    if value is None or value == "":
        return None
    return _NOT_SHOWN.sub("\ufffd", str(value)[:_MAX_TEXT_LENGTH])


def valid_unicode(text: str) -> str:
    """Return the text with U+FFFD in place of lone surrogates, which undecodable file names contain."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def lasting_link(value: object) -> str | None:
    """Return an https address that is safe to show, keep and open; None for any other.

    One that is signed is none: it holds a secret and ends within minutes.
    """
    if not isinstance(value, str) or flaw_of_id(value, _MAX_LINK_LENGTH) or not value.isascii():
        return None
    try:
        parts = urlsplit(value)
        is_link = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return value if is_link and "@" not in parts.netloc and redact(value) == value else None


# OWASP, "CSV Injection": what spreadsheet programs take for the beginning of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = TypeVar("Cell")


def without_formula(cell: Cell) -> Cell | str:
    """Return the cell, with an apostrophe before a text that a spreadsheet program would run as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
