"""Where things are made, from what, and as of when."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from layers_desktop import __version__

VERSION = __version__
ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
RESOURCES = ROOT / "resources"
WORK = ROOT / "build"
DIST = ROOT / "dist"
PROGRAM = "layers-desktop"
# Where a person reads on; RELEASE.md asks to make sure of it before anything is published.
HOMEPAGE = "https://layers.com/desktop"

__all__ = ["DIST", "HOMEPAGE", "PACKAGING", "PROGRAM", "RESOURCES", "ROOT", "VERSION", "WORK"]


def epoch() -> int:
    """Return the time that everything made now bears: `SOURCE_DATE_EPOCH`, else that of the last commit.

    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    # An unpacked sdist has no commits; its files all bear the same time.
    return int(asked.stdout or (ROOT / "CHANGELOG.md").stat().st_mtime)


def environment(**more: str) -> dict[str, str]:
    """Return the environment for tools whose work must come out the same each time."""
    fixed = {"SOURCE_DATE_EPOCH": str(epoch()), "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    return {**os.environ, **fixed, **more}


def run(command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a tool that says something only when it fails.

    Raises:
        SystemExit: It failed.
    """
    done = subprocess.run(
        [str(word) for word in command],
        env=dict(env or environment()),
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nFailed with {done.returncode}: {' '.join(map(str, command))}")
