"""The elements that EBML files are made of (RFC 8794)."""

from collections.abc import Iterator
from dataclasses import dataclass

from layers_desktop.media.bounded_reader import BoundedReader

_MOST_ELEMENTS = 64
_LONGEST_ID, _LONGEST_SIZE = 4, 8


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its number, the bytes of its content, and whether all that it claims is there."""

    id: int
    start: int
    end: int
    is_whole: bool = True


def child_elements(reader: BoundedReader, parent: Element, wanted: int) -> Iterator[Element]:
    """Return the elements with this number directly inside another one."""
    return (element for element in elements(reader, parent) if element.id == wanted)


def elements(reader: BoundedReader, parent: Element) -> Iterator[Element]:
    """Yield the elements inside another one; one of unknown size (a live recording) is the last."""
    at = parent.start
    for _ in range(_MOST_ELEMENTS):
        header = reader.read_at(at, _LONGEST_ID + _LONGEST_SIZE)
        id_length = _length(header[:1], _LONGEST_ID)
        size_length = _length(header[id_length : id_length + 1], _LONGEST_SIZE)
        start = at + id_length + size_length
        if not id_length or not size_length or start > parent.end:
            return
        element_id = int.from_bytes(header[:id_length], "big")
        mask = (1 << 7 * size_length) - 1
        size = int.from_bytes(header[id_length : id_length + size_length], "big") & mask
        end = parent.end if size == mask else min(start + size, parent.end)
        yield Element(element_id, start, end, is_whole=end == start + size)
        at = start + size
        if size == mask or at >= parent.end:
            return


def _length(first: bytes, longest: int) -> int:
    """Return how many bytes a variable-length number takes, by the zeros it starts with; 0 is no number."""
    if not first:
        return 0
    length = 9 - first[0].bit_length()
    return length if length <= longest else 0
