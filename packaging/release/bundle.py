"""The bundle: PyInstaller's folder with the program and all that it needs."""

import os
import sys
from pathlib import Path

from release import icons, windows
from release.place import DIST, PACKAGING, PROGRAM, VERSION, WORK, environment, run

LARGEST_BYTES = 150_000_000


def freeze(python: Path) -> Path:
    """Freeze what is installed for this Python; return the bundle's folder.

    Raises:
        SystemExit: It cannot be built, or has grown over its bound.
    """
    icons.write(WORK / "icons")
    (WORK / "version.txt").write_text(windows.version_info(VERSION), encoding="utf-8")
    out, work = DIST, WORK / "pyinstaller"
    told = environment(
        PYTHONPATH=str(PACKAGING), LAYERS_DESKTOP_BUILD=str(WORK), LAYERS_DESKTOP_VERSION=VERSION
    )
    spec = PACKAGING / "pyinstaller" / "layers-desktop.spec"
    options: list[str | Path] = ["--noconfirm", "--clean", "--distpath", out, "--workpath", work]
    # Not from the checkout: the package there would be taken for the one that the wheel has installed.
    run([python, "-m", "PyInstaller", *options, spec], told, cwd=WORK)
    bundle = out / PROGRAM
    if sys.platform == "linux":
        _forget_builder(bundle)
    if size_of(bundle) > LARGEST_BYTES:
        sys.exit(f"The bundle has grown to {size_of(bundle)} bytes")
    return bundle


def write_bill(python: Path, bundle: Path) -> Path:
    """Write the bill of materials of the bundle; return where it is."""
    path = DIST / f"{PROGRAM}-{VERSION}.cdx.json"
    # Not from the checkout, as with the bundle itself.
    run([python, "-m", "release.sbom", bundle, path], environment(PYTHONPATH=str(PACKAGING)), cwd=WORK)
    return path


def _forget_builder(bundle: Path) -> None:
    """Take the folder of the Python that built them out of Python's modules: they would look there first."""
    modules = sorted(bundle.glob("_internal/python3.*/lib-dynload/*.so"))
    run(["chrpath", "--delete", *modules])


def program_of(bundle: Path) -> Path:
    """Return the program in the bundle."""
    return bundle / (f"{PROGRAM}.exe" if sys.platform == "win32" else PROGRAM)


def size_of(folder: Path) -> int:
    """Return the bytes of all files below; what is linked counts once."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def settle_times(folder: Path, moment: int) -> None:
    """Give everything below the same time, so that archives of it come out the same."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (moment, moment), follow_symlinks=False)
