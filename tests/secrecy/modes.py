"""Who else may read what the program keeps."""

import stat
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_to_others(*folders: Path) -> dict[str, str]:
    """Return what is open to others of these folders and all below them, with the mode of each."""
    paths = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    modes = {str(path): path.lstat().st_mode for path in paths if not path.is_symlink()}
    return {path: oct(mode) for path, mode in modes.items() if mode & _OTHERS}
