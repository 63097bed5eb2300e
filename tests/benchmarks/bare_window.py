"""A PySide6 window that takes what is dropped on it and does nothing with it."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.display import Display
from tests.benchmarks.processes import NeverError
from tests.benchmarks.window import PROGRAMS
from tests.e2e.system import running


class BareWindow:
    """One running program.

    Attributes:
        middle: Where on the screen it is.
        pauses: Where it writes how late its main thread was, tick by tick.
    """

    middle = (450, 300)

    def __init__(self, process: "subprocess.Popen[bytes]", pauses: Path) -> None:
        self._process = process
        self.pauses = pauses

    def wait_for(self, word: str) -> str:
        """Return what it says besides this word, which it has to say next.

        Raises:
            NeverError: It said something else, or nothing any more.
        """
        line = self._process.stdout.readline().decode() if self._process.stdout else ""
        said, _, rest = line.strip().partition(" ")
        if said != word:
            raise NeverError(f"a bare window that is {word}")
        return rest

    def wait_until_taken(self) -> float:
        """Return when it had what was dropped, by the clock that all processes share."""
        return float(self.wait_for("taken"))


@contextlib.contextmanager
def open_bare_window(display: Display) -> Iterator[BareWindow]:
    """Give the window once it is usable; it is gone afterwards."""
    env = {"PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "xcb", "DISPLAY": display.name}
    with tempfile.TemporaryDirectory(prefix="layers-benchmark-") as folder:
        pauses = Path(folder) / "pauses"
        command = [sys.executable, str(PROGRAMS / "bare_drop_window.py"), str(pauses)]
        with running(command, env, stdout=subprocess.PIPE) as process:
            window = BareWindow(process, pauses)
            window.wait_for("usable")
            yield window
