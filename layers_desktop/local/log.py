"""The program's log: rotated, readable by its owner alone, and without secrets."""

import logging
import os
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
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

    Raises:
        ConfigurationError: The log cannot be written there.
    """
    try:
        make_private_folder(folder)
        handler = _PrivateRotatingFileHandler(
            folder / LOG_NAME,
            maxBytes=_MAX_BYTES,
            backupCount=_BACKUP_COUNT,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError as error:
        raise ConfigurationError(
            tr("The log cannot be written to {folder} ({reason}).", folder=folder, reason=error.strerror),
            tr("Check that this folder is yours and the disk is not full."),
        ) from error
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


class _PrivateRotatingFileHandler(RotatingFileHandler):
    """Opens each file, also after a rotation, readable by its owner alone."""

    def close(self) -> None:
        # On the logger it would open its file again at the next record.
        logging.getLogger().removeHandler(self)
        super().close()

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=private_opener)


def _message(record: logging.LogRecord) -> str:
    """Return the record's message; where its arguments do not fit, both as they are."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args}"
