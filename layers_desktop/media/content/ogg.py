"""Ogg: video or audio by the first packet of each stream (RFC 3533, RFC 5334)."""

from collections.abc import Iterator

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

_VIDEO_PACKETS = (b"\x80theora", b"\x80daala", b"BBCD\x00", b"OVP80", b"\x01video")
_AUDIO_PACKETS = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"fLaC", b"Speex   ", b"PCM     ", b"\x01audio")
_HEADER_SIZE, _MAX_SEGMENTS = 27, 255
_FIRST_PAGE_FLAG = 2
_MAX_STREAMS = 16
_PACKET_PREFIX = 16


def find_ogg(reader: BoundedReader) -> FormatMatch | None:
    """Return video where any stream is video, else audio."""
    pages = list(_first_pages(reader))
    if not pages:
        return None
    packets = [page[_HEADER_SIZE + page[26] :] for page in pages if _is_first(page)]
    if any(packet.startswith(_VIDEO_PACKETS) for packet in packets):
        return FormatMatch("ogv")
    if not _is_first(pages[-1]) and any(packet.startswith(_AUDIO_PACKETS) for packet in packets):
        return FormatMatch("ogg")
    return FormatMatch("ogg", frozenset({"ogv"}))


def _first_pages(reader: BoundedReader) -> Iterator[bytes]:
    """Yield the start of the first page of each stream, which all come first, and of the page after them."""
    at = 0
    for _ in range(_MAX_STREAMS):
        page = reader.read_at(at, _HEADER_SIZE + _MAX_SEGMENTS + _PACKET_PREFIX)
        if len(page) < _HEADER_SIZE or not page.startswith(b"OggS\x00"):
            return
        yield page
        if not _is_first(page):
            return
        body = _HEADER_SIZE + page[26]
        at += body + sum(page[_HEADER_SIZE:body])


def _is_first(page: bytes) -> bool:
    return bool(page[5] & _FIRST_PAGE_FLAG)
