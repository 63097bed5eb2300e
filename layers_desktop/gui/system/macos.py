"""What is specific to macOS. Written from the documentation, not tried on a Mac."""

import contextlib
import ctypes
import os
import subprocess
from pathlib import Path
from typing import Any

from layers_desktop.gui.system.interfaces import AwakeListener

_CAFFEINATE = "/usr/bin/caffeinate"
_OPEN = "/usr/bin/open"
_OBJECTIVE_C = "/usr/lib/libobjc.dylib"
_QUIT_REASON = int.from_bytes(b"why?", "big")  # kAEQuitReason of AERegistry.h


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


def session_ends() -> bool:
    """Return whether the program is asked to quit because the person logs out or switches the Mac off.

    Qt does not tell, but the system gives that request a reason, and nobody else does.
    Source: https://developer.apple.com/documentation/foundation/nsappleeventmanager
    """
    objc = ctypes.CDLL(_OBJECTIVE_C)
    pointer, number, text = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_char_p

    def call(function: str, result: Any, types: list[Any], *values: Any) -> Any:
        found = objc[function]
        found.restype, found.argtypes = result, types
        return found(*values)

    def send(receiver: Any, message: bytes, result: Any, *numbers: int) -> Any:
        selector = call("sel_registerName", pointer, [text], message)
        types = [pointer, pointer, *[number] * len(numbers)]
        return call("objc_msgSend", result, types, receiver, selector, *numbers)

    # Where there is no event, or no reason, what is sent to nothing answers 0.
    manager = call("objc_getClass", pointer, [text], b"NSAppleEventManager")
    event = send(send(manager, b"sharedAppleEventManager", pointer), b"currentAppleEvent", pointer)
    reason = send(event, b"attributeDescriptorForKeyword:", pointer, _QUIT_REASON)
    return bool(send(reason, b"typeCodeValue", number))
