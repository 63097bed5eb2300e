"""A screen of its own, with a mouse, a keyboard, a clipboard, and eyes."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.e2e.accessibility import ScreenReader
from tests.e2e.system import program, running, system_file
from tests.e2e.waiting import until
from tests.support.short_folder import short_folder

WIDTH, HEIGHT = 1600, 1000
_PIXELS = f"{WIDTH}x{HEIGHT}x24"
_PATIENCE = 30
_DRAG_STEPS = 25


class Screen:
    """One X display.

    Attributes:
        env: What a program needs to know to show itself there, and to be seen by the screen reader.
        reader: The screen reader of the test that runs.
    """

    reader: ScreenReader

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = dict(env)

    def xdotool(self, *words: object) -> str:
        """Move the mouse, press keys, ask for windows."""
        command = [program("xdotool", "xdotool"), *map(str, words)]
        done = subprocess.run(command, env=self.env, check=True, capture_output=True, timeout=_PATIENCE)
        return done.stdout.decode()

    def click(self, place: tuple[int, int]) -> None:
        self.xdotool("mousemove", *place, "sleep", 0.1, "click", 1)

    def drag(self, start: tuple[int, int], stop: tuple[int, int]) -> None:
        """Take hold at one place, move on in small steps as a hand does, and let go at the other."""
        words: list[object] = ["mousemove", *start, "mousedown", 1, "sleep", 0.1]
        for step in range(1, _DRAG_STEPS + 1):
            part = step / _DRAG_STEPS
            place = (round(a + (b - a) * part) for a, b in zip(start, stop, strict=True))
            words += ["mousemove", *place, "sleep", 0.02]
        # A window that has not answered yet when the hand lets go gets nothing.
        self.xdotool(*words, "sleep", 0.8, "mouseup", 1)

    def clipboard(self, selection: str = "clipboard", target: str = "UTF8_STRING") -> str:
        """Return the text on the clipboard, as any other program gets it; nothing where there is none."""
        command = [program("xclip", "xclip"), "-selection", selection, "-target", target, "-out"]
        done = subprocess.run(command, env=self.env, check=False, capture_output=True, timeout=_PATIENCE)
        return done.stdout.decode()

    @contextlib.contextmanager
    def picture_on_clipboard(self, path: Path) -> Iterator[None]:
        """Have another program offer this PNG."""
        command = [program("xclip", "xclip"), "-selection", "clipboard", "-target", "image/png"]
        with running([*command, "-quiet", "-in", str(path)], self.env, stderr=subprocess.DEVNULL):
            until(lambda: "image/png" in self.clipboard(target="TARGETS"), "picture on the clipboard")
            yield


@contextlib.contextmanager
def open_screen(folder: Path) -> Iterator[Screen]:
    """Give a screen; it is gone afterwards, with all that served it."""
    env = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")} | {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(folder),
        "QT_QPA_PLATFORM": "xcb",
        # The reader asks for what has just gone: that is no fault of the program's.
        "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",
    }
    with contextlib.ExitStack() as stack:
        sockets = stack.enter_context(short_folder())
        env["AT_SPI_BUS_ADDRESS"] = f"unix:path={sockets}/accessibility"
        env["DISPLAY"] = stack.enter_context(display(env))
        stack.enter_context(_window_manager(env))
        stack.enter_context(_accessibility_bus(env))
        yield Screen(env)


@contextlib.contextmanager
def display(env: Mapping[str, str], pixels: str = _PIXELS) -> Iterator[str]:
    """Give the name of a display that nobody had, so many pixels wide and high, of so many bits."""
    ours, theirs = os.pipe()
    command = [program("Xvfb", "xvfb"), "-displayfd", str(theirs), "-screen", "0", pixels]
    with (
        os.fdopen(ours, "rb") as answer,
        running([*command, "-nolisten", "tcp"], env, pass_fds=[theirs], stderr=subprocess.DEVNULL),
    ):
        os.close(theirs)
        yield f":{answer.readline().decode().strip()}"


@contextlib.contextmanager
def _window_manager(env: Mapping[str, str]) -> Iterator[None]:
    """Have windows managed where the system can; the program must do without as well."""
    if shutil.which("openbox") is None:
        yield
        return
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with running(["openbox", "--sm-disable"], env, **quiet):
        ask = [program("xprop", "x11-utils"), "-root", "_NET_SUPPORTING_WM_CHECK"]
        until(lambda: b"window id" in subprocess.check_output(ask, env=env), "window manager")
        yield


@contextlib.contextmanager
def _accessibility_bus(env: Mapping[str, str]) -> Iterator[None]:
    """Have the bus on which programs tell what they show; its registry starts at the first question."""
    settings = system_file("/usr/share/defaults/at-spi2/accessibility.conf", "at-spi2-core")
    command = [program("dbus-daemon", "dbus"), f"--config-file={settings}", "--nofork", "--print-address"]
    address = f"--address={env['AT_SPI_BUS_ADDRESS']}"
    with running([*command, address], env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as bus:
        assert bus.stdout is not None
        assert bus.stdout.readline()
        yield
