"""Which files other people may access."""

import os
import stat
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def accessible_to_others(*folders: Path) -> dict[str, str]:
    """Return what others may access of these folders and everything below, with the mode of each.

    Nothing on Windows, where a file has no mode and inherits the rights of its folder.
    """
    if os.name == "nt":
        return {}
    paths = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    modes = {str(path): path.lstat().st_mode for path in paths if not path.is_symlink()}
    return {path: oct(mode) for path, mode in modes.items() if mode & _OTHERS}
