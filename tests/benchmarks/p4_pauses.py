"""P4: how long the main thread keeps a person waiting, beside the same window with nothing to do."""

import shutil
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.benchmarks.files import make_film, make_hollow_pictures
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.table import Row, at_most
from tests.benchmarks.window import TITLE, Window

_IDLE_SECONDS = 2.0
_TICK = struct.Struct("d")
_MILLISECONDS = 1000
_WHEEL_UP, _WHEEL_DOWN = 4, 5


@dataclass(slots=True)
class _Pauses:
    """The 99th hundredth and the longest of the pauses of each run, and of the idle window beside it; ms."""

    p99: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    idle_p99: list[float] = field(default_factory=list)
    idle_longest: list[float] = field(default_factory=list)

    def watch(self, window: Window, work: Callable[[], object]) -> None:
        """Do nothing, and then the work, and note the pauses of both."""
        idle = sorted(_during(window, lambda: time.sleep(_IDLE_SECONDS)))
        busy = sorted(_during(window, work))
        for pauses, p99, longest in (
            (idle, self.idle_p99, self.idle_longest),
            (busy, self.p99, self.longest),
        ):
            p99.append(pauses[int(len(pauses) * 0.99)])
            longest.append(pauses[-1])

    def rows(self, what: str) -> list[Row]:
        """Return what was found."""
        peer = "idle window"
        return [
            Row("P4", f"{what}: p99", peer, at_most(16, "ms"), self.p99, self.idle_p99),
            Row("P4", f"{what}: longest", peer, at_most(50, "ms"), self.longest, self.idle_longest),
        ]


def measure(place: Place) -> list[Row]:
    """Return the pauses while six files go out, and while a hundred thousand rows are looked through."""
    return [*_six_files(place), *_many_rows(place)]


def _six_files(place: Place) -> list[Row]:
    pauses = _Pauses()
    films = [
        make_film(place.folder / f"film-{number}.mp4", place.of(300_000_000, 3_000_000) + number)
        for number in range(6)
    ]
    with place.sandbox("--sink", place.sink.http, *WIDE) as sandbox:
        for _ in range(place.count):
            with place.window(sandbox) as window:
                pauses.watch(window, lambda window=window: window.send(films))
            place.empty_sink()
    for film in films:
        film.unlink()
    return pauses.rows("six PUTs at full speed")


def _many_rows(place: Place) -> list[Row]:
    """Add the rows once; scroll, sort and filter them anew for each run."""
    count = place.of(100_000, 300)
    files = make_hollow_pictures(place.folder / "pictures", count)
    added, looked_through = _Pauses(), _Pauses()
    with place.sandbox(*WIDE) as sandbox, place.window(sandbox) as window:
        added.watch(window, lambda: window.add(files))
        for _ in range(place.count):
            looked_through.watch(window, lambda: _look_through(place, window))
    shutil.rmtree(place.folder / "pictures")
    return [
        *added.rows(f"{count:,} rows added"),
        *looked_through.rows(f"{count:,} rows scrolled, sorted, filtered"),
    ]


def _look_through(place: Place, window: Window) -> None:
    """Do as a person does: wheel, click on two headers, search, and clear the search."""
    xdotool = place.display.xdotool
    xdotool(
        "search", "--sync", "--onlyvisible", "--pid", window.pid, "--name", TITLE, "windowfocus", "--sync"
    )
    middle, *headers = window.places()
    xdotool("mousemove", *middle)
    xdotool("click", "--repeat", 60, "--delay", 15, _WHEEL_DOWN)
    xdotool("key", "End", "sleep", 0.3, "key", "Home", "sleep", 0.3)
    xdotool("click", "--repeat", 30, "--delay", 15, _WHEEL_UP)
    for header in headers:
        xdotool("mousemove", *header, "click", 1, "sleep", 1.5)
    xdotool("key", "ctrl+f", "type", "--delay", 60, "picture-0001")
    xdotool("sleep", 1, "key", "--delay", 20, "ctrl+a", "BackSpace", "sleep", 1.5)


def _during(window: Window, work: Callable[[], object]) -> list[float]:
    """Return the pauses while the work is done, in milliseconds."""
    before = window.pauses.stat().st_size
    work()
    with window.pauses.open("rb") as file:
        file.seek(before)
        written = file.read()
    whole = len(written) // _TICK.size * _TICK.size
    return [pause * _MILLISECONDS for (pause,) in _TICK.iter_unpack(written[:whole])]
