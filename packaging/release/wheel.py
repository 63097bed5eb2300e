"""The wheel and the sdist, and environments with only the wheel and what it requires."""

import shutil
import sys
import tempfile
import venv
from pathlib import Path

from release import smoke_test
from release.build_config import DIST, PROGRAM, ROOT, VERSION, WORK, run

ENVIRONMENT = WORK / "environment"
BARE = WORK / "bare"
_QUIETLY = ("install", "--quiet", "--disable-pip-version-check")


def build() -> tuple[Path, Path]:
    """Build both; return their paths."""
    DIST.mkdir(exist_ok=True)
    wheel = DIST / f"layers_desktop-{VERSION}-py3-none-any.whl"
    sdist = DIST / f"layers_desktop-{VERSION}.tar.gz"
    for old in (wheel, sdist):
        old.unlink(missing_ok=True)
    run([sys.executable, "-m", "hatchling", "build", "-d", DIST])
    return wheel, sdist


def prove(wheel: Path) -> None:
    """Run the self-test where there is the wheel and what it requires, and nothing else, not even pip.

    Raises:
        SystemExit: It cannot be installed, or a part of it does not work.
    """
    python = _new_environment(BARE)
    _install(python, f"{wheel}[sandbox]")
    program = python.with_name(f"{PROGRAM}{python.suffix}")
    with tempfile.TemporaryDirectory() as home:
        smoke_test.self_test(program, smoke_test.clean_environment(Path(home)), "offscreen")


def install(wheel: Path) -> Path:
    """Install the wheel and PyInstaller into a new environment; return its Python."""
    python = _new_environment(ENVIRONMENT)
    _install(python, f"{wheel}[sandbox]", "--group", f"{ROOT / 'pyproject.toml'}:package")
    return python


def _new_environment(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, symlinks=sys.platform != "win32")
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _install(python: Path, *what: str) -> None:
    run([sys.executable, "-m", "pip", "--python", python, *_QUIETLY, *what])
