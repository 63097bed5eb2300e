"""Audio without a container: frames that each say how long they are, one behind the other."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from layers_desktop.media.bounded_reader import BoundedReader

FRAME_HEADER_SIZE = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame's length in bytes, and what must be the same in all frames of a stream."""

    length: int
    stream: Hashable


def count_frames(reader: BoundedReader, at: int, parse: Callable[[bytes], Frame | None], wanted: int) -> int:
    """Return how many frames of one stream stand here in a row, at most `wanted`.

    A file that ends where the frames end, or inside one, counts as having all that were wanted.
    """
    first: Frame | None = None
    for count in range(wanted):
        frame = parse(reader.read_at(at, FRAME_HEADER_SIZE))
        if frame is None or (first and frame.stream != first.stream):
            return count
        first = first or frame
        at += frame.length
        if at >= reader.size:
            return wanted
    return wanted
