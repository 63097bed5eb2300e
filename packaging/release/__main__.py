"""`python -m release`: make all that this system can make of what is shipped, and prove it."""

import argparse
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from release import bundle, deb, proof, wheel
from release.place import DIST

Made = TypeVar("Made")


def main() -> int:
    """Make it; return the exit code."""
    options = _parser().parse_args()
    made, sdist = _timed("wheel and sdist", wheel.build)
    _tell(made, sdist)
    if options.only == "wheel":
        return 0
    python = _timed("environment", lambda: wheel.install(made))
    folder = _timed("bundle", lambda: bundle.freeze(python))
    _tell(folder)
    if not options.unproven:
        shown = _timed("proof", lambda: proof.prove(folder))
        print(
            f"window after {shown:.2f} s, seen in {proof.SCREENSHOT}" if shown else "no screen to see it on"
        )
    if options.only != "bundle":
        _tell(_timed("bill of materials", lambda: bundle.write_bill(python, folder)))
        _make_installer(folder)
    return 0


def _make_installer(folder: Path) -> None:
    """Make what installs the bundle, where it is made here; other systems have scripts of their own."""
    if shutil.which("dpkg-deb"):
        package = _timed(".deb", lambda: deb.build(folder))
        _tell(package)
        _timed("judges", lambda: deb.judge(package))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    parser.add_argument("--only", choices=["wheel", "bundle"], help="stop after this")
    parser.add_argument("--unproven", action="store_true", help="do not start what was made")
    return parser


def _timed(name: str, step: Callable[[], Made]) -> Made:
    began = time.monotonic()
    result = step()
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    return result


def _tell(*made: Path) -> None:
    for path in made:
        size = bundle.size_of(path) if path.is_dir() else path.stat().st_size
        print(f"  {path.relative_to(DIST.parent)}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main())
