"""Matroska and WebM: EBML elements, as RFC 8794 and RFC 9559 define them."""

from collections.abc import Iterator
from dataclasses import dataclass

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

_MAX_ELEMENTS = 64
_MAX_ID_BYTES, _MAX_SIZE_BYTES = 4, 8
# Element IDs and track types.
_HEADER, _DOC_TYPE = 0x1A45DFA3, 0x4282
_SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE, _CODEC = 0x18538067, 0x1654AE6B, 0xAE, 0x83, 0x86
_VIDEO, _AUDIO = 1, 2
_KEYS = {b"webm": ("webm", "weba"), b"matroska": ("mkv", "mka")}


@dataclass(frozen=True, slots=True)
class Element:
    """One element.

    Attributes:
        start, end: The offsets of its content in the file.
        is_whole: Whether all of the content is there; False where the file was cut off.
    """

    id: int
    start: int
    end: int
    is_whole: bool = True


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
    track_types = (
        {_track_type(reader, track) for track in child_elements(reader, tracks, _TRACK)} if tracks else set()
    )
    if _VIDEO in track_types:
        return FormatMatch(video)
    if _AUDIO not in track_types:
        return FormatMatch(video, frozenset({audio}))
    return FormatMatch(audio, frozenset() if tracks and tracks.is_whole else frozenset({video}))


def child_elements(reader: BoundedReader, parent: Element, element_id: int) -> Iterator[Element]:
    """Return the elements of this ID directly inside another one."""
    return (element for element in elements(reader, parent) if element.id == element_id)


def elements(reader: BoundedReader, parent: Element) -> Iterator[Element]:
    """Yield the elements inside another one; one of unknown size (a live recording) is the last."""
    at = parent.start
    for _ in range(_MAX_ELEMENTS):
        header = reader.read_at(at, _MAX_ID_BYTES + _MAX_SIZE_BYTES)
        id_length = _length(header[:1], _MAX_ID_BYTES)
        size_length = _length(header[id_length : id_length + 1], _MAX_SIZE_BYTES)
        start = at + id_length + size_length
        if not id_length or not size_length or start > parent.end:
            return
        mask = (1 << 7 * size_length) - 1
        size = int.from_bytes(header[id_length : id_length + size_length], "big") & mask
        end = parent.end if size == mask else min(start + size, parent.end)
        yield Element(int.from_bytes(header[:id_length], "big"), start, end, is_whole=end == start + size)
        at = start + size
        if size == mask or at >= parent.end:
            return


def _track_type(reader: BoundedReader, track: Element) -> int:
    """Return the track's type; without one, that of its codec ID (`V_…`, `A_…`); 0 where neither says."""
    track_type = 0
    for element in elements(reader, track):
        if element.id == _TRACK_TYPE:
            return int.from_bytes(reader.read_at(element.start, 1), "big")
        if element.id == _CODEC:
            track_type = {b"V_": _VIDEO, b"A_": _AUDIO}.get(reader.read_at(element.start, 2), 0)
    return track_type


def _text(reader: BoundedReader, element: Element) -> bytes:
    return reader.read_at(element.start, min(element.end - element.start, 32)).rstrip(b"\x00")


def _length(first: bytes, longest: int) -> int:
    """Return how many bytes a variable-length integer has, by its leading zeros; 0 where it is not one."""
    if not first:
        return 0
    length = 9 - first[0].bit_length()
    return length if length <= longest else 0
