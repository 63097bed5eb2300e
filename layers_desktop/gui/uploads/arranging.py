"""What the table shows, in which order, worked out bit by bit: of 100,000 uploads it takes a while."""

from collections.abc import Callable, Generator, Iterable, Sequence
from heapq import merge
from operator import itemgetter
from typing import Any, NamedTuple

from layers_desktop.domain.upload import Upload, UploadId

_BLOCK = 500
_KEY = itemgetter(0)
_UPLOAD = itemgetter(1)

Keyed = tuple[Any, Upload]


class Order(NamedTuple):
    """How rows are sorted: by this key of an upload; equal ones stay in the order added."""

    key: Callable[[Upload], Any]
    descending: bool = False

    def sort(self, uploads: Iterable[Upload]) -> list[Keyed]:
        """Return them in order, each with its key."""
        keyed = [(self.key(upload), upload) for upload in uploads]
        return sorted(keyed, key=_KEY, reverse=self.descending)


def arranging(
    uploads: Sequence[Upload], takes: Callable[[Upload], bool], order: Order | None
) -> Generator[None, None, list[Upload]]:
    """Return those that `takes` wants, in order; yield every millisecond or so."""
    starts = range(0, len(uploads), _BLOCK)
    blocks = (list(filter(takes, uploads[start : start + _BLOCK])) for start in starts)
    if order is None:
        return (yield from _joined(blocks))
    runs = yield from _each(map(order.sort, blocks))
    return (yield from _merged(runs, order))


def numbering(uploads: Sequence[Upload]) -> Generator[None, None, dict[UploadId, int]]:
    """Return the row of each; yield every millisecond or so."""
    rows: dict[UploadId, int] = {}
    for start in range(0, len(uploads), _BLOCK):
        block = uploads[start : start + _BLOCK]
        rows.update((upload.id, row) for row, upload in enumerate(block, start))
        yield
    return rows


def _joined(blocks: Iterable[list[Upload]]) -> Generator[None, None, list[Upload]]:
    shown: list[Upload] = []
    for block in blocks:
        shown += block
        yield
    return shown


def _each(runs: Iterable[list[Keyed]]) -> Generator[None, None, list[list[Keyed]]]:
    made = []
    for run in runs:
        made.append(run)
        yield
    return made


def _merged(runs: list[list[Keyed]], order: Order) -> Generator[None, None, list[Upload]]:
    shown: list[Upload] = []
    for keyed in merge(*runs, key=_KEY, reverse=order.descending):
        shown.append(_UPLOAD(keyed))
        if len(shown) % _BLOCK == 0:
            yield
    return shown
