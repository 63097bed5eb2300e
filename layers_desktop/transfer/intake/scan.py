"""Finds the files in what was dropped: folders all the way down, nothing opened, nothing twice."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.file_errors import FileError, FolderEmptyError, NotMediaError
from layers_desktop.domain.i18n import natural_order
from layers_desktop.media.file_opening import system_path
from layers_desktop.transfer.intake.file_threads import note_progress
from layers_desktop.transfer.intake.helper_folders import is_bundle, is_helper_folder
from layers_desktop.transfer.intake.source_file import file_errors

# Files that systems put into folders by themselves (Windows, macOS).
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "icon\r", ".ds_store"})
# In what Windows and macOS note of a file.
_HIDDEN_ON_WINDOWS, _HIDDEN_IN_FINDER = stat.FILE_ATTRIBUTE_HIDDEN, stat.UF_HIDDEN
# Before the name of what macOS writes beside each file on disks of other systems.
_APPLE_DOUBLE = "._"


class ScanEntry(NamedTuple):
    """One file to inspect, or the reason why there is none.

    Attributes:
        subfolder: Where it was inside the dropped folder, the folder's own name first; empty for a file.
    """

    path: Path
    subfolder: str = ""
    error: FileError | None = None


@dataclass(slots=True)
class FolderScan:
    """Walks through what was dropped, once.

    Attributes:
        with_hidden: Whether hidden files are wanted too; system files never are.
        with_helpers: Whether folders that systems and programs keep for themselves are wanted too.
        skipped: Hidden files and system files left out so far.
        left_out: The names of the folders of other programs left out so far.
    """

    with_hidden: bool = False
    with_helpers: bool = False
    skipped: int = 0
    left_out: list[str] = field(default_factory=list)
    _seen_folders: set[str] = field(default_factory=set)

    def files(self, paths: list[Path]) -> Iterator[ScanEntry]:
        """Yield every file, a folder's in the order that people see, and an error for what yields none."""
        for path in paths:
            if os.path.isdir(system_path(path)):  # noqa: PTH112  # Path.is_dir raises where the folder above may not be read
                yield from self._dropped_folder(path)
            else:
                yield ScanEntry(path)

    def _dropped_folder(self, folder: Path) -> Iterator[ScanEntry]:
        if self._was_seen(folder):
            return
        if not self.with_helpers and is_bundle(folder.name):
            yield ScanEntry(folder, error=NotMediaError(folder.suffix.lower()))
            return
        is_empty = True
        for found in self._folder(folder):
            is_empty = False
            yield found
        if is_empty:
            yield ScanEntry(folder, error=FolderEmptyError(folder.name))

    def _folder(self, folder: Path) -> Iterator[ScanEntry]:
        """Walk down without recursion: folders may lie deeper in each other than Python's stack goes."""
        open_folders = [self._listing(folder, folder.name, os.path.realpath(system_path(folder)))]
        while open_folders:
            match next(open_folders[-1], None):
                case None:
                    open_folders.pop()
                case ScanEntry() as found:
                    yield found
                case path, subfolder, real:
                    open_folders.append(self._listing(path, subfolder, real))

    def _listing(
        self, folder: Path, subfolder: str, real: str
    ) -> Iterator[ScanEntry | tuple[Path, str, str]]:
        """Yield what one folder holds: files, and folders with their place inside the dropped one."""
        try:
            entries = self._entries(folder, real)
        except FileError as error:
            yield ScanEntry(folder, subfolder, error)
            return
        for entry in entries:
            if not self.with_helpers and is_helper_folder(entry.name) and _is_folder(entry):
                self.left_out.append(entry.name)
            elif _is_system_file(entry) or (not self.with_hidden and _is_hidden(entry)):
                self.skipped += 1
            elif _is_folder(entry):
                yield folder / entry.name, f"{subfolder}/{entry.name}", _real_path(entry, real)
            else:
                yield ScanEntry(folder / entry.name, subfolder)

    def _was_seen(self, folder: Path) -> bool:
        """Whether its files were found already, in another folder of the same drop."""
        return os.path.realpath(system_path(folder)) in self._seen_folders

    def _entries(self, folder: Path, real: str) -> list["os.DirEntry[str]"]:
        """Return what a folder holds; nothing where it was seen before, which is how loops of links end."""
        with file_errors(folder):
            if real in self._seen_folders:
                return []
            self._seen_folders.add(real)
            with os.scandir(system_path(folder)) as entries:
                return sorted(_noted(entries), key=lambda entry: natural_order(entry.name))


def _real_path(entry: "os.DirEntry[str]", above: str) -> str:
    """Return where a folder is, which tells it from others: numbers are 0 on some shares, or change.

    Args:
        entry: The folder; Windows has other links than those that are told apart here.
        above: The real path of the folder that it is in.
    """
    is_link = entry.is_symlink() or os.name == "nt"
    return os.path.realpath(entry.path) if is_link else os.path.join(above, entry.name)  # noqa: PTH118  # many times as quick


def _noted(entries: "Iterable[os.DirEntry[str]]") -> "Iterator[os.DirEntry[str]]":
    """Yield these entries, each as a sign of life: a share may take long to list a folder."""
    for entry in entries:
        note_progress()
        yield entry


def _is_system_file(entry: "os.DirEntry[str]") -> bool:
    return entry.name.lower() in _SYSTEM_FILES or entry.name.startswith(_APPLE_DOUBLE)


def _is_hidden(entry: "os.DirEntry[str]") -> bool:
    if entry.name.startswith("."):
        return True
    if sys.platform == "linux":  # has no other sign for it
        return False
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    attributes, flags = getattr(status, "st_file_attributes", 0), getattr(status, "st_flags", 0)
    return bool(attributes & _HIDDEN_ON_WINDOWS or flags & _HIDDEN_IN_FINDER)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
