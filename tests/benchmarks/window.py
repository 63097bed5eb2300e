"""The real window in a process of its own, given files as a second start of the program gives them."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.local.environment import ApiTarget
from layers_desktop.local.paths import APP_NAME
from layers_desktop.local.store.journal import DATABASE_NAME
from layers_desktop.sandbox.process import SandboxProcess
from tests.benchmarks.display import Display
from tests.benchmarks.pairs import Spent
from tests.benchmarks.processes import NeverError, processor_seconds, resident, until
from tests.e2e.system import end
from tests.support.sandbox_control import SandboxControl
from tests.support.short_folder import short_folder

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).with_name("programs")
TITLE = "^Layers Desktop"
# More files than this in one gesture are summed up before they are added.
_A_HANDFUL = 200
_SETTLED_SECONDS = 1.0
# Where the system says what a process has held in memory.
_PEAK = "VmHWM"


class Window:
    """One running program, its journal, and what it takes of the machine.

    Attributes:
        home: Where it keeps everything.
        pid: Of its process.
        pauses: Where the watched window writes how late its main thread was, tick by tick.
    """

    def __init__(self, home: Path, env: dict[str, str], sandbox: SandboxProcess, *words: str) -> None:
        self.home = home
        self.pauses = home / "pauses"
        self._landmarks = home / "landmarks"
        self._control = SandboxControl(sandbox.url)
        self._counts = len(self._control.calls("projects"))
        target = ApiTarget.of(sandbox.url, urlsplit(sandbox.url).netloc, home / "state" / APP_NAME)
        self._database = target.folder / DATABASE_NAME
        self._complaints = home / "stderr"
        command = [sys.executable, str(PROGRAMS / "watched_window.py"), str(self.pauses), *words]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with self._complaints.open("ab") as stderr:
            self._process = subprocess.Popen(command, env=env, cwd=CHECKOUT, stderr=stderr, **pipes)
        self._folder = target.folder
        self.pid = self._process.pid

    def wait_until_usable(self) -> None:
        """Return when it is painted, takes events and has made its place known."""
        line = self._process.stdout.readline() if self._process.stdout else b""
        if line != b"usable\n":
            raise NeverError(f"a usable window: {self._complaints.read_text(encoding='utf-8')}")
        until(lambda: len(self._control.calls("projects")) > self._counts, "sign-in")
        time.sleep(_SETTLED_SECONDS)

    def add(self, files: Sequence[Path]) -> None:
        """Have the window list these; return when each row is on the disk."""
        wanted = self.unfinished + len(files)
        self.give(files, start=False)
        until(lambda: self.unfinished >= wanted, "rows")

    def places(self, what: str) -> list[tuple[int, int]]:
        """Return where on the screen this is: `window`, the `sheet`'s button, or `list` and two headers."""
        if self._process.stdin is None or self._process.stdout is None:
            return []
        self._process.stdin.write(what.encode() + b"\n")
        self._process.stdin.flush()
        return [(x, y) for x, y in json.loads(self._process.stdout.readline())]

    def seen_at(self, what: str) -> float | None:
        """Return when this was painted first, by the clock that all processes share; None before."""
        marks = (line.partition(" ") for line in self._landmarks.read_text(encoding="utf-8").splitlines())
        return next((float(moment) for moment, _, mark in marks if mark == what), None)

    def give(self, files: Sequence[Path], *, start: bool) -> None:
        """Hand over files, a handful at a time, as later starts of the program would."""
        first = SingleInstance(self._folder)
        for at in range(0, len(files), _A_HANDFUL):
            first.hand_over(LaunchRequest(tuple(files[at : at + _A_HANDFUL]), start))

    def send(self, files: Sequence[Path]) -> Spent:
        """Have the window send these; return what it took until the last asset ID is on the disk."""
        wanted = self.finished + len(files)
        processor, began = processor_seconds(self.pid), time.perf_counter()
        self.give(files, start=True)
        until(lambda: self.finished >= wanted, "asset IDs")
        return Spent(time.perf_counter() - began, processor_seconds(self.pid) - processor)

    @property
    def finished(self) -> int:
        """How many asset IDs are on the disk."""
        return self._count("SELECT COUNT(*) FROM history")

    @property
    def unfinished(self) -> int:
        """How many rows are on the disk that have no asset ID yet."""
        return self._count("SELECT COUNT(*) FROM uploads")

    def listed(self) -> list[Path]:
        """Return the files that are on the disk without an asset ID, in the order of the list."""
        with contextlib.closing(self._connection()) as connection:
            rows = connection.execute("SELECT path FROM uploads ORDER BY position")
            return [Path(os.fsdecode(path)) for (path,) in rows]

    def checksums(self) -> dict[str, str]:
        """Return the sha256 of each file that was sent, by its name."""
        with contextlib.closing(self._connection()) as connection:
            return dict(connection.execute("SELECT name, sha256 FROM history"))

    # ----------------------------------------------------------------- memory
    @property
    def memory(self) -> int:
        """Bytes that it holds in memory now."""
        return resident(self.pid)

    @property
    def peak(self) -> int:
        """The most bytes that it held since `forget_peak`."""
        return resident(self.pid, _PEAK)

    def forget_peak(self) -> None:
        """Let the peak begin anew: https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html"""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5", encoding="ascii")

    def end(self) -> None:
        """End it in good order; whatever it complained of is an error."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        end(self._process)
        if said := self._complaints.read_text(encoding="utf-8"):
            raise RuntimeError(said)

    def _count(self, question: str) -> int:
        with contextlib.closing(self._connection()) as connection:
            (count,) = connection.execute(question).fetchone()
            return int(count)

    def _connection(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)


@contextlib.contextmanager
def open_window(
    display: Display,
    sandbox: SandboxProcess,
    *,
    is_presigned: bool = False,
    is_disk_slow: bool = False,
    speed_limit: str = "",
) -> Iterator[Window]:
    """Give a window with a home of its own on the disk, signed in, idle; its home is gone afterwards."""
    words = ["presigned"] if is_presigned else []
    home = Path(tempfile.mkdtemp(prefix="layers-benchmark-"))
    settings = home / "config" / APP_NAME / "preferences.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"speed_limit": speed_limit}), encoding="utf-8")
    env = window_env(home, display, sandbox)
    with short_folder() as libraries:  # where one to be preloaded is, no path may have a blank
        if is_disk_slow:
            env["LD_PRELOAD"] = str(libraries / "slow_disk.so")
            source = PROGRAMS / "slow_disk.c"
            subprocess.run(["cc", "-shared", "-fPIC", "-o", env["LD_PRELOAD"], str(source)], check=True)
        window = Window(home, env, sandbox, *words)
        try:
            window.wait_until_usable()
            yield window
        finally:
            window.end()
            shutil.rmtree(home)


def window_env(home: Path, display: Display, sandbox: SandboxProcess) -> dict[str, str]:
    """Return what the program is told: a home and a screen of its own, and no desktop beside."""
    kinds = ("CONFIG", "DATA", "STATE", "CACHE")
    (home / "runtime").mkdir(mode=0o700)
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "runtime"),
        **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in kinds},
        **{name: os.environ[name] for name in ("SSL_CERT_FILE", "TMPDIR") if name in os.environ},
        "PYTHONPATH": str(CHECKOUT),
        "QT_QPA_PLATFORM": "xcb",
        "DISPLAY": display.name,
        "LAYERS_BASE_URL": sandbox.url,
        "LAYERS_API_KEY": sandbox.api_key,
    }
