"""Python's `sitecustomize` under Wine 8: what Windows answers and Wine does not."""

import errno
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
