"""P4b: ten thousand files dropped by another program, beside the same drop on a window that does nothing."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import uppy
from tests.benchmarks.bare_window import open_bare_window
from tests.benchmarks.files import make_hollow_pictures
from tests.benchmarks.hand import dragged, look_through
from tests.benchmarks.pauses import Pauses, rows_of
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.processes import NeverError, until
from tests.benchmarks.table import Row, at_least, at_most
from tests.benchmarks.window import Window

_PEER = "bare window, same drop"
_GOAL = at_most(2, "s")
_IDLE_SECONDS = 2.0


@dataclass(slots=True)
class _Way:
    """One way of dropping many files, and what it gave run by run; seconds are from the hand to the paint.

    Attributes:
        dropped: What is dragged.
        summed_up: Seconds from letting go until the sheet with the drop's summary.
        listed: Seconds from its "Add all" until every row.
        taken: Seconds from letting go until the bare window has the addresses.
    """

    what: str
    dropped: Sequence[Path]
    summed_up: list[float] = field(default_factory=list)
    listed: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    pauses: Pauses = field(default_factory=Pauses)
    bare: Pauses = field(default_factory=Pauses)

    def rows(self) -> list[Row]:
        """Return what was found."""
        return [
            Row("P4b", f"{self.what}: until summed up", _PEER, _GOAL, self.summed_up, self.taken),
            Row("P4b", f"{self.what}: from Add all to all rows", "nothing", _GOAL, self.listed),
            *rows_of("P4b", self.what, _PEER, self.pauses, self.bare),
        ]


def measure(place: Place) -> list[Row]:
    """Return the time and the pauses that the drop takes, and the pauses of looking through its rows."""
    count = place.of(10_000, 250)
    files = make_hollow_pictures(place.folder / "pictures", count)
    folder = _Way(f"a folder of {count:,} files dropped", [place.folder / "pictures"])
    addresses = _Way(f"{count:,} files dropped", files)
    looked_through, idle = Pauses(), Pauses()
    with place.sandbox(*WIDE) as sandbox:
        for way in (folder, addresses) * place.count:
            _drop_on_bare_window(place, way)
            with place.window(sandbox) as window:
                _drop_on_window(place, window, way, count)
                _check(window, files)
                if way is addresses:
                    idle.watch(window.pauses, lambda: time.sleep(_IDLE_SECONDS))
                    looked_through.watch(window.pauses, lambda w=window: look_through(place.display, w))
    beside_uppy = _beside_uppy(place, addresses) if uppy.is_installed() else []
    shutil.rmtree(place.folder / "pictures")
    what = f"{count:,} dropped rows scrolled, sorted, filtered"
    return [
        *folder.rows(),
        *addresses.rows(),
        *rows_of("P4b", what, "idle window", looked_through, idle),
        *beside_uppy,
    ]


def _beside_uppy(place: Place, way: _Way) -> list[Row]:
    """Return how long the drop took until all rows, beside Uppy, which is given the same files once a run."""
    ours = [sum(each) for each in zip(way.summed_up, way.listed, strict=True)]
    theirs = [uppy.add(place.display, place.folder / "pictures").seconds for _ in ours]
    ratios = [their / our for our, their in zip(ours, theirs, strict=True)]
    details = {"seconds": ours, "peerSeconds": theirs}
    return [Row("P4b", f"{way.what}: until all rows, speed", uppy.NAME, at_least(15), ratios, (), details)]


def _drop_on_bare_window(place: Place, way: _Way) -> None:
    with open_bare_window(place.display) as window, dragged(place.display, way.dropped) as drag:

        def drop() -> None:
            drag.hold_over(window.middle)
            began = drag.wait_idle()
            way.taken.append(window.wait_until_taken() - began)

        way.bare.watch(window.pauses, drop)


def _drop_on_window(place: Place, window: Window, way: _Way, count: int) -> None:
    """Drop it, press "Add all" once that is offered, and wait for the rows."""
    with dragged(place.display, way.dropped) as drag:

        def drop() -> None:
            (middle,) = window.places("window")
            drag.hold_over(middle)
            began = drag.wait_idle()
            way.summed_up.append(until(lambda: window.seen_at("sheet"), "sheet") - began)
            drag.wait_until_taken()
            (button,) = window.places("sheet")
            way.listed.append(-place.display.click(button))
            way.listed[-1] += until(lambda: window.seen_at(f"{count} rows"), "rows")

        way.pauses.watch(window.pauses, drop)


def _check(window: Window, files: Sequence[Path]) -> None:
    """Hold the list against what was dropped: each file is in it, and once."""
    until(lambda: window.unfinished >= len(files), "rows on the disk")
    if window.listed() != list(files):
        raise NeverError("a row for every file that was dropped, and one only")
