"""Programs of others that are used instead: how soon their window is there, and what they hold in memory."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.display import Display
from tests.benchmarks.pairs import Spent
from tests.benchmarks.processes import resident
from tests.e2e.system import running

_SETTLED_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Peer:
    """A program of Debian's, named as its command.

    Attributes:
        title: The beginning of its window's title.
        files: What stands in its home, so that no question of a first start is in the way.
    """

    name: str
    command: str
    title: str
    files: Mapping[str, str]

    def start(self, display: Display) -> Spent:
        """Start it; return what it took until its window was mapped."""
        return self._run(display)[0]

    def memory(self, display: Display) -> int:
        """Start it; return the bytes that it holds in memory once it is idle."""
        return self._run(display, settled=_SETTLED_SECONDS)[1]

    def _run(self, display: Display, settled: float = 0.0) -> tuple[Spent, int]:
        with tempfile.TemporaryDirectory(prefix="layers-benchmark-", ignore_cleanup_errors=True) as home:
            for name, text in self.files.items():
                path = Path(home, name)
                path.parent.mkdir(parents=True)
                path.write_text(text, encoding="utf-8")
            env = {"PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8", "DISPLAY": display.name}
            began = time.perf_counter()
            with running(
                [self.command], env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as process:
                display.xdotool("search", "--sync", "--onlyvisible", "--name", self.title)
                spent = Spent(time.perf_counter() - began)
                time.sleep(settled)
                return spent, resident(process.pid)


_PEERS = (
    Peer(
        "FileZilla",
        "filezilla",
        "FileZilla",
        {
            ".config/filezilla/filezilla.xml": '<FileZilla3><Settings><Setting name="Greeting version">99.0.0'
            "</Setting></Settings></FileZilla3>"
        },
    ),
    Peer(
        "qBittorrent",
        "qbittorrent",
        "qBittorrent",
        {".config/qBittorrent/qBittorrent.conf": "[LegalNotice]\nAccepted=true\n"},
    ),
)


def installed() -> list[Peer]:
    """Return those that are here, and say which are not."""
    for peer in _PEERS:
        if not shutil.which(peer.command):
            sys.stderr.write(f"{peer.name} is not installed, so nothing is beside it: make bench PEERS=1\n")
    return [peer for peer in _PEERS if shutil.which(peer.command)]
