"""MPEG program, transport and elementary streams (ISO/IEC 13818-1)."""

import re

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

# A sequence header, or a pack header with the mark of MPEG-2 or MPEG-1.
_PROGRAM = re.compile(rb"\x00\x00\x01(?:\xb3|\xba[\x40-\x7f\x20-\x2f])")
_SYNC = 0x47
_PACKET_SIZES = (188, 192, 204)
# With a timestamp (192) the sync byte comes fifth.
_FIRST_SYNC = {188: 0, 192: 4, 204: 0}
_PACKETS_ANYWHERE, _PACKETS_AT_START = 5, 3


def find_mpeg_stream(reader: BoundedReader) -> FormatMatch | None:
    """Return MPEG-PS by its pack or sequence header, MPEG-TS by its sync bytes, wherever it was cut."""
    head = reader.head
    if _PROGRAM.match(head):
        return FormatMatch("mpg")
    if any(_is_synced(head, size, _FIRST_SYNC[size], _PACKETS_AT_START) for size in _PACKET_SIZES):
        return FormatMatch("m2ts")
    if any(_is_synced(head, size, at, _PACKETS_ANYWHERE) for size in _PACKET_SIZES for at in range(size)):
        return FormatMatch("m2ts")
    return None


def _is_synced(head: bytes, size: int, at: int, packets: int) -> bool:
    """Return whether at least this many packets are in the head, and all start with the sync byte."""
    syncs = head[at::size]
    return len(syncs) >= packets and syncs.count(_SYNC) == len(syncs)
