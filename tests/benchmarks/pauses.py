"""The pauses of a program's main thread, from the heartbeat that it writes."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.table import Row, at_most

_TICK = struct.Struct("2d")
_MILLISECONDS = 1000


@dataclass(slots=True)
class Pauses:
    """The 99th hundredth and the longest of the pauses of each run; ms.

    Attributes:
        own_p99, own_longest: The same without the time in which other programs had the processors.
    """

    p99: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    own_p99: list[float] = field(default_factory=list)
    own_longest: list[float] = field(default_factory=list)

    def watch(self, path: Path, work: Callable[[], object]) -> None:
        """Do the work, and note the pauses meanwhile of the program whose heartbeat is written there."""
        ticks = _during(path, work)
        for pauses, p99, longest in (
            (sorted(pause for pause, _ in ticks), self.p99, self.longest),
            (sorted(pause - waited for pause, waited in ticks), self.own_p99, self.own_longest),
        ):
            p99.append(pauses[int(len(pauses) * 0.99)])
            longest.append(pauses[-1])


def rows_of(figure: str, what: str, peer: str, busy: Pauses, beside: Pauses) -> list[Row]:
    """Return what was found of the busy program, and of the peer beside it."""
    p99 = {"withoutOtherPrograms": busy.own_p99}
    longest = {"withoutOtherPrograms": busy.own_longest}
    return [
        Row(figure, f"{what}: p99", peer, at_most(16, "ms"), busy.p99, beside.p99, p99),
        Row(figure, f"{what}: longest", peer, at_most(50, "ms"), busy.longest, beside.longest, longest),
    ]


def _during(path: Path, work: Callable[[], object]) -> list[tuple[float, float]]:
    """Return each pause while the work is done, and what part of it was no processor; milliseconds."""
    before = path.stat().st_size
    work()
    with path.open("rb") as file:
        file.seek(before)
        written = file.read()
    whole = len(written) // _TICK.size * _TICK.size
    ticks = _TICK.iter_unpack(written[:whole])
    return [(pause * _MILLISECONDS, waited * _MILLISECONDS) for pause, waited in ticks]
