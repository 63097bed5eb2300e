"""What a person's hand does on the screen: drags files out of another program, wheels, clicks and types."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.display import Display
from tests.benchmarks.processes import NeverError
from tests.benchmarks.window import TITLE, Window
from tests.e2e.system import running

_DRAG_SOURCE = Path(__file__).resolve().parents[1] / "e2e" / "drag_source.py"
# In the middle of the square that the other program shows, in the lower right corner.
_SOURCE = (1580, 980)
_STEPS = 25
_WHEEL_UP, _WHEEL_DOWN = 4, 5

Place = tuple[int, int]


class Drag:
    """Files that another program gives away."""

    def __init__(self, display: Display, source: "subprocess.Popen[bytes]") -> None:
        self._display = display
        self._source = source

    def hold_over(self, place: Place) -> None:
        """Take hold of the files, and move on in small steps as a hand does."""
        words: list[object] = ["mousemove", *_SOURCE, "mousedown", 1, "sleep", 0.1]
        for step in range(1, _STEPS + 1):
            way = (round(a + (b - a) * step / _STEPS) for a, b in zip(_SOURCE, place, strict=True))
            words += ["mousemove", *way, "sleep", 0.02]
        self._display.xdotool(*words, "sleep", 0.3)

    def wait_idle(self) -> float:
        """Drop them; return the moment before it, by the clock that all processes share."""
        began = time.perf_counter()
        self._display.xdotool("mouseup", 1)
        return began

    def wait_until_taken(self) -> None:
        """Return when whoever they were dropped on has said so.

        Raises:
            NeverError: It did not take them.
        """
        if (said := _line_of(self._source)) != "CopyAction":
            raise NeverError(f"a drop that is taken, but {said or 'nothing'}")


@contextlib.contextmanager
def dragged(display: Display, files: Sequence[Path]) -> Iterator[Drag]:
    """Give files in another program; it lives until the end: what is dropped is fetched from it."""
    env = {"PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "xcb", "DISPLAY": display.name}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with running([sys.executable, str(_DRAG_SOURCE), *map(str, files)], env, **pipes) as source:
        if _line_of(source) != "ready":
            raise NeverError("a program to drag from")
        yield Drag(display, source)


def look_through(display: Display, window: Window) -> None:
    """Do as a person does: wheel, click on two headers, search, and clear the search."""
    xdotool = display.xdotool
    xdotool(
        "search", "--sync", "--onlyvisible", "--pid", window.pid, "--name", TITLE, "windowfocus", "--sync"
    )
    middle, *headers = window.places("list")
    xdotool("mousemove", *middle)
    xdotool("click", "--repeat", 60, "--delay", 15, _WHEEL_DOWN)
    xdotool("key", "End", "sleep", 0.3, "key", "Home", "sleep", 0.3)
    xdotool("click", "--repeat", 30, "--delay", 15, _WHEEL_UP)
    for header in headers:
        xdotool("mousemove", *header, "click", 1, "sleep", 1.5)
    xdotool("key", "ctrl+f", "type", "--delay", 60, "picture-0001")
    xdotool("sleep", 1, "key", "--delay", 20, "ctrl+a", "BackSpace", "sleep", 1.5)


def _line_of(process: "subprocess.Popen[bytes]") -> str:
    return process.stdout.readline().decode().strip() if process.stdout else ""
