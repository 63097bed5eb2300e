"""The program's log: rotated, readable by its owner alone, and without secrets."""

import contextlib
import logging
import os
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from layers_desktop.domain.redaction import redact
from layers_desktop.local.private_files import make_private_folder, private_opener

LOG_NAME = "layers-desktop.log"
_MAX_BYTES = 1_000_000
_BACKUP_COUNT = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# Both log whole URLs at INFO, and a signed URL is a secret.
_VERBOSE_LOGGERS = ("httpx", "httpcore")


class RedactingFilter(logging.Filter):
    """Redacts secrets in message, arguments, exception and stack of a record; every handler needs one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place, and let it pass."""
        record.msg, record.args = redact(_message(record)), None
        if record.exc_info:
            # A formatter uses `exc_text` where it is set already.
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def start_logging(folder: Path) -> logging.Handler:
    """Log from INFO up into a rotating file in this folder, until the returned handler is closed.

    A log that cannot be written, as on a full disk, is given up without a word, and tried again with each
    record: nothing else may fail for it.
    """
    try:
        make_private_folder(folder)
        handler = _rotating_handler(folder / LOG_NAME)
    except OSError:
        handler = _rotating_handler(folder / LOG_NAME, is_opened_later=True)
    add_redacting_handler(handler)
    return handler


def add_redacting_handler(handler: logging.Handler) -> None:
    """Add this handler to the root logger, with our format and the redacting filter."""
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.addFilter(RedactingFilter())
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    for name in _VERBOSE_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def open_missing_streams() -> None:
    """Open the null device in place of each missing standard stream: no other file may get its descriptor.

    A program without a console on Windows has none of the three; a shell closes one with `>&-`.
    """
    null = Path(os.devnull)
    sys.stdin = sys.stdin or null.open(encoding="utf-8")
    sys.stdout = sys.stdout or null.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or null.open("w", encoding="utf-8")


def discard_unwritten(stream: TextIO) -> None:
    """Send what cannot be written to the null device: at its end the interpreter would try it again.

    It would fail again, and end with a code of its own in place of the program's.
    """
    try:
        stream.flush()
    except OSError:
        with Path(os.devnull).open("w", encoding="utf-8") as null:
            os.dup2(null.fileno(), stream.fileno())


def _rotating_handler(path: Path, *, is_opened_later: bool = False) -> logging.Handler:
    return _PrivateRotatingFileHandler(
        path,
        maxBytes=_MAX_BYTES,
        backupCount=_BACKUP_COUNT,
        encoding="utf-8",
        errors="backslashreplace",
        delay=is_opened_later,
    )


class _PrivateRotatingFileHandler(RotatingFileHandler):
    """Opens each file, also after a rotation, readable by its owner alone."""

    def doRollover(self) -> None:  # noqa: N802 - named by logging
        if self.stream:
            self.stream.close()
            self.stream = None
        try:
            Path(self.baseFilename).rename(self.baseFilename)
        except PermissionError:  # another program logs to it, too: on Windows it stays, and grows meanwhile
            return
        super().doRollover()

    def close(self) -> None:
        # On the logger it would open its file again at the next record.
        logging.getLogger().removeHandler(self)
        with contextlib.suppress(OSError):  # the disk is full: the file is closed all the same
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - named by logging
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)
            return
        # What could not be written must not wait in memory for the next try.
        stream, self.stream = self.stream, None
        if stream:
            with contextlib.suppress(OSError):
                stream.close()

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=private_opener)


def _message(record: logging.LogRecord) -> str:
    """Return the record's message; where its arguments do not fit, both as they are."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args}"
