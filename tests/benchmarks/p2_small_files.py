"""P2: 2,000 files of 20 kB at an API that takes 10 ms to answer, in one call each and presigned.

Only the window waits for the disk, so each way is measured once more on one that is slow to flush.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from layers_desktop.sandbox.process import SandboxProcess
from tests.benchmarks import uppy
from tests.benchmarks.files import make_pictures
from tests.benchmarks.pairs import Run, Spent, interleaved, speeds
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.table import Row, at_least
from tests.benchmarks.window import PROGRAMS
from tests.support.sandbox_control import SandboxControl

AT_ONCE = 6
LATENCY = '{"stage": "api", "fault": "latency", "seconds": 0.01, "times": null}'
_SIZE = 20_000


class MissingAssetsError(Exception):
    """Not every file became an asset, or one became two."""


def measure(place: Place) -> list[Row]:
    """Return files a second beside those of the bare loop and of a shell's loop, for each way."""
    ways = ("inline", "presigned")
    rows = [row for way in ways for row in _rows(place, way)]
    return rows + [row for way in ways for row in _rows(place, way, is_disk_slow=True)]


def _rows(place: Place, way: str, *, is_disk_slow: bool = False) -> list[Row]:
    many, few = place.of(2_000, 20), place.of(100, 5)
    with place.sandbox("--sink", place.sink.http, *WIDE, "--fault", LATENCY) as sandbox:
        call = _Calls(place, sandbox, way, is_disk_slow=is_disk_slow)
        peers = [(f"bare httpx loop, {AT_ONCE} at once", at_least(0.9), call.counted(call.loop, many))]
        if not is_disk_slow:
            peers.append(("shell loop of curl", at_least(3.0), call.counted(call.shell, few)))
        if way == "presigned" and not is_disk_slow and uppy.is_installed():
            peers.append((uppy.NAME, at_least(2.0), call.counted(call.uppy, many)))
        runs = [call.counted(call.window, many), *(run for _, _, run in peers)]
        ours, *theirs = interleaved(runs, place.count)
    a_file = {"secondsAFile": [run.seconds for run in ours]}
    what = f"{many:,} files of 20 kB, {way}{', 20 ms a flush' if is_disk_slow else ''}: files/s"
    return [
        Row(
            "P2",
            what,
            name,
            goal,
            speeds(ours, peer),
            (),
            a_file | {"peerSecondsAFile": [run.seconds for run in peer]},
        )
        for (name, goal, _), peer in zip(peers, theirs, strict=True)
    ]


class _Calls:
    """The ways to send a folder to one sandbox."""

    def __init__(self, place: Place, sandbox: SandboxProcess, way: str, *, is_disk_slow: bool) -> None:
        self._place = place
        self._sandbox = sandbox
        self._way = way
        self._is_disk_slow = is_disk_slow
        self._control = SandboxControl(sandbox.url)

    def counted(self, send: Callable[[Path], Spent], count: int) -> Run:
        """Return a run that sends so many fresh files and checks the assets; what it took is for one file."""

        def run() -> Spent:
            folder = self._place.folder / "pictures"
            before = len(self._control.assets())
            # Not two of one size: what has a size of its own needs no comparing with the others.
            make_pictures(folder, [_SIZE + number - count // 2 for number in range(count)])
            spent = send(folder)
            if len(self._control.assets()) != before + count:
                raise MissingAssetsError(send)
            shutil.rmtree(folder)
            self._place.empty_sink()
            return Spent(spent.seconds / count, spent.processor / count)

        return run

    def window(self, folder: Path) -> Spent:
        """Send it through a fresh window."""
        is_presigned = self._way == "presigned"
        with self._place.window(
            self._sandbox, is_presigned=is_presigned, is_disk_slow=self._is_disk_slow
        ) as window:
            return window.send(sorted(folder.iterdir()))

    def loop(self, folder: Path) -> Spent:
        """Send it by the bare loop, which tells the time without its start."""
        command = [
            sys.executable,
            str(PROGRAMS / "bare_loop.py"),
            *self._words(folder),
            str(AT_ONCE),
            self._way,
        ]
        return Spent(float(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))

    def uppy(self, folder: Path) -> Spent:
        """Send it by Uppy, which tells the time without the start of its browser."""
        project = self._place.project(self._sandbox)
        return uppy.send(self._place.display, folder, self._sandbox, project)

    def shell(self, folder: Path) -> Spent:
        """Send it by a loop of curl."""
        began = time.perf_counter()
        command = ["sh", str(PROGRAMS / "shell_loop.sh"), *self._words(folder), self._way]
        ids = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.split()
        if len(set(ids)) != len(list(folder.iterdir())):
            raise MissingAssetsError(ids)
        return Spent(time.perf_counter() - began)

    def _words(self, folder: Path) -> list[str]:
        return [self._sandbox.url, self._sandbox.api_key, self._place.project(self._sandbox), str(folder)]
