"""Width and height in pixels as each format's header has them; (0, 0) where it does not say."""

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.content.boxes import Box, child_boxes, whole_file
from layers_desktop.media.content.elements import Element, child_elements

_SEGMENT, _TRACKS, _TRACK, _VIDEO = 0x18538067, 0x1654AE6B, 0xAE, 0xE0
_PIXEL_WIDTH, _PIXEL_HEIGHT = 0xB0, 0xBA
# JPEG's start-of-frame markers; between them lie tables (C4, CC) and a reserved one (C8).
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MOST_SEGMENTS = 64
_OLD_BMP_HEADER = 12


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
