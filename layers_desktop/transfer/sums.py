"""How far everything is that was started: summed as it changes, and never by walking the list."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.calls import writes_needed

# The last part of a bar is the asset ID's: bytes alone never fill it.
_BYTES_PART = 0.98
# What a file costs besides its bytes, so that a thousand small files move the sum too.
_COST_OF_A_FILE = 200_000


class Share(NamedTuple):
    """What one upload, or all of them, give to the sum; whole numbers, so that no sum drifts.

    Attributes:
        cost, paid: Bytes and a fixed cost for each file: of the whole way, and of what lies behind.
        going: Files that move or will; neither done nor paused.
        bytes_left, writes_left: What those still need of the line and of the budget of calls.
    """

    files: int = 0
    files_done: int = 0
    size: int = 0
    bytes_done: int = 0
    cost: int = 0
    paid: int = 0
    going: int = 0
    bytes_left: int = 0
    writes_left: int = 0


_NOTHING = Share()


class Sums:
    """The sum of what is finished, under way, waiting and paused.

    Args:
        uploads: What there is already.
    """

    def __init__(self, uploads: Iterable[Upload] = ()) -> None:
        self._shares: dict[UploadId, Share] = {}
        self._sending: dict[UploadId, Upload] = {}
        self._sum = list(_NOTHING)
        for upload in uploads:
            self.update(upload)

    def update(self, upload: Upload) -> None:
        """Count this upload as it is now."""
        if upload.is_sending:
            self._sending[upload.id] = upload
        else:
            self._sending.pop(upload.id, None)
        share, before = _share_of(upload), self._shares.get(upload.id, _NOTHING)
        if share != before:
            self._shares[upload.id] = share
            self._sum = [total + new - old for total, new, old in zip(self._sum, share, before, strict=True)]

    def forget(self, upload: Upload) -> None:
        """Count this upload no more."""
        self._sending.pop(upload.id, None)
        share = self._shares.pop(upload.id, _NOTHING)
        self._sum = [total - old for total, old in zip(self._sum, share, strict=True)]

    def sending(self) -> Iterator[Upload]:
        """Yield the uploads whose bytes are under way."""
        return (upload for upload in self._sending.values() if upload.is_sending)

    def read(self) -> Share:
        """Return the sum, with the bytes that are under way at this moment."""
        for upload in list(self._sending.values()):
            self.update(upload)
        return Share(*self._sum)


def fraction_of(upload: Upload) -> float:
    """Return how far this upload is, 0 to 1; 1 only with the asset ID in hand."""
    if upload.is_done:
        return 1.0
    return _BYTES_PART * bytes_done(upload) / upload.size if upload.size else 0.0


def bytes_done(upload: Upload) -> int:
    """Return the bytes that need not be sent again."""
    if upload.is_done or upload.remote.may_have_arrived:
        return upload.size or 0
    return min(upload.bytes_sent, upload.size or 0) if upload.is_sending else 0


def _share_of(upload: Upload) -> Share:
    if not (upload.is_done or upload.is_unfinished):
        return _NOTHING
    size, done = upload.size or 0, bytes_done(upload)
    cost = _COST_OF_A_FILE + size
    is_going = not upload.is_done and upload.state is not UploadState.PAUSED
    return Share(
        files=1,
        files_done=int(upload.is_done),
        size=size,
        bytes_done=done,
        cost=cost,
        paid=int(fraction_of(upload) * cost),
        going=int(is_going),
        bytes_left=(size - done) * is_going,
        writes_left=writes_needed(upload) * is_going,
    )
