"""What comes into a watched folder, found once it rests, and without what is no business of the program."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from layers_desktop.domain.file_errors import (
    FileEmptyError,
    FileError,
    FileMissingError,
    FolderEmptyError,
    NotMediaError,
    UnfinishedDownloadError,
)
from layers_desktop.domain.upload import Upload
from layers_desktop.local.store.watched_files import FileState
from layers_desktop.media.file_opening import system_path
from layers_desktop.transfer.intake.file_threads import FileThreads, note_progress
from layers_desktop.transfer.intake.inspection import STABLE_AFTER
from layers_desktop.transfer.intake.scan import FolderScan

if TYPE_CHECKING:  # loaded with the first files
    from layers_desktop.transfer.intake.intake import DropBlock

# Looking takes this part of the time at most: a folder with very many files is looked at less often.
_MOST_LOOKING = 0.02
# In a watched folder these are none of the program's business, or not yet.
_NOT_WANTED = frozenset(
    each.code for each in (NotMediaError, UnfinishedDownloadError, FileEmptyError, FileMissingError)
)

Take = Callable[[dict[Path, FileState]], Awaitable[list[Path]]]
Begin = Callable[[Mapping[Path, FileState]], Awaitable[None]]


class _Resting(NamedTuple):
    """The state of a new file, and since when in monotonic seconds it has not changed."""

    state: FileState
    since: float


class FolderWatcher:
    """Offers what comes into a folder, once it rests, until it is taken in the state that it has.

    Args:
        path: The folder; it may come and go.
        threads: Ask its file system.
        take: Given files that rest; returns those that it takes, or wants no more.
        begin: Told what is left alone because it was there at the first look.
        look_again: Seconds between two looks, unless something wakes it.

    Attributes:
        wake: Set, it ends the wait for the next look.
        is_missing: Whether the folder is not there or cannot be read.
        on_missing: Called whenever that is another.
        on_look: Called after each look with every folder that the system may tell changes of.
    """

    def __init__(
        self, path: Path, threads: FileThreads, take: Take, begin: Begin, look_again: float = STABLE_AFTER
    ) -> None:
        self._path = path
        self._threads = threads
        self._take = take
        self._begin = begin
        self._look_again = look_again
        self.wake = asyncio.Event()
        self.is_missing = False
        self.on_missing: Callable[[], None] = lambda: None
        self.on_look: Callable[[set[str]], None] = lambda _: None

    async def watch(self, known: dict[Path, FileState] | None) -> NoReturn:
        """Watch until cancelled; without what is `known`, all that is there at the first look is."""
        resting: dict[Path, _Resting] = {}
        while True:
            self.wake.clear()
            began_at = time.monotonic()
            found = await self._look()
            took = time.monotonic() - began_at
            if found is not None:
                if known is None:
                    known = dict(found)
                    await self._begin(found)
                resting = _unknown(found, known, resting)
                known |= await self._offer(resting)
            recently = time.monotonic() - STABLE_AFTER
            is_changing = any(file.since > recently for file in resting.values())
            await self._wait(max(STABLE_AFTER if is_changing else self._look_again, took / _MOST_LOOKING))

    async def _look(self) -> dict[Path, FileState] | None:
        """Return the files of the folder; None while it is not there."""
        try:
            found, folders = await self._threads.ask(self._path, partial(_list_files, self._path))
        except (OSError, FileError):
            found = None
        else:
            self.on_look(folders)
        if self.is_missing != (found is None):
            self.is_missing = found is None
            self.on_missing()
        return found

    async def _offer(self, resting: Mapping[Path, _Resting]) -> dict[Path, FileState]:
        """Offer the files that rest; return those that were taken."""
        now = time.monotonic()
        rested = {each: file.state for each, file in resting.items() if now - file.since >= STABLE_AFTER}
        taken = await self._take(rested) if rested else []
        return {each: rested[each] for each in taken}

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.wake.wait(), seconds)
        except TimeoutError:
            return


async def sort_out(blocks: "AsyncIterator[DropBlock]") -> tuple[list[Path], list[Upload]]:
    """Return what of a watched folder is not wanted, and what is: of several with the same content, one.

    The others are in neither: once that one has its ID, they get the same.
    """
    unwanted, wanted = list[Path](), list[Upload]()
    async for block in blocks:
        for upload in block.uploads:
            if upload.problem and upload.problem.code in _NOT_WANTED:
                unwanted.append(upload.path)
            elif not upload.is_duplicate_in_batch:
                wanted.append(upload)
    return unwanted, wanted


def _list_files(path: Path) -> tuple[dict[Path, FileState], set[str]]:
    """Return every file with its state, and every folder, without hidden ones and those of other programs.

    Raises:
        OSError, FileError: The folder itself cannot be read.
    """
    system_path(path).stat()
    files: dict[Path, FileState] = {}
    folders = {str(path)}
    for entry in FolderScan().files([path]):
        if entry.error and entry.path == path and not isinstance(entry.error, FolderEmptyError):
            raise entry.error
        if entry.error:
            continue  # a folder in it that may not be read
        note_progress()
        folders.add(str(entry.path.parent))
        try:
            status = system_path(entry.path).stat()
        except OSError:
            continue  # it has gone again
        files[entry.path] = FileState(status.st_size, status.st_mtime_ns)
    return files, folders


def _unknown(
    found: Mapping[Path, FileState], known: Mapping[Path, FileState], before: Mapping[Path, _Resting]
) -> dict[Path, _Resting]:
    """Return the files that are new or have changed, and since when each of them rests."""
    now = time.monotonic()
    return {
        path: before[path] if path in before and before[path].state == state else _Resting(state, now)
        for path, state in found.items()
        if known.get(path) != state
    }
