"""P5: time from the start of the process to a usable window, with cold and with warm files."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from layers_desktop.sandbox.process import SandboxProcess
from tests.benchmarks.files import make_hollow_pictures
from tests.benchmarks.pairs import Spent, durations, interleaved
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.processes import NeverError
from tests.benchmarks.table import Row, at_most
from tests.benchmarks.window import CHECKOUT, PROGRAMS, window_env
from tests.e2e.system import end

# What an earlier run left unfinished: more than the window shows without being scrolled.
_ROWS = 100


def measure(place: Place) -> list[Row]:
    """Return how long the window takes beside the bare one: painted, and the event loop come round.

    Ours has the rows of an earlier run in its list by then.
    """
    with place.sandbox(*WIDE) as sandbox, place.window(sandbox) as window:
        window.add(make_hollow_pictures(place.folder / "pictures", _ROWS))
        window.end()
        rows = [_row(place, sandbox, window.home, is_cold=is_cold) for is_cold in (True, False)]
    shutil.rmtree(place.folder / "pictures")
    return rows


def _row(place: Place, sandbox: SandboxProcess, left: Path, *, is_cold: bool) -> Row:
    def run(program: str) -> Spent:
        if is_cold:
            _forget(_files())
        with tempfile.TemporaryDirectory(prefix="layers-benchmark-") as folder:
            # Each starts where the earlier run ended: with the rows of all, and none the richer for the last.
            home = shutil.copytree(left, Path(folder) / "home", ignore=shutil.ignore_patterns("runtime"))
            return _until_usable(PROGRAMS / program, window_env(home, place.display, sandbox))

    ours, bare = interleaved([lambda: run("plain_window.py"), lambda: run("bare_window.py")], place.count)
    seconds = {"seconds": [each.seconds for each in ours], "peerSeconds": [each.seconds for each in bare]}
    what = f"start to a window with {_ROWS} rows, {'cold' if is_cold else 'warm'}: time"
    return Row("P5", what, "bare PySide6 window", at_most(1.5), durations(ours, bare), (), seconds)


def _until_usable(program: Path, env: dict[str, str]) -> Spent:
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, program], env=env, cwd=CHECKOUT, stdout=subprocess.PIPE)
    try:
        line = process.stdout.readline() if process.stdout else b""
        seconds = time.perf_counter() - began
    finally:
        end(process)
    if line != b"usable\n":
        raise NeverError(program)
    return Spent(seconds)


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
