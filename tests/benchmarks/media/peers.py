"""What tells the type of a file, ours and others: each takes paths, and gives a MIME type for each."""

import importlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeDatabase

from layers_desktop.media.identify import identify

Answer = Callable[[list[Path]], list[str]]


def all_peers() -> dict[str, Answer | None]:
    """Return ours first, then the others by name; None for one that is not installed."""
    return {
        "ours": _ours,
        "QMimeDatabase": _qt,
        "filetype": _filetype(),
        "puremagic": _puremagic(),
        "libmagic": _libmagic(),
    }


def _ours(paths: list[Path]) -> list[str]:
    return [identify(path).mime_type for path in paths]


def _qt(paths: list[Path]) -> list[str]:
    database = QMimeDatabase()
    return [database.mimeTypeForFile(str(path)).name() for path in paths]


def _filetype() -> Answer | None:
    try:
        filetype = importlib.import_module("filetype")
    except ImportError:
        return None
    return lambda paths: [filetype.guess_mime(str(path)) or "" for path in paths]


def _puremagic() -> Answer | None:
    try:
        puremagic = importlib.import_module("puremagic")
    except ImportError:
        return None

    def guess(path: Path) -> str:
        try:
            return str(puremagic.from_file(str(path), mime=True))
        except (puremagic.PureError, ValueError):
            return ""

    return lambda paths: [guess(path) for path in paths]


def _libmagic() -> Answer | None:
    """Return libmagic's answers through the program `file`, one run for all files."""
    program = shutil.which("file")
    if program is None:
        return None
    return lambda paths: subprocess.run(
        [program, "--brief", "--mime-type", "--", *paths], check=True, capture_output=True, text=True
    ).stdout.splitlines()
