"""What is specific to Windows, by ctypes. Written from the documentation, not tried on Windows."""

import ctypes
import os
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from layers_desktop.gui.system.interfaces import AwakeListener, set_badge
from layers_desktop.gui.system.status import OverallStatus, StatusTone

_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001

# https://learn.microsoft.com/windows/win32/api/shobjidl_core/nn-shobjidl_core-itaskbarlist3
_TASKBAR_LIST = "{56FDF344-FD6D-11D0-958A-006097C9A090}"
_ITASKBAR_LIST_3 = "{EA1AFB91-9E28-4B86-90E9-9E9F8A5EEFAF}"
_IN_PROCESS = 1
_RELEASE, _INIT, _SET_VALUE, _SET_STATE = 2, 3, 9, 10  # indices in the method table
_NO_PROGRESS = 0
_STATES = {StatusTone.NORMAL: 0x2, StatusTone.ERROR: 0x4, StatusTone.PAUSED: 0x8}


class ExecutionStateSleepLock:
    """Keeps Windows awake as long as the calling thread lives; to be called on Qt's thread only.

    Source: https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-setthreadexecutionstate
    """

    def __init__(self, listener: AwakeListener) -> None:
        self._listener = listener

    def hold(self) -> None:
        """Ask for the lock; Windows returns 0 if it refuses."""
        self._listener(is_awake=_kernel().SetThreadExecutionState(_CONTINUOUS | _SYSTEM_REQUIRED) != 0)

    def release(self) -> None:
        """Let the computer sleep again."""
        _kernel().SetThreadExecutionState(_CONTINUOUS)
        self._listener(is_awake=False)


class TaskbarButton:
    """Progress on the window's taskbar button, and the number of problems as a badge.

    Args:
        window_handle: Returns the window's HWND.
    """

    def __init__(self, window_handle: Callable[[], int]) -> None:
        self._window_handle = window_handle
        self._list = _new_taskbar_list()

    def show(self, status: OverallStatus) -> None:
        """Show the status; without a taskbar, only the badge."""
        set_badge(status.problems)
        if not self._list:
            return
        window = ctypes.c_void_p(self._window_handle())
        is_busy = status.percent is not None
        self._call(_SET_STATE, window, ctypes.c_int(_STATES[status.tone] if is_busy else _NO_PROGRESS))
        if is_busy:
            self._call(_SET_VALUE, window, ctypes.c_ulonglong(status.percent or 0), ctypes.c_ulonglong(100))

    def close(self) -> None:
        """Show no status any more."""
        self.show(OverallStatus())
        if self._list:
            self._call(_RELEASE)
            self._list = None

    def _call(self, index: int, *values: Any) -> int:
        return _call_method(self._list, index, *values)


def show_in_explorer(path: Path) -> None:
    """Show the file in Explorer, selected; where it is gone, its folder (blocking: asks the file's disk)."""
    shown = f'/select,"{path}"' if path.exists() else f'"{path.parent}"'
    # Explorer reads its command line in a way of its own: the switch may not stand within the quotes.
    explorer = rf"{os.environ['SYSTEMROOT']}\explorer.exe"
    subprocess.Popen(f'"{explorer}" {shown}')  # noqa: S603 - a program of the system


def _new_taskbar_list() -> ctypes.c_void_p | None:
    """Return a new ITaskbarList3, or None where there is none; Qt has initialised COM on this thread."""
    instance = ctypes.c_void_p()
    ole = getattr(ctypes, "windll").ole32  # noqa: B009 - only on Windows does ctypes have it
    failed = ole.CoCreateInstance(
        _guid(_TASKBAR_LIST), None, _IN_PROCESS, _guid(_ITASKBAR_LIST_3), ctypes.byref(instance)
    )
    if failed or instance.value is None:
        return None
    return None if _call_method(instance, _INIT) < 0 else instance


def _call_method(instance: Any, index: int, *values: Any) -> int:
    """Call the method at this index of a COM object's method table; return its HRESULT."""
    table = ctypes.cast(instance, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
    types = [type(value) for value in values]
    method = getattr(ctypes, "WINFUNCTYPE")(ctypes.c_long, ctypes.c_void_p, *types)  # noqa: B009 - as above
    result: int = method(table[index])(instance, *values)
    return result


def _guid(text: str) -> Any:
    """Return a GUID in the memory layout of COM."""
    return ctypes.create_string_buffer(uuid.UUID(text).bytes_le, 16)


def _kernel() -> Any:
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - as above
    kernel.SetThreadExecutionState.argtypes = [ctypes.c_uint]
    kernel.SetThreadExecutionState.restype = ctypes.c_uint
    return kernel
