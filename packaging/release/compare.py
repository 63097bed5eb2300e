"""`python -m release.compare FOLDER FOLDER`: whether two builds of the same source are identical."""

import hashlib
import sys
from pathlib import Path


def differences(one: Path, other: Path) -> list[str]:
    """Return the relative paths of files that only one folder has, or that differ."""
    hashes = [_hashes(folder) for folder in (one, other)]
    names = sorted(hashes[0].keys() | hashes[1].keys())
    return [name for name in names if hashes[0].get(name) != hashes[1].get(name)]


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else _hash(path)
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def _hash(path: Path) -> str:
    return f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"


if __name__ == "__main__":
    found = differences(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(found) or "The same, to the last byte.")
    sys.exit(bool(found))
