"""The boxes that ISO/IEC 14496-12 files are made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from layers_desktop.media.bounded_reader import BoundedReader

_MOST_BOXES = 64


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its type, the bytes of its content, and whether all that it claims is there."""

    kind: bytes
    start: int
    end: int
    is_whole: bool = True


def whole_file(reader: BoundedReader) -> Box:
    """Return the file as the box that holds all others."""
    return Box(b"", 0, reader.size)


def child_boxes(reader: BoundedReader, parent: Box, kind: bytes) -> Iterator[Box]:
    """Return the boxes of this kind directly inside another one."""
    return (box for box in boxes(reader, parent) if box.kind == kind)


def boxes(reader: BoundedReader, parent: Box) -> Iterator[Box]:
    """Yield the boxes inside another one; a box that claims more than there is ends with its parent."""
    at = parent.start
    for _ in range(_MOST_BOXES):
        header = reader.read_at(at, 16)
        size, start = _extent(header, at, parent.end)
        if size < start - at:
            return
        end = min(at + size, parent.end)
        yield Box(header[4:8], start, end, is_whole=end == at + size)
        at += size
        if at >= parent.end:
            return


def _extent(header: bytes, at: int, end: int) -> tuple[int, int]:
    """Return a box's size (-1 where there is no box) and where its content starts.

    A size of 1 means that 64 bits of size follow, a size of 0 that the box ends with the file.
    """
    if len(header) < 8:  # noqa: PLR2004 - the shortest header: size and type
        return -1, at
    size = int.from_bytes(header[:4], "big")
    if size == 0:
        return end - at, at + 8
    if size > 1:
        return size, at + 8
    if len(header) < 16:  # noqa: PLR2004 - a header with a 64-bit size
        return -1, at
    return int.from_bytes(header[8:16], "big"), at + 16
