"""File names as text, for other programs and for the eye."""

import re

from layers_desktop.domain.upload import Upload

# Controls, line separators, and the marks that turn the reading direction of what stands around them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_LONGEST_EXTENSION = 12
_LAST_CONTROL, _CONTROL_PICTURES = 0x1F, 0x2400


def plain_name(upload: Upload) -> str:
    """Return the file's name as text that every program can take."""
    return plain(upload.path.name)


def plain(text: str) -> str:
    """Return the text with U+FFFD for whatever is no character: undecodable bytes, halves of pairs."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shown_name(upload: Upload) -> str:
    """Return the file's name for the eye."""
    return shown(upload.path.name)


def shown(text: str) -> str:
    """Return the text on one line, with a sign for whatever in it cannot be seen or is no character."""
    return _UNSEEN.sub(_sign, plain(text))


def shown_extension(extension: str) -> str:
    """Return an extension for the eye; what is too long for one is cut."""
    text = shown(extension)
    return text if len(text) <= _LONGEST_EXTENSION else f"{text[:_LONGEST_EXTENSION]}…"


def _sign(match: re.Match[str]) -> str:
    """Return Unicode's picture of a control, or the code point."""
    code = ord(match[0])
    return chr(_CONTROL_PICTURES + code) if code <= _LAST_CONTROL else f"<U+{code:04X}>"
