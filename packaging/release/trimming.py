"""Which of the files that PyInstaller collects are left out of the bundle."""

import fnmatch
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

from layers_desktop.local.language import LANGUAGES

# A row of PyInstaller's tables: the target in the bundle, the source, and the type of file.
Entry = tuple[str, str, str]

# The program shows widgets with the raster engine, and needs neither OpenGL nor Qt's network.
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
    "*/py.typed",
    "*.dist-info/INSTALLER",
    "*.dist-info/RECORD",  # names paths of the machine that built this
    "*.dist-info/direct_url.json",  # the same
)
# What Qt itself says, in the languages that the program has: "Cancel", or the words of its dialogs for files.
_QT_TEXTS = ("PySide6/Qt/translations/*", "PySide6/translations/*")
_OUR_QT_TEXTS = tuple(f"*/qtbase_{language}.qm" for language in LANGUAGES)
_PYTHON = ("libpython", "python3", "vcruntime", "msvcp", "ucrt")


def wanted_data(entries: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Return the data files without those that are not used, and without links to binaries left out."""
    existing = {_posix(target) for target, _source, _kind in binaries}
    return [
        (target, source, kind)
        for target, source, kind in entries
        if _is_wanted(target) and (kind != "SYMLINK" or _posix(source) in existing)
    ]


def _is_wanted(target: str) -> bool:
    return not _matches(target, _UNWANTED_DATA) and (
        not _matches(target, _QT_TEXTS) or _matches(target, _OUR_QT_TEXTS)
    )


def wanted_binaries(
    entries: Sequence[Entry], needed_by: Callable[[str], Iterable[tuple[str, str | None]]]
) -> list[Entry]:
    """Return extensions and wanted plugins, and the libraries that they need, directly or indirectly.

    Args:
        entries: PyInstaller's table of binaries.
        needed_by: Gives name and path of each library that a file depends on.
    """
    kept = [entry for entry in entries if _is_root(entry)]
    libraries = {PurePath(entry[0]).name: entry for entry in entries if not _is_plugin(entry[0])}
    pending = [entry[1] for entry in kept]
    targets = {entry[0] for entry in kept}
    while pending:
        for name, _path in needed_by(pending.pop()):
            found = libraries.get(PurePath(name).name)
            if found and found[0] not in targets:
                targets.add(found[0])
                pending.append(found[1])
    return [entry for entry in entries if entry[0] in targets]


def _is_root(entry: Entry) -> bool:
    """Return whether the entry is wanted by itself, not only as a dependency."""
    target, _source, kind = entry
    if _is_plugin(target):
        return not any(fnmatch.fnmatch(_posix(target), f"*plugins/{each}") for each in _UNWANTED_PLUGINS)
    return kind == "EXTENSION" or PurePath(target).name.lower().startswith(_PYTHON)


def _is_plugin(target: str) -> bool:
    return "/plugins/" in _posix(target)


def _matches(target: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatch(_posix(target), pattern) for pattern in patterns)


def _posix(path: str) -> str:
    return path.replace("\\", "/")
