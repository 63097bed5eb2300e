"""What can go wrong with the journal and the history."""

import sqlite3
from pathlib import Path

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr


class JournalError(UploaderError):
    """The list of uploads cannot be kept or read; what was to be kept is still in memory."""

    code = "JOURNAL"
    can_retry = True


class JournalTooNewError(JournalError):
    """A newer version of the program has written the list; this one leaves it alone."""

    code = "JOURNAL_TOO_NEW"
    can_retry = False

    def __init__(self) -> None:
        super().__init__(
            tr("The list of uploads was written by a newer version of Layers Desktop."),
            tr("Install that version again; until then nothing is remembered after you quit."),
        )


def saving_failed(folder: Path, error: sqlite3.Error | OSError) -> JournalError:
    """Return what to tell when something could not be written."""
    return JournalError(
        tr("The list cannot be saved to {folder} ({reason}).", folder=folder, reason=_reason(error)),
        tr("Uploads go on, but would be forgotten after a crash."),
        detail=str(error),
    )


def reading_failed(folder: Path, error: sqlite3.Error | OSError) -> JournalError:
    """Return what to tell when something could not be read."""
    return JournalError(
        tr("The list in {folder} cannot be read ({reason}).", folder=folder, reason=_reason(error)),
        tr("Check that this folder is yours and the disk is sound, then start again."),
        detail=str(error),
    )


def is_broken(error: sqlite3.Error) -> bool:
    """Tell whether the file itself is damaged or never was a database."""
    return _code(error) in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


def _reason(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    words = {
        "SQLITE_FULL": tr("disk full"),
        "SQLITE_READONLY": tr("read-only"),
        "SQLITE_CANTOPEN": tr("no access"),
        "SQLITE_PERM": tr("no access"),
        "SQLITE_BUSY": tr("in use by another program"),
        "SQLITE_LOCKED": tr("in use by another program"),
        "SQLITE_CORRUPT": tr("the file is damaged"),
        "SQLITE_NOTADB": tr("the file is damaged"),
    }
    return words.get(_code(error), tr("disk error"))


def _code(error: sqlite3.Error) -> str:
    """Return the primary result code's name: extended ones (SQLITE_IOERR_WRITE) add a third word."""
    name = getattr(error, "sqlite_errorname", "")
    return "_".join(name.split("_")[:2])
