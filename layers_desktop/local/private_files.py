"""Files that only their owner may read; damaged ones are renamed rather than overwritten."""

import contextlib
import glob
import os
import stat
import tempfile
import time
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_BROKEN = ".broken-"
_RIGHTS_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_TRIES, _PAUSE = 20, 0.05
# Whether the system lets no file be replaced that another program has open, were it a virus scanner.
_is_sharing_minded = os.name == "nt"


def make_private_folder(folder: Path) -> None:
    """Create the folder and its missing parents, accessible to their owner alone (0700).

    Raises:
        OSError: The folder cannot be created.
    """
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(
            mode=FOLDER_MODE, exist_ok=True
        )  # its `parents` would create those with the mode of the umask
    if stat.S_IMODE(folder.stat().st_mode) != FOLDER_MODE:
        folder.chmod(FOLDER_MODE)


def restrict_to_owner(folder: Path) -> None:
    """Remove the rights of other people to everything below this folder.

    Links are not followed; a file that cannot be changed, or disappears meanwhile, is left alone.
    """
    if os.name == "nt":  # there a file inherits the rights of its folder
        return
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            with contextlib.suppress(OSError):  # the folder itself is closed to others all the same
                _restrict(Path(where, name))


def private_opener(path: str, flags: int) -> int:
    """Open a file for `open(opener=…)`; a new one is readable by its owner alone (0600) from the start."""
    return os.open(path, flags, FILE_MODE)


def quarantine(path: Path, companion_suffixes: tuple[str, ...] = ()) -> Path:
    """Rename a damaged file, and the files whose names add these suffixes to its own; return the new path.

    Raises:
        OSError: The file cannot be renamed.
    """
    target = _quarantine_path(path)
    _move_over(path, target)
    for suffix in companion_suffixes:
        companion = path.with_name(path.name + suffix)
        if companion.exists():
            _move_over(companion, target.with_name(target.name + suffix))
    return target


def quarantined(path: Path, companion_suffixes: tuple[str, ...] = ()) -> list[Path]:
    """Return the damaged files that `quarantine` renamed and that are still there, the oldest first."""
    found = path.parent.glob(f"{glob.escape(path.name)}{_BROKEN}*")
    return sorted(each for each in found if not each.name.endswith(companion_suffixes))


def replace_file(path: Path, content: bytes) -> None:
    """Replace a private file in one step: after a crash either the old or the new one is there, whole.

    Raises:
        OSError: It cannot be written; the old one is unchanged.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _move_over(Path(temporary), path)
    except OSError:
        with contextlib.suppress(OSError):  # the first error is the one to report
            Path(temporary).unlink()
        raise
    _sync_folder(path.parent)


def _move_over(source: Path, target: Path) -> None:
    """Replace the target; on Windows try again for a second where another program has it open."""
    for _ in range(_TRIES):
        try:
            source.replace(target)
        except PermissionError:
            if not _is_sharing_minded:
                raise
            time.sleep(_PAUSE)
        else:
            return
    source.replace(target)


def _restrict(path: Path) -> None:
    mode = path.lstat().st_mode
    if mode & _RIGHTS_OF_OTHERS and (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        path.chmod(stat.S_IMODE(mode) & ~_RIGHTS_OF_OTHERS)


def _quarantine_path(path: Path) -> Path:
    """Return a free path beside this one, with the time in its name."""
    stem = f"{path.name}{_BROKEN}{time.strftime('%Y%m%d-%H%M%S')}"
    number = 1
    target = path.with_name(stem)
    while target.exists():
        number += 1
        target = path.with_name(f"{stem}-{number}")
    return target


def _sync_folder(folder: Path) -> None:
    """Flush a rename to the disk; Windows cannot open folders, and does not need it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
