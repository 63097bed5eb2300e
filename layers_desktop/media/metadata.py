"""Dimensions and running time, as far as a file's headers give them without decoding."""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from layers_desktop.media.bounded_reader import BoundedReader, open_bounded
from layers_desktop.media.content.containers import Element, child_elements
from layers_desktop.media.content.detect import find_format
from layers_desktop.media.content.isobmff import Box, child_boxes, whole_file

# Matroska element IDs: RFC 9559, section 5.
_SEGMENT, _TRACKS, _TRACK, _VIDEO = 0x18538067, 0x1654AE6B, 0xAE, 0xE0
_INFO, _TIMESTAMP_SCALE, _DURATION = 0x1549A966, 0x2AD7B1, 0x4489
_PIXEL_WIDTH, _PIXEL_HEIGHT = 0xB0, 0xBA
_DEFAULT_TIMESTAMP_SCALE = 1_000_000
_FLOATS = {4: ">f", 8: ">d"}
# JPEG's start-of-frame markers; between them are tables (C4, CC) and a reserved one (C8). ITU-T T.81, table
# B.1.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_OS2_BMP_HEADER = 12
_MAX_SEGMENTS, _MAX_CHUNKS = 64, 32
_NANOSECONDS, _MICROSECONDS = 1e9, 1e6


@dataclass(frozen=True, slots=True)
class MediaMetadata:
    """What the headers of a file say; None is not known.

    Attributes:
        width, height: Pixels as they are stored, before any rotation that the file asks for.
        seconds: The running time.
    """

    width: int | None = None
    height: int | None = None
    seconds: float | None = None


def read_metadata(path: Path) -> MediaMetadata:
    """Return what the headers of the file say, from at most 64 KiB of it.

    Raises:
        NotAFileError: The path is a pipe, a socket or a device.
        OSError: The file cannot be read.
    """
    with open_bounded(path) as reader:
        return metadata_of(reader)


def metadata_of(reader: BoundedReader) -> MediaMetadata:
    """Return what the headers of these bytes say; damaged ones say nothing, and none raises an error.

    Raises:
        OSError: The reader's file cannot be read.
    """
    match = find_format(reader)
    key = match.key if match else ""
    width, height = _SIZES[key](reader) if key in _SIZES else (0, 0)
    seconds = _TIMES[key](reader) if key in _TIMES else 0.0
    has_size = width > 0 and height > 0
    return MediaMetadata(
        width=width if has_size else None,
        height=height if has_size else None,
        seconds=seconds if math.isfinite(seconds) and seconds > 0 else None,
    )


