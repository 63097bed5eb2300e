"""The wheel and the sdist, and an environment with only the wheel and its requirements."""

import shutil
import sys
import venv
from pathlib import Path

from release.build_config import DIST, ROOT, VERSION, WORK, environment, run

ENVIRONMENT = WORK / "environment"


def build() -> tuple[Path, Path]:
    """Build both; return their paths."""
    DIST.mkdir(exist_ok=True)
    wheel = DIST / f"layers_desktop-{VERSION}-py3-none-any.whl"
    sdist = DIST / f"layers_desktop-{VERSION}.tar.gz"
    for old in (wheel, sdist):
        old.unlink(missing_ok=True)
    run([sys.executable, "-m", "hatchling", "build", "-d", DIST])
    return wheel, sdist


def install(wheel: Path) -> Path:
    """Install the wheel and PyInstaller into a new environment; return its Python."""
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    venv.create(ENVIRONMENT, with_pip=True, symlinks=sys.platform != "win32")
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--upgrade", "pip"], cwd=ROOT)
    run([*pip, f"{wheel}[sandbox]", "--group", f"{ROOT / 'pyproject.toml'}:package"], environment())
    return python
