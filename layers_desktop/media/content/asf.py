"""ASF, the container of WMV and WMA: its stream objects say whether it is video or audio.

Objects and GUIDs are those of Microsoft's "Advanced Systems Format (ASF) Specification", revision 01.20.03.
"""

from collections.abc import Iterator

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_STREAM_PROPERTIES = bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365")
_VIDEO_STREAM = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
_AUDIO_STREAM = bytes.fromhex("409e69f84d5bcf11a8fd00805f5c442b")
_HEADER_SIZE, _OBJECT_HEADER_SIZE, _GUID_SIZE = 30, 24, 16
_MAX_OBJECTS = 64


def find_asf(reader: BoundedReader) -> FormatMatch | None:
    """Return WMV where any stream is video, WMA where all are audio."""
    if not reader.head.startswith(_HEADER):
        return None
    streams = set(_streams(reader))
    if _VIDEO_STREAM in streams:
        return FormatMatch("wmv")
    if _AUDIO_STREAM in streams and _header_end(reader) <= reader.size:
        return FormatMatch("wma")
    return FormatMatch("asf", frozenset({"wmv", "wma"}))


def _streams(reader: BoundedReader) -> Iterator[bytes]:
    """Yield the GUID of each stream's type."""
    end = _header_end(reader)
    at = _HEADER_SIZE
    for _ in range(_MAX_OBJECTS):
        entry = reader.read_at(at, _OBJECT_HEADER_SIZE + _GUID_SIZE)
        size = int.from_bytes(entry[_GUID_SIZE:_OBJECT_HEADER_SIZE], "little")
        if at >= end or size < _OBJECT_HEADER_SIZE:
            return
        if entry.startswith(_STREAM_PROPERTIES):
            yield entry[_OBJECT_HEADER_SIZE:]
        at += size


def _header_end(reader: BoundedReader) -> int:
    return int.from_bytes(reader.head[16:24], "little")
