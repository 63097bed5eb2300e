"""`python -m release.compare FOLDER FOLDER`: whether two builds of the same source came out the same."""

import hashlib
import sys
from pathlib import Path


def differences(one: Path, other: Path) -> list[str]:
    """Return the files, relative to both folders, that only one has or that are not the same in both."""
    sums = [_sums(folder) for folder in (one, other)]
    names = sorted(sums[0].keys() | sums[1].keys())
    return [name for name in names if sums[0].get(name) != sums[1].get(name)]


def _sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else _sum(path)
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def _sum(path: Path) -> str:
    return f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"


if __name__ == "__main__":
    found = differences(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(found) or "The same, to the last byte.")
    sys.exit(bool(found))
