"""A screen of its own, a mouse and a keyboard."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.e2e.system import running

_PIXELS = "1600x1000x24"
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Display:
    """One X display by its name."""

    name: str

    def xdotool(self, *words: object) -> None:
        """Move the mouse, press keys, look for windows."""
        env = {**os.environ, "DISPLAY": self.name}
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, timeout=_PATIENCE)

    def click(self, place: tuple[int, int]) -> float:
        """Click there; return the moment before it, by the clock that all processes share."""
        self.xdotool("mousemove", *place, "sleep", 0.3)
        began = time.perf_counter()
        self.xdotool("click", 1)
        return began


@contextlib.contextmanager
def open_display() -> Iterator[Display]:
    """Give a display that nobody had; it is gone afterwards."""
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", _PIXELS, "-nolisten", "tcp"]
    with (
        os.fdopen(ours, "rb") as answer,
        running(command, dict(os.environ), pass_fds=[theirs], stderr=subprocess.DEVNULL),
    ):
        os.close(theirs)
        yield Display(f":{answer.readline().decode().strip()}")
