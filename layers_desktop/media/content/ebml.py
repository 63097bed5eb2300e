"""Matroska and WebM: EBML elements, as RFC 8794 and RFC 9559 define them."""

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.content.elements import Element, child_elements, elements
from layers_desktop.media.format import Finding

_HEADER, _DOC_TYPE = 0x1A45DFA3, 0x4282
_SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE, _CODEC = 0x18538067, 0x1654AE6B, 0xAE, 0x83, 0x86
_VIDEO, _AUDIO = 1, 2
_KEYS = {b"webm": ("webm", "weba"), b"matroska": ("mkv", "mka")}


def find_ebml(reader: BoundedReader) -> Finding | None:
    """Return WebM or Matroska by the DocType, video or audio by the types and codecs of the tracks."""
    whole = Element(0, 0, reader.size)
    header = next(elements(reader, whole), None)
    if header is None or header.id != _HEADER:
        return None
    doc_type = next(child_elements(reader, header, _DOC_TYPE), None)
    keys = _KEYS.get(_text(reader, doc_type)) if doc_type else None
    if keys is None:
        return None
    video, audio = keys
    segment = next(child_elements(reader, whole, _SEGMENT), None)
    tracks = next(child_elements(reader, segment, _TRACKS), None) if segment else None
    sorts = (
        {_track_sort(reader, track) for track in child_elements(reader, tracks, _TRACK)} if tracks else set()
    )
    if _VIDEO in sorts:
        return Finding(video)
    if _AUDIO not in sorts:
        return Finding(video, frozenset({audio}))
    return Finding(audio, frozenset() if tracks and tracks.is_whole else frozenset({video}))


def _track_sort(reader: BoundedReader, track: Element) -> int:
    """Return the track's type, or where it has none what its codec's first letter says; 0 is neither."""
    sort = 0
    for element in elements(reader, track):
        if element.id == _TRACK_TYPE:
            return int.from_bytes(reader.read_at(element.start, 1), "big")
        if element.id == _CODEC:
            sort = {b"V_": _VIDEO, b"A_": _AUDIO}.get(reader.read_at(element.start, 2), 0)
    return sort


def _text(reader: BoundedReader, element: Element) -> bytes:
    return reader.read_at(element.start, min(element.end - element.start, 32)).rstrip(b"\x00")