# ---------------------- width and height in pixels; (0, 0) where the header does not say
def _png_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size in the IHDR chunk (https://www.w3.org/TR/png-3)."""
    return _big(reader.head[16:20]), _big(reader.head[20:24])


def _gif_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size of the logical screen."""
    return _little(reader.head[6:8]), _little(reader.head[8:10])


def _bmp_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size in the bitmap header; a negative height only says that rows go from top to bottom."""
    head = reader.head
    if _little(head[14:18]) == _OS2_BMP_HEADER:
        return _little(head[18:20]), _little(head[20:22])
    return _little(head[18:22]), abs(int.from_bytes(head[22:26], "little", signed=True))


def _psd_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size of the canvas."""
    return _big(reader.head[18:22]), _big(reader.head[14:18])


def _webp_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size of the canvas, of the lossy, lossless or extended form (RFC 9649)."""
    head, form = reader.head, reader.head[12:16]
    if form == b"VP8X":
        return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    if form == b"VP8L":
        bits = _little(head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF


def _jpeg_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size in the first frame header, however much metadata comes before it."""
    at = 2
    for _ in range(_MAX_SEGMENTS):
        segment = reader.read_at(at, 9)
        if len(segment) < 9 or segment[0] != 0xFF:  # noqa: PLR2004 - a frame header; a segment's mark
            break
        if segment[1] in _JPEG_FRAMES:
            return _big(segment[7:9]), _big(segment[5:7])
        at += 2 + _big(segment[2:4])
    return 0, 0


def _heif_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size of the largest image inside: a grid is larger than its tiles and the thumbnail."""
    sizes = []
    for meta in child_boxes(reader, whole_file(reader), b"meta"):
        for properties in child_boxes(reader, Box(b"", meta.start + 4, meta.end), b"iprp"):
            for container in child_boxes(reader, properties, b"ipco"):
                for extent in child_boxes(reader, container, b"ispe"):
                    data = reader.read_at(extent.start + 4, 8)
                    sizes.append((_big(data[:4]), _big(data[4:])))
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def _movie_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size of the largest track; audio tracks have none."""
    sizes = []
    for movie in child_boxes(reader, whole_file(reader), b"moov"):
        for track in child_boxes(reader, movie, b"trak"):
            for header in child_boxes(reader, track, b"tkhd"):
                data = reader.read_at(header.end - 8, 8)
                sizes.append((_big(data[:2]), _big(data[4:6])))
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def _matroska_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size of the first video track."""
    element: Element | None = Element(0, 0, reader.size)
    for element_id in (_SEGMENT, _TRACKS):
        element = next(child_elements(reader, element, element_id), None) if element else None
    for track in child_elements(reader, element, _TRACK) if element else ():
        for video in child_elements(reader, track, _VIDEO):
            width, height = (_element_data(reader, video, each) for each in (_PIXEL_WIDTH, _PIXEL_HEIGHT))
            return _big(width), _big(height)
    return 0, 0


def _avi_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size in the main header (`avih`), where that comes first, as it should."""
    if reader.head[24:28] != b"avih":
        return 0, 0
    return _little(reader.head[64:68]), _little(reader.head[68:72])


# ---------------------------- running time in seconds; 0 where the header does not say
def _movie_time(reader: BoundedReader) -> float:
    """Return the duration in the movie header (`mvhd`); a fragmented file has none there."""
    for movie in child_boxes(reader, whole_file(reader), b"moov"):
        for header in child_boxes(reader, movie, b"mvhd"):
            data = reader.read_at(header.start, 32)
            is_64_bit = data[:1] == b"\x01"
            scale, duration = (data[20:24], data[24:32]) if is_64_bit else (data[12:16], data[16:20])
            if set(duration) != {0xFF}:
                return _ratio(_big(duration), _big(scale))
    return 0.0


def _matroska_time(reader: BoundedReader) -> float:
    """Return the duration of the segment; a live recording has none."""
    element: Element | None = Element(0, 0, reader.size)
    for element_id in (_SEGMENT, _INFO):
        element = next(child_elements(reader, element, element_id), None) if element else None
    if element is None:
        return 0.0
    duration = _element_data(reader, element, _DURATION)
    if len(duration) not in _FLOATS:
        return 0.0
    scale = _big(_element_data(reader, element, _TIMESTAMP_SCALE)) or _DEFAULT_TIMESTAMP_SCALE
    return float(struct.unpack(_FLOATS[len(duration)], duration)[0]) * scale / _NANOSECONDS


def _avi_time(reader: BoundedReader) -> float:
    """Return frames times the duration of each, from the main header where that comes first, as it should."""
    head = reader.head
    if head[24:28] != b"avih":
        return 0.0
    return _little(head[32:36]) * _little(head[48:52]) / _MICROSECONDS


def _wav_time(reader: BoundedReader) -> float:
    """Return bytes of audio over bytes a second, also for WAV over 4 GB and for an unfinished recording."""
    order: Literal["big", "little"] = "big" if reader.head.startswith(b"RIFX") else "little"
    at, bytes_per_second = 12, 0
    for _ in range(_MAX_CHUNKS):
        chunk = reader.read_at(at, 20)
        size = int.from_bytes(chunk[4:8], order)
        if chunk.startswith(b"fmt "):
            bytes_per_second = int.from_bytes(chunk[16:20], order)
        if chunk.startswith(b"data") or len(chunk) < 8:  # noqa: PLR2004 - a chunk's header
            return _ratio(max(min(size, reader.size - at - 8), 0), bytes_per_second)
        at += 8 + size + size % 2
    return 0.0


def _flac_time(reader: BoundedReader) -> float:
    """Return samples over sample rate, from STREAMINFO (RFC 9639); a file with an ID3 tag gives none."""
    if not reader.head.startswith(b"fLaC"):
        return 0.0
    bits = _big(reader.head[18:26])
    return _ratio(bits & (1 << 36) - 1, bits >> 44)


# ---------------------------------------------------------------- numbers in bytes
def _element_data(reader: BoundedReader, parent: Element, element_id: int) -> bytes:
    """Return the content of the first such child, at most 8 bytes; none where there is no such child."""
    element = next(child_elements(reader, parent, element_id), None)
    return reader.read_at(element.start, min(element.end - element.start, 8)) if element else b""


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


_SIZES: MappingProxyType[str, Callable[[BoundedReader], tuple[int, int]]] = MappingProxyType(
    {
        "jpg": _jpeg_size,
        "png": _png_size,
        "apng": _png_size,
        "gif": _gif_size,
        "webp": _webp_size,
        "bmp": _bmp_size,
        "psd": _psd_size,
        **dict.fromkeys(("heic", "heif", "heics", "heifs", "avif"), _heif_size),
        **dict.fromkeys(("mp4", "mov", "3gp", "3g2"), _movie_size),
        **dict.fromkeys(("mkv", "webm"), _matroska_size),
        "avi": _avi_size,
    }
)
_TIMES: MappingProxyType[str, Callable[[BoundedReader], float]] = MappingProxyType(
    {
        **dict.fromkeys(("mp4", "mov", "3gp", "3g2", "m4a", "qta", "3ga", "3g2a"), _movie_time),
        **dict.fromkeys(("mkv", "webm", "mka", "weba"), _matroska_time),
        "avi": _avi_time,
        "wav": _wav_time,
        "flac": _flac_time,
    }
)
