"""What a text from outside may look like: IDs, which nobody parses, and words for a person."""

import re

from layers_desktop.domain.i18n import tr

MAX_ID_LENGTH = 256
_MOST_WORDS = 1_000
# As a path's step these two would lead elsewhere (RFC 3986, 5.2.4).
_STEPS = frozenset({".", ".."})
# Control characters, lone surrogates, separators of lines, and marks that turn the direction of what follows
# (https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings). Joiners stay: emoji need them.
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def flaw_of_id(value: object, most: int = MAX_ID_LENGTH) -> str | None:
    """Return what keeps this from being an ID, as half a sentence for a person; None for a sound one.

    Args:
        value: What was answered, or read from disk.
        most: The letters that it may have.
    """
    if not isinstance(value, str):
        return tr("it is no text")
    if not value:
        return tr("it is empty")
    if len(value) > most:
        return tr("it is longer than {n} letters", n=most)
    if value in _STEPS or not value.isprintable() or any(letter.isspace() for letter in value):
        return tr("it holds blanks or characters that cannot be shown")
    return None


def shown_text(value: object) -> str | None:
    """Return a text from outside as one line, safe to show and to keep; None for nothing."""
    if value is None or value == "":
        return None
    return _NOT_SHOWN.sub("\ufffd", str(value)[:_MOST_WORDS])
