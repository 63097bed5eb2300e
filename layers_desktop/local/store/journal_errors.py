"""Errors of the database of journal and history, with their texts for the person."""

import sqlite3
from pathlib import Path

from layers_desktop.domain.errors import Problem, UploaderError, system_reason
from layers_desktop.domain.i18n import tr, tr_plural


class JournalError(UploaderError):
    """The database cannot be written or read; what was to be written is still in memory."""

    code = "JOURNAL"
    can_retry = True


class JournalTooNewError(JournalError):
    """A newer version of the program has written the database; this one does not touch it."""

    code = "JOURNAL_TOO_NEW"
    can_retry = False

    def __init__(self) -> None:
        super().__init__(
            tr("The list of uploads was written by a newer version of Layers Desktop."),
            tr("Install that version again; until then nothing is saved when you quit."),
        )


class NotRecordedError(JournalError):
    """An upload was not made, because nothing would tell the next run that it was."""

    code = "NOT_RECORDED"

    def __init__(self, problem: Problem) -> None:
        super().__init__(
            problem.title,
            tr(
                "The file was not uploaded, because the next run would not know about it. "
                "Free some disk space, then try again."
            ),
            detail=problem.detail,
        )


def save_error(folder: Path, error: sqlite3.Error | OSError) -> JournalError:
    """Return the error for a write that failed."""
    return JournalError(
        tr("The list cannot be saved to {folder} ({reason}).", folder=folder, reason=_reason(error)),
        tr("Uploads wait so that nothing is uploaded twice, and go on by themselves once it can be saved."),
        detail=str(error),
    )


def read_error(folder: Path, error: sqlite3.Error | OSError) -> JournalError:
    """Return the error for a read that failed."""
    return JournalError(
        tr("The list in {folder} cannot be read ({reason}).", folder=folder, reason=_reason(error)),
        tr(
            "Check that this folder belongs to you and the disk is not damaged, "
            "then start Layers Desktop again."
        ),
        detail=str(error),
    )


def set_aside_text(count: int) -> str:
    """Return what to say of so many unfinished uploads that cannot be read."""
    return tr_plural(
        "{n} unfinished upload could not be read and was set aside. See in Layers whether its file arrived.",
        "{n} unfinished uploads could not be read and were set aside. See in Layers which files arrived.",
        count,
    )


def is_corrupt(error: sqlite3.Error) -> bool:
    """Return whether the file is damaged, or is not a database."""
    return _code(error) in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


def _reason(error: sqlite3.Error | OSError) -> str:
    is_busy = isinstance(error, TimeoutError)  # a lock was waited for, as SQLite waits for its own
    if isinstance(error, OSError) and not is_busy:
        return system_reason(error)
    if getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_SHMSIZE":  # no room for one of its companions
        return tr("disk full")
    reasons = {
        # Translators: A reason; stands in parentheses, here and in the next ones.
        "SQLITE_FULL": tr("disk full"),
        "SQLITE_READONLY": tr("read-only"),
        "SQLITE_CANTOPEN": tr("no access"),
        "SQLITE_PERM": tr("no access"),
        "SQLITE_BUSY": tr("in use by another program"),
        "SQLITE_LOCKED": tr("in use by another program"),
        "SQLITE_CORRUPT": tr("the file is damaged"),
        "SQLITE_NOTADB": tr("the file is damaged"),
    }
    return reasons.get("SQLITE_BUSY" if is_busy else _code(error), tr("disk error"))


def _code(error: sqlite3.Error | OSError) -> str:
    """Return the primary result code's name: extended ones (SQLITE_IOERR_WRITE) add a third word."""
    name = getattr(error, "sqlite_errorname", "")
    return "_".join(name.split("_")[:2])
