"""What the window shows of files themselves: dimensions, running time, thumbnails, possible kinds."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from layers_desktop.app.accounts.account_list import AccountList
from layers_desktop.domain.file_errors import FileError
from layers_desktop.domain.i18n import digits_text, tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.uploads.file_info import FileLookups
from layers_desktop.gui.widgets.thumbnails import Thumbnails
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.intake.file_threads import FileThreads
from layers_desktop.transfer.intake.validator import validation_problem

if TYPE_CHECKING:  # loaded with the first file that is looked at
    from layers_desktop.media.metadata import MediaMetadata

# Seconds that others wait for the look at a file.
_PATIENCE = 5.0
_MINUTE = 60
_HOUR = 3600


def file_lookups(
    thumbnails: Thumbnails, tasks: OwnedTasks, files: FileThreads, accounts: AccountList
) -> FileLookups:
    """Return lookups that read files in threads and answer on Qt's thread."""
    return FileLookups(
        kinds_that_fit,
        partial(_spawn_lookup, tasks, files),
        thumbnails,
        lambda upload: accounts.name_beside_others(upload.account),
    )


def kinds_that_fit(upload: Upload) -> tuple[MediaKind, ...]:
    """Return the kinds that accept this upload's type and size."""
    if upload.fingerprint is None or upload.mime_type is None:
        return ()
    fingerprint, mime_type = upload.fingerprint, upload.mime_type
    return tuple(kind for kind in MediaKind if validation_problem(fingerprint, mime_type, kind) is None)


def metadata_text(facts: "MediaMetadata") -> str:
    """Return dimensions and running time as text; empty where neither is known."""
    parts = []
    if facts.width and facts.height:
        width, height = digits_text(facts.width), digits_text(facts.height)
        parts.append(tr("{width} × {height} pixels", width=width, height=height))
    if facts.seconds is not None:
        parts.append(_running_time(round(facts.seconds)))
    return " · ".join(parts)


def _spawn_lookup(tasks: OwnedTasks, files: FileThreads, path: Path, done: Callable[[str], None]) -> None:
    tasks.spawn(_look_up(files, path, done), "facts")


async def _look_up(files: FileThreads, path: Path, done: Callable[[str], None]) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            facts = await files.ask(path, partial(_read, path))
    except (OSError, FileError, TimeoutError):
        done("")  # the file is gone, closed to us, none, or slow; its row says so when that matters
    else:
        done(metadata_text(facts))


def _read(path: Path) -> "MediaMetadata":
    from layers_desktop.media.file_opening import require_on_disk
    from layers_desktop.media.metadata import read_metadata

    require_on_disk(path)
    return read_metadata(path)


def _running_time(seconds: int) -> str:
    minutes, rest = seconds % _HOUR // _MINUTE, seconds % _MINUTE
    clock = f"{seconds // _HOUR}:{minutes:02}:{rest:02}" if seconds >= _HOUR else f"{minutes}:{rest:02}"
    return digits_text(clock)
