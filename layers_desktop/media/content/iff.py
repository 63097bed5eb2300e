"""RIFF and IFF: a form of four letters names the format."""

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format import Finding

_RIFF_FORMS = {b"WAVE": "wav", b"WEBP": "webp", b"AVI ": "avi", b"AVIX": "avi", b"RMID": "mid"}
_IFF_FORMS = {b"AIFF": "aiff", b"AIFC": "aiff"}
_RIFF_IDS = frozenset({b"RIFF", b"RIFX", b"RF64", b"BW64"})


def find_iff(reader: BoundedReader) -> Finding | None:
    """Return the format that the outermost chunk's form names, also of WAV files over 4 GB (RF64)."""
    outer, form = reader.head[:4], reader.head[8:12]
    if outer in _RIFF_IDS and form in _RIFF_FORMS:
        return Finding(_RIFF_FORMS[form])
    if outer == b"FORM" and form in _IFF_FORMS:
        return Finding(_IFF_FORMS[form])
    return None
