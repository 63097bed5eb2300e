"""What is Apple's own. Written by the documents: it has not been tried on a Mac."""

import contextlib
import os
import subprocess

from layers_desktop.gui.system.interfaces import AwakeListener

_CAFFEINATE = "/usr/bin/caffeinate"


class CaffeinateSleepLock:
    """Keeps a Mac awake by its own tool, which holds off idle sleep as long as it and this program run.

    Source: `man caffeinate` (-i: idle sleep, -w: as long as this process). The lid still puts it to sleep.
    """

    def __init__(self, listener: AwakeListener) -> None:
        self._listener = listener
        self._process: subprocess.Popen[bytes] | None = None

    def hold(self) -> None:
        """Start the tool; where it cannot be started, nothing is told."""
        if self._process is None:
            command = [_CAFFEINATE, "-i", "-w", str(os.getpid())]
            with contextlib.suppress(OSError):
                self._process = subprocess.Popen(command)  # noqa: S603 - a program of the system, by its path
                self._listener(is_awake=True)

    def release(self) -> None:
        """End the tool."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
            self._listener(is_awake=False)
