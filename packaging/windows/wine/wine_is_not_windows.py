"""Python's `sitecustomize` under Wine 8: what Windows answers and Wine does not."""

import errno
import importlib
import msvcrt

_locking = msvcrt.locking


def _locking_with_reasons(descriptor: int, mode: int, count: int) -> None:
    """Lock as Windows does, which says why it does not; Wine leaves the error's number at 0."""
    try:
        _locking(descriptor, mode, count)
    except OSError as error:
        if error.errno:
            raise
        waited = mode in {msvcrt.LK_LOCK, msvcrt.LK_RLCK}
        raise OSError(errno.EDEADLK if waited else errno.EACCES, "Permission denied") from None


msvcrt.locking = _locking_with_reasons

# Wine 8 ends a program that calls it; without it `shutil` copies as it did before Python 3.13.
del importlib.import_module("_winapi").CopyFile2
