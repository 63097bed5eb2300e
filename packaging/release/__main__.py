"""`python -m release`: build everything that this system can build, and test that it works."""

import argparse
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from release import bundle, deb, smoke_test, wheel
from release.build_config import DIST

T = TypeVar("T")


def main() -> int:
    """Build what the options ask for; return the exit code."""
    options = _parser().parse_args()
    wheel_path, sdist = _timed("wheel and sdist", wheel.build)
    _print_sizes(wheel_path, sdist)
    if options.only == "wheel":
        if not options.unproven:
            _timed("self-test of the wheel", lambda: wheel.prove(wheel_path))
        return 0
    python = _timed("environment", lambda: wheel.install(wheel_path))
    folder = _timed("bundle", lambda: bundle.freeze(python))
    _print_sizes(folder)
    if not options.unproven:
        seconds = _timed("smoke test", lambda: smoke_test.run(folder))
        print(
            f"window after {seconds:.2f} s, seen in {smoke_test.SCREENSHOT}"
            if seconds
            else "no screen to see it on"
        )
    if options.only != "bundle":
        _print_sizes(_timed("bill of materials", lambda: bundle.write_sbom(python, folder)))
        _make_installer(folder)
    return 0


def _make_installer(folder: Path) -> None:
    """Build the installer where it is built here; for other systems there are scripts."""
    if shutil.which("dpkg-deb"):
        package = _timed(".deb", lambda: deb.build(folder))
        _print_sizes(package)
        _timed("lint", lambda: deb.lint(package))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    parser.add_argument("--only", choices=["wheel", "bundle"], help="stop after this")
    parser.add_argument("--unproven", action="store_true", help="do not start what was made")
    return parser


def _timed(name: str, step: Callable[[], T]) -> T:
    began = time.monotonic()
    result = step()
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    return result


def _print_sizes(*paths: Path) -> None:
    for path in paths:
        size = bundle.size_of(path) if path.is_dir() else path.stat().st_size
        print(f"  {path.relative_to(DIST.parent)}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main())
