"""What is specific to macOS. Written from the documentation, not tried on a Mac."""

import contextlib
import os
import subprocess
from pathlib import Path

from layers_desktop.gui.system.interfaces import AwakeListener

_CAFFEINATE = "/usr/bin/caffeinate"
_OPEN = "/usr/bin/open"


class CaffeinateSleepLock:
    """Keeps a Mac awake by running `caffeinate` until the lock is released or this process ends.

    It prevents idle sleep; closing the lid still puts the Mac to sleep.
    Source: `man caffeinate` (-i: prevent idle sleep, -w: until this process ends).
    """

    def __init__(self, listener: AwakeListener) -> None:
        self._listener = listener
        self._process: subprocess.Popen[bytes] | None = None

    def hold(self) -> None:
        """Start `caffeinate`; if it cannot be started, the listener is not called."""
        if self._process is None:
            command = [_CAFFEINATE, "-i", "-w", str(os.getpid())]
            with contextlib.suppress(OSError):
                self._process = subprocess.Popen(command)  # noqa: S603 - a program of the system, by its path
                self._listener(is_awake=True)

    def release(self) -> None:
        """End `caffeinate`."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
            self._listener(is_awake=False)


def show_in_finder(path: Path) -> None:
    """Show the file in the Finder, selected; where it is gone, its folder (blocking: asks the file's disk).

    Source: `man open` (-R: reveal)
    """
    shown = ["-R", str(path)] if path.exists() else [str(path.parent)]
    subprocess.run([_OPEN, *shown], check=False)  # noqa: S603 - a program of the system, by its path
