"""P4: how long the main thread keeps a person waiting, beside the same window with nothing to do."""

import shutil
import time
from collections.abc import Callable

from tests.benchmarks.files import make_film, make_hollow_pictures
from tests.benchmarks.hand import look_through
from tests.benchmarks.pauses import Pauses, rows_of
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.table import Row
from tests.benchmarks.window import Window

_IDLE_SECONDS = 2.0


def measure(place: Place) -> list[Row]:
    """Return the pauses while six files go out, and while a hundred thousand rows are looked through."""
    return [*_six_files(place), *_many_rows(place)]


class _Beside:
    """The pauses of some work, and of the idle window before it."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._idle, self._busy = Pauses(), Pauses()

    def watch(self, window: Window, work: Callable[[], object]) -> None:
        """Do nothing, and then the work, and note the pauses of both."""
        self._idle.watch(window.pauses, lambda: time.sleep(_IDLE_SECONDS))
        self._busy.watch(window.pauses, work)

    def rows(self) -> list[Row]:
        """Return what was found."""
        return rows_of("P4", self._what, "idle window", self._busy, self._idle)


def _six_files(place: Place) -> list[Row]:
    pauses = _Beside("six PUTs at full speed")
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
    return pauses.rows()


def _many_rows(place: Place) -> list[Row]:
    """Add the rows once; scroll, sort and filter them anew for each run."""
    count = place.of(100_000, 300)
    files = make_hollow_pictures(place.folder / "pictures", count)
    added = _Beside(f"{count:,} rows added")
    looked_through = _Beside(f"{count:,} rows scrolled, sorted, filtered")
    with place.sandbox(*WIDE) as sandbox, place.window(sandbox) as window:
        added.watch(window, lambda: window.add(files))
        for _ in range(place.count):
            looked_through.watch(window, lambda: look_through(place.display, window))
    shutil.rmtree(place.folder / "pictures")
    return [*added.rows(), *looked_through.rows()]
