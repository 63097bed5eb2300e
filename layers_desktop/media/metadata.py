"""Dimensions and running time, where the headers of a file give them cheaply."""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from layers_desktop.media.bounded_reader import BoundedReader, open_bounded
from layers_desktop.media.content.detect import find_format
from layers_desktop.media.content.ebml import Element, child_elements
from layers_desktop.media.content.isobmff import Box, child_boxes, whole_file

# Matroska element IDs: RFC 9559, section 5.
_SEGMENT, _TRACKS, _TRACK, _VIDEO = 0x18538067, 0x1654AE6B, 0xAE, 0xE0
_INFO, _SCALE, _DURATION = 0x1549A966, 0x2AD7B1, 0x4489
_PIXEL_WIDTH, _PIXEL_HEIGHT = 0xB0, 0xBA
# JPEG's start-of-frame markers; between them lie tables (C4, CC) and a reserved one (C8).
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MOST_SEGMENTS = 64
_OLD_BMP_HEADER = 12
_DEFAULT_SCALE = 1_000_000
_NANOSECONDS, _MICROSECONDS = 1e9, 1e6
_FLOATS = {4: ">f", 8: ">d"}
_MOST_CHUNKS = 32


def png_size(reader: BoundedReader) -> tuple[int, int]:
    """Return what IHDR says."""
    return _big(reader.head[16:20]), _big(reader.head[20:24])


def gif_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the logical screen's size."""
    return _little(reader.head[6:8]), _little(reader.head[8:10])


def bmp_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size without its sign, which tells only whether the rows go up or down."""
    head = reader.head
    if _little(head[14:18]) == _OLD_BMP_HEADER:
        return _little(head[18:20]), _little(head[20:22])
    return _little(head[18:22]), abs(int.from_bytes(head[22:26], "little", signed=True))


def psd_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the canvas's size."""
    return _big(reader.head[18:22]), _big(reader.head[14:18])


def webp_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the canvas's size, of the simple, the lossless or the extended form (RFC 9649)."""
    head, form = reader.head, reader.head[12:16]
    if form == b"VP8X":
        return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    if form == b"VP8L":
        bits = _little(head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF


def jpeg_size(reader: BoundedReader) -> tuple[int, int]:
    """Return what the frame header says, however much metadata comes before it."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        segment = reader.read_at(at, 9)
        if len(segment) < 9 or segment[0] != 0xFF:  # noqa: PLR2004 - a frame header; a segment's mark
            break
        if segment[1] in _JPEG_FRAMES:
            return _big(segment[7:9]), _big(segment[5:7])
        at += 2 + _big(segment[2:4])
    return 0, 0


def heif_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the largest image inside: a grid is larger than its tiles, both than the thumbnail."""
    sizes = []
    for meta in child_boxes(reader, whole_file(reader), b"meta"):
        for properties in child_boxes(reader, Box(b"", meta.start + 4, meta.end), b"iprp"):
            for container in child_boxes(reader, properties, b"ipco"):
                for extent in child_boxes(reader, container, b"ispe"):
                    data = reader.read_at(extent.start + 4, 8)
                    sizes.append((_big(data[:4]), _big(data[4:])))
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def movie_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size of the largest track; tracks of sound have none."""
    sizes = []
    for movie in child_boxes(reader, whole_file(reader), b"moov"):
        for track in child_boxes(reader, movie, b"trak"):
            for header in child_boxes(reader, track, b"tkhd"):
                data = reader.read_at(header.end - 8, 8)
                sizes.append((_big(data[:2]), _big(data[4:6])))
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def matroska_size(reader: BoundedReader) -> tuple[int, int]:
    """Return the size of the first video track."""
    element: Element | None = Element(0, 0, reader.size)
    for wanted in (_SEGMENT, _TRACKS):
        element = next(child_elements(reader, element, wanted), None) if element else None
    for track in child_elements(reader, element, _TRACK) if element else ():
        for video in child_elements(reader, track, _VIDEO):
            return _number(reader, video, _PIXEL_WIDTH), _number(reader, video, _PIXEL_HEIGHT)
    return 0, 0


def avi_size(reader: BoundedReader) -> tuple[int, int]:
    """Return what the main header says where it comes first, as it should."""
    if reader.head[24:28] != b"avih":
        return 0, 0
    return _little(reader.head[64:68]), _little(reader.head[68:72])


def _number(reader: BoundedReader, parent: Element, wanted: int) -> int:
    element = next(child_elements(reader, parent, wanted), None)
    return _big(reader.read_at(element.start, min(element.end - element.start, 8))) if element else 0


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


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


@dataclass(frozen=True, slots=True)
class MediaMetadata:
    """What a file's details show; None is not known.

    Attributes:
        width, height: Pixels as they are stored; a photo that is shown turned counts as not turned.
        seconds: The running time.
    """

    width: int | None = None
    height: int | None = None
    seconds: float | None = None


def read_metadata(path: Path) -> MediaMetadata:
    """Return what the headers tell, from at most 64 KiB of the file.

    Raises:
        NotAFileError: The path is a pipe, a socket or a device.
        OSError: As the system gives it.
    """
    with open_bounded(path) as reader:
        return metadata_of(reader)


def metadata_of(reader: BoundedReader) -> MediaMetadata:
    """Return what the headers of these bytes tell; any bytes will do.

    Raises:
        OSError: As the reader's file gives it.
    """
    finding = find_format(reader)
    key = finding.key if finding else ""
    width, height = _SIZES.get(key, _no_size)(reader)
    seconds = _TIMES.get(key, _no_time)(reader)
    has_size = width > 0 and height > 0
    return MediaMetadata(
        width=width if has_size else None,
        height=height if has_size else None,
        seconds=seconds if math.isfinite(seconds) and seconds > 0 else None,
    )


def _no_size(_reader: BoundedReader) -> tuple[int, int]:
    return 0, 0


def _no_time(_reader: BoundedReader) -> float:
    return 0.0


_SIZES: MappingProxyType[str, Callable[[BoundedReader], tuple[int, int]]] = MappingProxyType(
    {
        "jpg": jpeg_size,
        "png": png_size,
        "apng": png_size,
        "gif": gif_size,
        "webp": webp_size,
        "bmp": bmp_size,
        "psd": psd_size,
        **dict.fromkeys(("heic", "heif", "heics", "heifs", "avif"), heif_size),
        **dict.fromkeys(("mp4", "mov", "3gp", "3g2"), movie_size),
        **dict.fromkeys(("mkv", "webm"), matroska_size),
        "avi": avi_size,
    }
)
_TIMES: MappingProxyType[str, Callable[[BoundedReader], float]] = MappingProxyType(
    {
        **dict.fromkeys(("mp4", "mov", "3gp", "3g2", "m4a", "qta", "3ga", "3g2a"), movie_time),
        **dict.fromkeys(("mkv", "webm", "mka", "weba"), matroska_time),
        "avi": avi_time,
        "wav": wav_time,
        "flac": flac_time,
    }
)
