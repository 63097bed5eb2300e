"""The bundle: PyInstaller's folder with the program and everything that it needs."""

import os
import sys
from pathlib import Path

from release import icons, macos, windows
from release.build_config import DIST, PACKAGING, PROGRAM, VERSION, WORK, environment, run

MAX_BYTES = 150_000_000


def freeze(python: Path) -> Path:
    """Build a bundle of what is installed for this Python; return its folder.

    Raises:
        SystemExit: It cannot be built, or is larger than MAX_BYTES.
    """
    words, env = command(WORK, DIST)
    # Not in the checkout, whose package would be used instead of the installed one.
    run([python, *words], environment(PYTHONPATH=str(PACKAGING), **env), cwd=WORK)
    bundle = DIST / PROGRAM
    if sys.platform == "linux":
        _remove_rpaths(bundle)
    if size_of(bundle) > MAX_BYTES:
        sys.exit(f"The bundle has grown to {size_of(bundle)} bytes")
    return bundle


def command(work: Path, out: Path) -> tuple[list[str], dict[str, str]]:
    """Write into `work` what the spec reads; return what Python is told, and its variables."""
    icons.write(work / "icons")
    (work / "version.txt").write_text(windows.version_info(VERSION), encoding="utf-8")
    macos.write_words(work / "macos")
    places = ["--distpath", str(out), "--workpath", str(work / "pyinstaller")]
    spec = PACKAGING / "pyinstaller" / "layers-desktop.spec"
    return (
        ["-m", "PyInstaller", "--noconfirm", "--clean", *places, str(spec)],
        {"LAYERS_DESKTOP_BUILD": str(work), "LAYERS_DESKTOP_VERSION": VERSION},
    )


def write_sbom(python: Path, bundle: Path) -> Path:
    """Write the software bill of materials of the bundle; return its path."""
    path = DIST / f"{PROGRAM}-{VERSION}.cdx.json"
    # Not in the checkout, as with the bundle itself.
    run([python, "-m", "release.sbom", bundle, path], environment(PYTHONPATH=str(PACKAGING)), cwd=WORK)
    return path


def _remove_rpaths(bundle: Path) -> None:
    """Remove the RPATH of extension modules, by which they would first search the build's Python."""
    modules = sorted(bundle.glob("_internal/python3.*/lib-dynload/*.so"))
    run(["chrpath", "--delete", *modules])


def program_of(bundle: Path) -> Path:
    """Return the path of the program in the bundle."""
    return bundle / (f"{PROGRAM}.exe" if sys.platform == "win32" else PROGRAM)


def size_of(folder: Path) -> int:
    """Return the bytes of all files in the folder, without symbolic links."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def set_times(folder: Path, moment: int) -> None:
    """Set the time of everything in the folder, so that archives of it are reproducible."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (moment, moment), follow_symlinks=False)
