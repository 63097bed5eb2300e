"""MPEG program, transport and elementary streams (ISO/IEC 13818-1)."""

import re

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

# A sequence header with a frame rate that exists and its marker bit; a pack header with the markers of MPEG-2
# or MPEG-1.
_PROGRAM = re.compile(
    rb"\x00\x00\x01(?:\xb3.{3}[\x11-\x18\x21-\x28\x31-\x38\x41-\x48\x51-\xef]..[\x20-\x3f\x60-\x7f\xa0-\xbf\xe0-\xff]"
    rb"|\xba(?:[\x44-\x47\x4c-\x4f\x54-\x57\x5c-\x5f\x64-\x67\x6c-\x6f\x74-\x77\x7c-\x7f]"
    rb"|[\x21\x23\x25\x27\x29\x2b\x2d\x2f]))",
    re.DOTALL,
)
_SYNC = 0x47
_PACKET_SIZES = (188, 192, 204)
# With a timestamp (192) the sync byte comes fifth.
_FIRST_SYNC = {188: 0, 192: 4, 204: 0}
_PACKETS_ANYWHERE, _PACKETS_AT_START = 5, 3
_NULL_PID, _TABLE_PID = 0x1FFF, 0
_FULL_ADAPTATION, _LONGEST_ADAPTATION = 183, 182


def find_mpeg_stream(reader: BoundedReader) -> FormatMatch | None:
    """Return MPEG-PS by its pack or sequence header, MPEG-TS by its packets, wherever it was cut."""
    head = reader.head
    if _PROGRAM.match(head):
        return FormatMatch("mpg")
    if any(_is_stream(head, size, _FIRST_SYNC[size], _PACKETS_AT_START) for size in _PACKET_SIZES):
        return FormatMatch("m2ts")
    if any(_is_stream(head, size, at, _PACKETS_ANYWHERE) for size in _PACKET_SIZES for at in range(size)):
        return FormatMatch("m2ts")
    return None


def _is_stream(head: bytes, size: int, at: int, packets: int) -> bool:
    """Return whether at least this many packets are in the head, and their headers make sense together."""
    syncs = head[at::size]
    if len(syncs) < packets or syncs.count(_SYNC) != len(syncs):
        return False
    headers = [head[start : start + 5] for start in range(at, len(head) - 4, size)]
    valid = [header for header in headers if _is_packet(header)]
    # One in eight may be damaged, as recordings from the air are.
    return 8 * len(valid) >= 7 * len(headers) and _are_related(valid)


def _is_packet(header: bytes) -> bool:
    """Return whether no error is marked, there is a payload or an adaptation field, and that has room."""
    has_payload, has_adaptation = header[3] & 0x10, header[3] & 0x20
    if header[1] & 0x80 or not (has_payload or has_adaptation):
        return False
    if not has_adaptation:
        return True
    return header[4] <= _LONGEST_ADAPTATION if has_payload else header[4] == _FULL_ADAPTATION


def _are_related(headers: list[bytes]) -> bool:
    """Return whether packets of one PID follow each other, and most are counted on from the one before."""
    counters: dict[int, int] = {}
    repeated = breaks = 0
    for header in headers:
        pid, counter = (header[1] & 0x1F) << 8 | header[2], header[3] & 0x0F
        if pid in counters and pid != _NULL_PID:
            repeated += 1
            breaks += (counter - counters[pid]) % 16 != (1 if header[3] & 0x10 else 0)
        counters[pid] = counter
    is_known = (
        repeated or _NULL_PID in counters or (_TABLE_PID in counters and len(headers) < _PACKETS_ANYWHERE)
    )
    return bool(is_known) and 2 * breaks <= repeated
