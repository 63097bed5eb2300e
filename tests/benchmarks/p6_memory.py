"""P6: memory of the idle window, and above it."""

import shutil

from tests.benchmarks.files import make_film, make_hollow_pictures
from tests.benchmarks.peers import installed
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.table import Row, at_most

_MEGABYTE = 1_000_000
_ROWS = ((10_000, 60.0), (100_000, 400.0))


def measure(place: Place) -> list[Row]:
    """Return what it holds idle, and what a sent gigabyte and long lists take above that at the most."""
    rows = [_long_list(place, place.of(count, count // 100), bound) for count, bound in _ROWS]
    return [*_idle(place), _gigabyte(place), *rows]


def _idle(place: Place) -> list[Row]:
    with place.sandbox(*WIDE) as sandbox:
        taken = []
        for _ in range(place.count):
            with place.window(sandbox) as window:
                taken.append(window.memory / _MEGABYTE)
    beside = {"nothing": []} | {
        f"{peer.name}, idle": [peer.memory(place.display) / _MEGABYTE for _ in range(place.count)]
        for peer in installed()
    }
    return [
        Row("P6", "memory of the idle window", peer, at_most(85, "MB"), taken, theirs)
        for peer, theirs in beside.items()
    ]


def _gigabyte(place: Place) -> Row:
    film = make_film(place.folder / "film.mp4", place.of(1_000_000_000, 3_000_000))
    taken, idle = [], []
    with place.sandbox("--sink", place.sink.http, *WIDE) as sandbox:
        for _ in range(place.count):
            with place.window(sandbox) as window:
                idle.append(window.memory / _MEGABYTE)
                window.forget_peak()
                window.send([film])
                taken.append(window.peak / _MEGABYTE - idle[-1])
            place.empty_sink()
    film.unlink()
    return Row("P6", "memory above idle: 1 GB sent", "idle window", at_most(32, "MB"), taken, idle)


def _long_list(place: Place, count: int, bound: float) -> Row:
    files = make_hollow_pictures(place.folder / "pictures", count)
    taken, idle = [], []
    with place.sandbox(*WIDE) as sandbox:
        # A hundred thousand rows take a minute to come in, and the same memory each time.
        for _ in range(place.count if count <= _ROWS[0][0] else 1):
            with place.window(sandbox) as window:
                idle.append(window.memory / _MEGABYTE)
                window.forget_peak()
                window.add(files)
                taken.append(window.peak / _MEGABYTE - idle[-1])
    shutil.rmtree(place.folder / "pictures")
    return Row("P6", f"memory above idle: {count:,} rows", "idle window", at_most(bound, "MB"), taken, idle)
