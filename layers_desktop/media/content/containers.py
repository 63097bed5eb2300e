"""Containers: Matroska and WebM (EBML: RFC 8794, RFC 9559), ASF, Ogg; their streams tell video from audio.

ASF's objects and GUIDs are those of Microsoft's "Advanced Systems Format (ASF) Specification", revision
01.20.03; Ogg's pages and packets those of RFC 3533 and RFC 5334.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

_MAX_ELEMENTS = 64
_MAX_ID_BYTES, _MAX_SIZE_BYTES = 4, 8
# Element IDs and track types.
_HEADER, _DOC_TYPE = 0x1A45DFA3, 0x4282
_START = _HEADER.to_bytes(4, "big")
_SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE, _CODEC = 0x18538067, 0x1654AE6B, 0xAE, 0x83, 0x86
_VIDEO, _AUDIO = 1, 2
_KEYS = {b"webm": ("webm", "weba"), b"matroska": ("mkv", "mka")}


_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_STREAM_PROPERTIES = bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365")
_ASF_VIDEO_STREAM = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
_ASF_AUDIO_STREAM = bytes.fromhex("409e69f84d5bcf11a8fd00805f5c442b")
_ASF_HEADER_SIZE, _OBJECT_HEADER_SIZE, _GUID_SIZE = 30, 24, 16
_MAX_OBJECTS = 64
_OGG_VIDEO_PACKETS = (b"\x80theora", b"\x80daala", b"BBCD\x00", b"OVP80", b"\x01video")
_OGG_AUDIO_PACKETS = (
    b"\x01vorbis",
    b"OpusHead",
    b"\x7fFLAC",
    b"fLaC",
    b"Speex   ",
    b"PCM     ",
    b"\x01audio",
)
_OGG_HEADER_SIZE, _OGG_MAX_SEGMENTS = 27, 255
_FIRST_PAGE_FLAG = 2
_OGG_MAX_STREAMS = 16
_PACKET_PREFIX = 16


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
    if not reader.head.startswith(_START):
        return None
    whole = Element(0, 0, reader.size)
    header = next(elements(reader, whole), None)
    if header is None:
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


def find_asf(reader: BoundedReader) -> FormatMatch | None:
    """Return WMV where any stream is video, WMA where all are audio."""
    if not reader.head.startswith(_ASF_HEADER):
        return None
    streams = set(_asf_streams(reader))
    if _ASF_VIDEO_STREAM in streams:
        return FormatMatch("wmv")
    if _ASF_AUDIO_STREAM in streams and _asf_header_end(reader) <= reader.size:
        return FormatMatch("wma")
    return FormatMatch("asf", frozenset({"wmv", "wma"}))


def _asf_streams(reader: BoundedReader) -> Iterator[bytes]:
    """Yield the GUID of each stream's type."""
    end = _asf_header_end(reader)
    at = _ASF_HEADER_SIZE
    for _ in range(_MAX_OBJECTS):
        entry = reader.read_at(at, _OBJECT_HEADER_SIZE + _GUID_SIZE)
        size = int.from_bytes(entry[_GUID_SIZE:_OBJECT_HEADER_SIZE], "little")
        if at >= end or size < _OBJECT_HEADER_SIZE:
            return
        if entry.startswith(_ASF_STREAM_PROPERTIES):
            yield entry[_OBJECT_HEADER_SIZE:]
        at += size


def _asf_header_end(reader: BoundedReader) -> int:
    return int.from_bytes(reader.head[16:24], "little")


def find_ogg(reader: BoundedReader) -> FormatMatch | None:
    """Return video where any stream is video, else audio."""
    pages = list(_first_ogg_pages(reader))
    if not pages:
        return None
    packets = [page[_OGG_HEADER_SIZE + page[26] :] for page in pages if _is_first_ogg_page(page)]
    if any(packet.startswith(_OGG_VIDEO_PACKETS) for packet in packets):
        return FormatMatch("ogv")
    if not _is_first_ogg_page(pages[-1]) and any(packet.startswith(_OGG_AUDIO_PACKETS) for packet in packets):
        return FormatMatch("ogg")
    return FormatMatch("ogg", frozenset({"ogv"}))


def _first_ogg_pages(reader: BoundedReader) -> Iterator[bytes]:
    """Yield the start of the first page of each stream, which all come first, and of the page after them."""
    at = 0
    for _ in range(_OGG_MAX_STREAMS):
        page = reader.read_at(at, _OGG_HEADER_SIZE + _OGG_MAX_SEGMENTS + _PACKET_PREFIX)
        if len(page) < _OGG_HEADER_SIZE or not page.startswith(b"OggS\x00"):
            return
        yield page
        if not _is_first_ogg_page(page):
            return
        body = _OGG_HEADER_SIZE + page[26]
        at += body + sum(page[_OGG_HEADER_SIZE:body])


def _is_first_ogg_page(page: bytes) -> bool:
    return bool(page[5] & _FIRST_PAGE_FLAG)
