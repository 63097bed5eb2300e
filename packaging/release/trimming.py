"""What of Qt and its train stays out of the bundle."""

import fnmatch
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

# A line of PyInstaller's tables: where it goes, where it comes from, what it is.
Entry = tuple[str, str, str]

# Each by what it is for; the program shows widgets with the raster engine, and speaks HTTP by itself.
_UNWANTED_PLUGINS = (
    "egldeviceintegrations/*",  # screens without a desktop
    "generic/*",  # the same: mice and keyboards by evdev
    "networkinformation/*",
    "platforminputcontexts/*virtualkeyboard*",
    "platforms/*eglfs*",
    "platforms/*linuxfb*",
    "platforms/*minimal*",
    "platforms/*vkkhrdisplay*",
    "platforms/*vnc*",
    "platforms/*direct2d*",
    "platformthemes/*gtk3*",  # 20 MB of GTK, and its libraries clash with those of programs that we start
    "sqldrivers/*",
    "tls/*",
    "imageformats/*qpdf*",
    "wayland-graphics-integration-client/*",  # OpenGL
    "wayland-shell-integration/*ivi*",  # cars
    "wayland-shell-integration/*fullscreen*",
    "xcbglintegrations/*",  # OpenGL
)
_UNWANTED_DATA = (
    "PySide6/Qt/translations/*",
    "PySide6/translations/*",
    "*/py.typed",
    "*.dist-info/INSTALLER",
    "*.dist-info/RECORD",  # names paths of the machine that built this
)
_PYTHON = ("libpython", "python3", "vcruntime", "msvcp", "ucrt")


def wanted_data(entries: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Return the data files without those that nothing here reads, and without links to binaries left out."""
    there = {_slashed(place) for place, _source, _sort in binaries}
    return [
        (place, source, sort)
        for place, source, sort in entries
        if not _is_like(place, _UNWANTED_DATA) and (sort != "SYMLINK" or _slashed(source) in there)
    ]


def wanted_binaries(
    entries: Sequence[Entry], needed_by: Callable[[str], Iterable[tuple[str, str | None]]]
) -> list[Entry]:
    """Return extensions and wanted plugins, and of the libraries those that one of them needs in the end.

    Args:
        entries: PyInstaller's table of binaries.
        needed_by: Gives name and place of each library that a file names as needed.
    """
    kept = [entry for entry in entries if _is_root(entry)]
    libraries = {PurePath(entry[0]).name: entry for entry in entries if not _is_plugin(entry[0])}
    waiting = [entry[1] for entry in kept]
    there = {entry[0] for entry in kept}
    while waiting:
        for name, _place in needed_by(waiting.pop()):
            found = libraries.get(PurePath(name).name)
            if found and found[0] not in there:
                there.add(found[0])
                waiting.append(found[1])
    return [entry for entry in entries if entry[0] in there]


def _is_root(entry: Entry) -> bool:
    """Tell whether this is in the bundle for its own sake."""
    place, _source, sort = entry
    if _is_plugin(place):
        return not any(fnmatch.fnmatch(_slashed(place), f"*plugins/{each}") for each in _UNWANTED_PLUGINS)
    return sort == "EXTENSION" or PurePath(place).name.lower().startswith(_PYTHON)


def _is_plugin(place: str) -> bool:
    return "/plugins/" in _slashed(place)


def _is_like(place: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatch(_slashed(place), pattern) for pattern in patterns)


def _slashed(place: str) -> str:
    return place.replace("\\", "/")
