"""P5: time from the start of the process to a frame and to a usable window, with cold and with warm files."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from layers_desktop.sandbox.process import SandboxProcess
from tests.benchmarks.files import make_hollow_pictures
from tests.benchmarks.pairs import Spent, durations, interleaved
from tests.benchmarks.peers import installed
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.processes import NeverError
from tests.benchmarks.table import Row, at_most
from tests.benchmarks.window import CHECKOUT, PROGRAMS, window_env
from tests.e2e.system import end

# What an earlier run left unfinished: more than the window shows without being scrolled.
_ROWS = 100


def measure(place: Place) -> list[Row]:
    """Return how long the window takes beside the bare one and those of others.

    Ours is a frame first, which takes drops, and then has the rows of an earlier run in its list; it and the
    bare one are there once they are painted and the event loop has come round, those of others once they are
    mapped.
    """
    with place.sandbox(*WIDE) as sandbox, place.window(sandbox) as window:
        window.add(make_hollow_pictures(place.folder / "pictures", _ROWS))
        window.end()
        rows = [
            row for is_cold in (True, False) for row in _rows(place, sandbox, window.home, is_cold=is_cold)
        ]
    shutil.rmtree(place.folder / "pictures")
    return rows


def _rows(place: Place, sandbox: SandboxProcess, left: Path, *, is_cold: bool) -> list[Row]:
    frames: list[Spent] = []

    def run(program: str, first: list[Spent] | None = None) -> Spent:
        if is_cold:
            _forget(_files())
        with tempfile.TemporaryDirectory(prefix="layers-benchmark-") as folder:
            # Each starts where the earlier run ended: with the rows of all, and none the richer for the last.
            unwanted = shutil.ignore_patterns("runtime", "*.socket")  # which cannot be copied
            home = shutil.copytree(left, Path(folder) / "home", ignore=unwanted)
            return _until_usable(PROGRAMS / program, window_env(home, place.display, sandbox), first)

    peers = [] if is_cold else installed()
    others = [partial(peer.start, place.display) for peer in peers]
    runs = [lambda: run("plain_window.py", frames), lambda: run("bare_window.py"), *others]
    ours, bare, *theirs = interleaved(runs, place.count)
    how = "cold" if is_cold else "warm"
    usable = f"start to a window with {_ROWS} rows, {how}: time"
    return [
        _row(f"start to a frame that takes drops, {how}: time", "bare PySide6 window", 1.3, frames, bare),
        _row(usable, "bare PySide6 window", 1.5, ours, bare),
        *(
            _row(usable, f"{peer.name}, mapped", 1, ours, its)
            for peer, its in zip(peers, theirs, strict=True)
        ),
    ]


def _row(what: str, peer: str, goal: float, ours: Sequence[Spent], theirs: Sequence[Spent]) -> Row:
    seconds = {
        "seconds": [each.seconds for each in ours],
        "peerSeconds": [each.seconds for each in theirs],
    }
    return Row("P5", what, peer, at_most(goal), durations(ours, theirs), (), seconds)


def _until_usable(program: Path, env: dict[str, str], frames: list[Spent] | None) -> Spent:
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, program], env=env, cwd=CHECKOUT, stdout=subprocess.PIPE)
    try:
        if frames is not None:
            _expect(process, b"frame\n")
            frames.append(Spent(time.perf_counter() - began))
        _expect(process, b"usable\n")
        return Spent(time.perf_counter() - began)
    finally:
        end(process)


def _expect(process: "subprocess.Popen[bytes]", line: bytes) -> None:
    if process.stdout is None or process.stdout.readline() != line:
        raise NeverError(line, process.args)


def _files() -> Iterable[Path]:
    """Every file that a start may read: of the interpreter, the libraries and the program."""
    for folder in {
        *map(sysconfig.get_path, ("stdlib", "purelib", "platlib")),
        str(CHECKOUT / "layers_desktop"),
    }:
        yield from (path for path in Path(folder).rglob("*") if path.is_file())


def _forget(paths: Iterable[Path]) -> None:
    """Have the system read these from the disk again; what another program has mapped stays."""
    for path in paths:
        file = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(file)
