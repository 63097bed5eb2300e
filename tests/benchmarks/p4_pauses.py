"""P4: how long the main thread keeps a person waiting, beside the same window with nothing to do."""

import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.benchmarks.files import make_film, make_hollow_pictures, make_pictures
from tests.benchmarks.hand import look_through
from tests.benchmarks.pauses import Pauses, rows_of
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.table import Row
from tests.benchmarks.window import Window
from tests.integration.transfer.http_messages import http_messages
from tests.support.sandbox_control import SandboxControl

_IDLE_SECONDS = 2.0
# Calls to answer wrongly; what is larger than the smallest size goes by the first three of them.
_CALLS = ("presign", "put", "finalize", "inline")
_SIZES = (300_000, 300_000, 300_000, 5_000)
# Answers to one window: one that takes a key or the network away stops what comes after it.
_ROUND = 10


def measure(place: Place) -> list[Row]:
    """Return the pauses while six files go out, rows are looked through, and answers are as nobody means."""
    return [*_six_files(place), *_many_rows(place), *_hostile_answers(place)]


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


def _hostile_answers(place: Place) -> list[Row]:
    """Answer one call for each of several files by what nobody should send, a few for each window."""
    answers = _answers(place.of(300, 4))
    pauses = _Beside(f"{len(answers)} answers that nobody should send")
    for number, at in enumerate(range(0, len(answers), _ROUND)):
        some = answers[at : at + _ROUND]
        files = make_pictures(place.folder / f"hostile-{number}", [_SIZES[call] for call, _ in some])
        with place.sandbox(*WIDE) as sandbox, place.window(sandbox) as window:
            control = SandboxControl(sandbox.url)
            pauses.watch(window, partial(_answer_wrongly, window, control, files, some))
        shutil.rmtree(place.folder / f"hostile-{number}")
    return pauses.rows()


def _answers(count: int) -> list[tuple[int, str]]:
    """Return so many answers, each with the number of its call, the same at each run."""
    made: list[tuple[int, str]] = []

    @seed(1)
    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.integers(0, len(_CALLS) - 1), http_messages())
    def make(call: int, answer: str) -> None:
        made.append((call, answer))

    make()
    return made[:count]


def _answer_wrongly(
    window: Window, control: SandboxControl, files: Sequence[Path], answers: Sequence[tuple[int, str]]
) -> None:
    for path, (call, answer) in zip(files, answers, strict=True):
        control.fault(_CALLS[call], "raw", message=answer)
        window.give([path], start=True)
        time.sleep(0.2)
    time.sleep(_IDLE_SECONDS)
