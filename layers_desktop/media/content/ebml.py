"""Matroska and WebM: EBML elements, as RFC 8794 and RFC 9559 define them."""

from collections.abc import Iterator
from dataclasses import dataclass

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.formats import FormatMatch

_MOST_ELEMENTS = 64
_LONGEST_ID, _LONGEST_SIZE = 4, 8


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its number, the bytes of its content, and whether all that it claims is there."""

    id: int
    start: int
    end: int
    is_whole: bool = True


def child_elements(reader: BoundedReader, parent: Element, wanted: int) -> Iterator[Element]:
    """Return the elements with this number directly inside another one."""
    return (element for element in elements(reader, parent) if element.id == wanted)


def elements(reader: BoundedReader, parent: Element) -> Iterator[Element]:
    """Yield the elements inside another one; one of unknown size (a live recording) is the last."""
    at = parent.start
    for _ in range(_MOST_ELEMENTS):
        header = reader.read_at(at, _LONGEST_ID + _LONGEST_SIZE)
        id_length = _length(header[:1], _LONGEST_ID)
        size_length = _length(header[id_length : id_length + 1], _LONGEST_SIZE)
        start = at + id_length + size_length
        if not id_length or not size_length or start > parent.end:
            return
        element_id = int.from_bytes(header[:id_length], "big")
        mask = (1 << 7 * size_length) - 1
        size = int.from_bytes(header[id_length : id_length + size_length], "big") & mask
        end = parent.end if size == mask else min(start + size, parent.end)
        yield Element(element_id, start, end, is_whole=end == start + size)
        at = start + size
        if size == mask or at >= parent.end:
            return


def _length(first: bytes, longest: int) -> int:
    """Return how many bytes a variable-length number takes, by the zeros it starts with; 0 is no number."""
    if not first:
        return 0
    length = 9 - first[0].bit_length()
    return length if length <= longest else 0


_HEADER, _DOC_TYPE = 0x1A45DFA3, 0x4282
_SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE, _CODEC = 0x18538067, 0x1654AE6B, 0xAE, 0x83, 0x86
_VIDEO, _AUDIO = 1, 2
_KEYS = {b"webm": ("webm", "weba"), b"matroska": ("mkv", "mka")}


def find_ebml(reader: BoundedReader) -> FormatMatch | None:
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
        return FormatMatch(video)
    if _AUDIO not in sorts:
        return FormatMatch(video, frozenset({audio}))
    return FormatMatch(audio, frozenset() if tracks and tracks.is_whole else frozenset({video}))


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
