"""A person's file: named so that Windows takes it, opened so that its owner may still move it."""

import ntpath
import os
import sys
from pathlib import Path
from typing import BinaryIO

from layers_desktop.domain.file_errors import FileOnlineOnlyError

# What a status says of content that a service such as OneDrive or iCloud keeps, and fetches when it is read:
# FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS (winnt.h), SF_DATALESS (macOS' sys/stat.h).
_RECALLED = 0x1000 | 0x40000 | 0x400000
_DATALESS = 0x40000000


def require_on_disk(path: Path) -> None:
    """Look at a file that nobody has asked to be downloaded, without reading it.

    Raises:
        FileOnlineOnlyError: Reading it would download it first.
        OSError: There is none.
    """
    status = system_path(path).stat()
    attributes, flags = getattr(status, "st_file_attributes", 0), getattr(status, "st_flags", 0)
    if attributes & _RECALLED or flags & _DATALESS:
        raise FileOnlineOnlyError(status.st_size)


def extended_path(path: str) -> str:
    r"""Return an absolute path of Windows with `\\?\` before it; any other as it is.

    So it may be longer than 259 characters, and be called CON.png or end in a dot.
    Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    """
    drive, rest = ntpath.splitdrive(path)
    is_plain = rest.startswith("\\") and ".." not in rest.split("\\")
    if not is_plain or drive.startswith(("\\\\?\\", "\\\\.\\")):
        return path
    return rf"\\?\UNC{path[1:]}" if drive.startswith("\\\\") else rf"\\?\{path}"


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _GENERIC_READ, _OPEN_EXISTING, _NORMAL = 0x80000000, 3, 0x80
    _SHARE_ALL = 0x1 | 0x2 | 0x4  # reading, writing, and deleting, which is also what renaming needs
    _create_file = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
    _create_file.argtypes = (
        wintypes.LPCWSTR,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.LPVOID,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.HANDLE,
    )
    _create_file.restype = wintypes.HANDLE

    def system_path(path: Path) -> Path:
        """Return the path in the form in which the system takes it whatever its length and its names."""
        return Path(extended_path(str(path)))

    def open_shared(path: Path, buffering: int = -1) -> BinaryIO:
        """Open a file for reading; its owner may rename and delete it meanwhile.

        Raises:
            OSError: It cannot be opened.
        """
        # By its descriptor: Python would take a name like CON.png for the console.
        return open(_descriptor(path), "rb", buffering)

    def _descriptor(path: Path) -> int:
        name = extended_path(str(path))
        handle = _create_file(name, _GENERIC_READ, _SHARE_ALL, None, _OPEN_EXISTING, _NORMAL, None)
        if handle == wintypes.HANDLE(-1).value:
            code = ctypes.get_last_error()
            raise OSError(0, ctypes.FormatError(code), str(path), code)
        return msvcrt.open_osfhandle(handle, os.O_RDONLY)
else:

    def system_path(path: Path) -> Path:
        """Return the path in the form in which the system takes it whatever its length and its names."""
        return path

    def open_shared(path: Path, buffering: int = -1) -> BinaryIO:
        """Open a file for reading; its owner may rename and delete it meanwhile.

        A pipe without a writer is not waited for.

        Raises:
            OSError: It cannot be opened.
        """
        return open(path, "rb", buffering, opener=_without_waiting)

    def _without_waiting(path: str, flags: int) -> int:
        return os.open(path, flags | os.O_NONBLOCK)
