"""The program's log: rotated, closed to other people, and without secrets."""

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
_LARGEST_BYTES = 1_000_000
_OLD_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# Both write whole addresses at INFO, and a signed address is a key.
_TALKATIVE = ("httpx", "httpcore")


class RedactingFilter(logging.Filter):
    """Takes the secrets out of message, arguments, exception and stack; it belongs on every handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record so that whoever writes it writes no secret; it always goes on."""
        record.msg, record.args = redact(_message(record)), None
        if record.exc_info:
            # A formatter takes the text that is there before it makes one of its own.
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def start_logging(folder: Path) -> logging.Handler:
    """Log from INFO up into a rotating file in this folder, until the handler that is returned is closed.

    Raises:
        ConfigurationError: The log cannot be written there.
    """
    try:
        make_private_folder(folder)
        handler = _PrivateRotatingFileHandler(
            folder / LOG_NAME,
            maxBytes=_LARGEST_BYTES,
            backupCount=_OLD_FILES,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError as error:
        raise ConfigurationError(
            tr("The log cannot be written to {folder} ({reason}).", folder=folder, reason=error.strerror),
            tr("Check that this folder is yours and the disk is not full."),
        ) from error
    add_redacted(handler)
    return handler


def add_redacted(handler: logging.Handler) -> None:
    """Give the root logger this handler, with our format and without secrets."""
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.addFilter(RedactingFilter())
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class _PrivateRotatingFileHandler(RotatingFileHandler):
    """Opens each file, also after a rotation, for its owner alone."""

    def close(self) -> None:
        # Left on the logger it would open its file anew at the next message.
        logging.getLogger().removeHandler(self)
        super().close()

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=private_opener)


def _message(record: logging.LogRecord) -> str:
    """Return the record's message; one whose arguments do not fit it is still told."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args}"


def open_missing_streams() -> None:
    """Put nothingness where a standard stream is missing: a file opened later must not get its number.

    A program without a console on Windows has none of the three; a shell closes one with `>&-`.
    """
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
