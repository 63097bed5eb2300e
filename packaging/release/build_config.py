"""The paths, names and environment that all parts of the build share."""

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
# RELEASE.md asks to check that this exists before anything is published.
HOMEPAGE = "https://layers.com/desktop"

__all__ = ["DIST", "HOMEPAGE", "PACKAGING", "PROGRAM", "RESOURCES", "ROOT", "VERSION", "WORK"]


def epoch() -> int:
    """Return the time stamp of everything built: `SOURCE_DATE_EPOCH`, else the time of the last commit.

    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    # An unpacked sdist has no commits; its files all have the same time.
    return int(done.stdout or (ROOT / "CHANGELOG.md").stat().st_mtime)


def environment(**more: str) -> dict[str, str]:
    """Return the environment for tools, fixed so that their output is reproducible."""
    fixed = {"SOURCE_DATE_EPOCH": str(epoch()), "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    return {**os.environ, **fixed, **more}


def run(command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a tool, and show its output only if it fails.

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
