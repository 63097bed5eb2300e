"""The pauses of a program's main thread, from the heartbeat that it writes."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.table import Row, at_most

_TICK = struct.Struct("3d")
_MILLISECONDS = 1000


@dataclass(slots=True)
class Pauses:
    """The 99th hundredth and the longest of the pauses of each run; ms.

    Attributes:
        own_p99, own_longest: The same without the time in which others had the processors.
        ran_p99, ran_longest: The time for which the thread ran without looking up.
    """

    p99: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    own_p99: list[float] = field(default_factory=list)
    own_longest: list[float] = field(default_factory=list)
    ran_p99: list[float] = field(default_factory=list)
    ran_longest: list[float] = field(default_factory=list)

    def watch(self, path: Path, work: Callable[[], object]) -> None:
        """Do the work, and note the pauses meanwhile of the program whose heartbeat is written there."""
        ticks = _during(path, work)
        for pauses, p99, longest in (
            (sorted(pause for pause, _, _ in ticks), self.p99, self.longest),
            (sorted(max(0.0, pause - waited) for pause, _, waited in ticks), self.own_p99, self.own_longest),
            (sorted(ran for _, ran, _ in ticks), self.ran_p99, self.ran_longest),
        ):
            p99.append(pauses[int(len(pauses) * 0.99)])
            longest.append(pauses[-1])


def rows_of(figure: str, what: str, peer: str, busy: Pauses, beside: Pauses) -> list[Row]:
    """Return what was found of the busy program, and of the peer beside it."""
    p99 = {"withoutOthers": busy.own_p99, "ran": busy.ran_p99}
    longest = {"withoutOthers": busy.own_longest, "ran": busy.ran_longest}
    return [
        Row(figure, f"{what}: p99", peer, at_most(16, "ms"), busy.p99, beside.p99, p99),
        Row(figure, f"{what}: longest", peer, at_most(50, "ms"), busy.longest, beside.longest, longest),
    ]


def _during(path: Path, work: Callable[[], object]) -> list[tuple[float, float, float]]:
    """Return each pause while the work is done, and of it the time with and without a processor; ms."""
    before = path.stat().st_size
    work()
    with path.open("rb") as file:
        file.seek(before)
        written = file.read()
    whole = len(written) // _TICK.size * _TICK.size
    ticks = _TICK.iter_unpack(written[:whole])
    return [
        (pause * _MILLISECONDS, ran * _MILLISECONDS, waited * _MILLISECONDS) for pause, ran, waited in ticks
    ]
