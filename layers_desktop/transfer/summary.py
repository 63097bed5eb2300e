"""What a drop amounts to, counted before it is added."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.calls import writes_needed

# Beyond either, a drop is summed up before it is added.
_MANY_FILES = 200
_MANY_BYTES = 5_000_000_000


@dataclass(frozen=True, slots=True)
class Refusals:
    """Files of a drop that cannot be sent, for one and the same reason.

    Attributes:
        code: The problem's code.
        extension: Of all these files, with its dot, in small letters; empty where they have none.
    """

    code: str
    extension: str
    count: int


@dataclass(frozen=True, slots=True)
class DropSummary:
    """What a drop amounts to.

    Attributes:
        kinds: How many files of each kind can be sent.
        size: Bytes of those.
        known: How many the project has already.
        refusals: What cannot be sent, the largest group first.
        skipped: Hidden files and litter that were left out.
        writes: Calls that sending it takes: two for a file, one for a small one.
    """

    kinds: tuple[tuple[MediaKind, int], ...]
    size: int
    known: int
    refusals: tuple[Refusals, ...]
    skipped: int
    writes: int

    @property
    def files(self) -> int:
        """How many files can be sent."""
        return sum(count for _, count in self.kinds)

    @property
    def is_big(self) -> bool:
        """Whether a person should see these figures before the files are added."""
        return self.files + self.known > _MANY_FILES or self.size > _MANY_BYTES


def summary_of(uploads: Sequence[Upload], skipped: int) -> DropSummary:
    """Return what these uploads, looked at and not yet added, amount to.

    Args:
        uploads: The drop.
        skipped: What was left out of it.
    """
    going = [upload for upload in uploads if not upload.needs_person]
    kinds = Counter(upload.kind for upload in going if upload.kind)
    refused = Counter(
        (upload.problem.code, upload.path.suffix.lower())
        for upload in uploads
        if upload.is_rejected and upload.problem
    )
    return DropSummary(
        kinds=tuple((kind, kinds[kind]) for kind in MediaKind if kinds[kind]),
        size=sum(upload.size or 0 for upload in going),
        known=sum(upload.can_reuse for upload in uploads),
        refusals=tuple(Refusals(code, ending, n) for (code, ending), n in refused.most_common()),
        skipped=skipped,
        writes=sum(writes_needed(upload) for upload in going),
    )
