"""Files that only their owner may read, and broken ones put aside rather than lost."""

import contextlib
import os
import stat
import tempfile
import time
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private_folder(folder: Path) -> None:
    """Create the folder and what is missing above it, closed to other people.

    Raises:
        OSError: The folder cannot be made.
    """
    for each in reversed([above for above in (folder, *folder.parents) if not above.exists()]):
        each.mkdir(mode=FOLDER_MODE, exist_ok=True)  # its `parents` would make those above by the umask alone
    if stat.S_IMODE(folder.stat().st_mode) != FOLDER_MODE:
        folder.chmod(FOLDER_MODE)


def restrict_to_owner(folder: Path) -> None:
    """Take from other people the rights to what lies in this folder and below, as earlier versions left it.

    Links are not followed; what is not ours to change, or goes meanwhile, stays as it is.
    """
    if os.name == "nt":  # there a file has the rights of its folder
        return
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            with contextlib.suppress(OSError):  # the folder above is closed all the same
                _restrict_one(Path(where, name))


def private_opener(path: str, flags: int) -> int:
    """Open as `open(opener=…)` asks, so that a new file belongs to its owner alone from the start."""
    return os.open(path, flags, FILE_MODE)


def quarantine(path: Path, companions: tuple[str, ...] = ()) -> Path:
    """Rename a broken file, and its companions of these endings, to a new name; nothing is deleted.

    Raises:
        OSError: The file cannot be renamed.
    """
    target = _free_name(path)
    path.rename(target)
    for ending in companions:
        companion = path.with_name(path.name + ending)
        if companion.exists():
            companion.rename(target.with_name(target.name + ending))
    return target


def replace_file(path: Path, content: bytes) -> None:
    """Write a private file in one step: after a crash the old or the new one is there, whole and on the disk.

    Raises:
        OSError: The old one still stands.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600 by itself
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        with contextlib.suppress(OSError):  # the first error is the one to tell
            Path(temporary).unlink()
        raise
    _sync_folder(path.parent)


def _restrict_one(path: Path) -> None:
    mode = path.lstat().st_mode
    if mode & _OTHERS and (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        path.chmod(stat.S_IMODE(mode) & ~_OTHERS)


def _free_name(path: Path) -> Path:
    """Return a name beside the path that says when it was set aside and is not taken."""
    stem = f"{path.name}.broken-{time.strftime('%Y%m%d-%H%M%S')}"
    number = 1
    target = path.with_name(stem)
    while target.exists():
        number += 1
        target = path.with_name(f"{stem}-{number}")
    return target


def _sync_folder(folder: Path) -> None:
    """Force a rename to the disk; Windows opens no folders and needs none of it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
