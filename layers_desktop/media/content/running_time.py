"""The running time in seconds as each format's header has it; 0 where it does not say."""

import struct
from typing import Literal

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.content.boxes import child_boxes, whole_file
from layers_desktop.media.content.elements import Element, child_elements

_SEGMENT, _INFO, _SCALE, _DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
_DEFAULT_SCALE = 1_000_000
_NANOSECONDS, _MICROSECONDS = 1e9, 1e6
_FLOATS = {4: ">f", 8: ">d"}
_MOST_CHUNKS = 32


def movie_time(reader: BoundedReader) -> float:
    """Return the movie header's duration in its own time scale; a fragmented file has none there."""
    for movie in child_boxes(reader, whole_file(reader), b"moov"):
        for header in child_boxes(reader, movie, b"mvhd"):
            data = reader.read_at(header.start, 32)
            wide = data[:1] == b"\x01"
            scale, duration = (data[20:24], data[24:32]) if wide else (data[12:16], data[16:20])
            if set(duration) != {0xFF}:
                return _ratio(int.from_bytes(duration, "big"), int.from_bytes(scale, "big"))
    return 0.0


def matroska_time(reader: BoundedReader) -> float:
    """Return the segment's duration; a live recording has none."""
    element: Element | None = Element(0, 0, reader.size)
    for wanted in (_SEGMENT, _INFO):
        element = next(child_elements(reader, element, wanted), None) if element else None
    if element is None:
        return 0.0
    duration = _data(reader, element, _DURATION)
    if len(duration) not in _FLOATS:
        return 0.0
    scale = int.from_bytes(_data(reader, element, _SCALE), "big") or _DEFAULT_SCALE
    return float(struct.unpack(_FLOATS[len(duration)], duration)[0]) * scale / _NANOSECONDS


def avi_time(reader: BoundedReader) -> float:
    """Return the frames by the time of each, where the main header comes first, as it should."""
    head = reader.head
    if head[24:28] != b"avih":
        return 0.0
    per_frame, frames = int.from_bytes(head[32:36], "little"), int.from_bytes(head[48:52], "little")
    return per_frame * frames / _MICROSECONDS


def wav_time(reader: BoundedReader) -> float:
    """Return the bytes of sound by the bytes of a second, also of WAV over 4 GB and of one never finished."""
    order: Literal["big", "little"] = "big" if reader.head.startswith(b"RIFX") else "little"
    at, bytes_a_second = 12, 0
    for _ in range(_MOST_CHUNKS):
        chunk = reader.read_at(at, 20)
        size = int.from_bytes(chunk[4:8], order)
        if chunk.startswith(b"fmt "):
            bytes_a_second = int.from_bytes(chunk[16:20], order)
        if chunk.startswith(b"data") or len(chunk) < 8:  # noqa: PLR2004 - a chunk's header
            return _ratio(max(min(size, reader.size - at - 8), 0), bytes_a_second)
        at += 8 + size + size % 2
    return 0.0


def flac_time(reader: BoundedReader) -> float:
    """Return the samples by the sample rate, as STREAMINFO has them (RFC 9639); not behind an ID3 tag."""
    if not reader.head.startswith(b"fLaC"):
        return 0.0
    bits = int.from_bytes(reader.head[18:26], "big")
    return _ratio(bits & (1 << 36) - 1, bits >> 44)


def _data(reader: BoundedReader, parent: Element, wanted: int) -> bytes:
    element = next(child_elements(reader, parent, wanted), None)
    return reader.read_at(element.start, min(element.end - element.start, 8)) if element else b""


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
