"""What goes to stdout: the result of the command, or word that it did not get there."""

import os
import sys
from pathlib import Path

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.language import tr


class OutputError(UploaderError):
    """The result could not be written; what was uploaded stays so."""

    code = "OUTPUT_LOST"


def write_out(text: str) -> None:
    """Write this to stdout.

    Raises:
        OutputError: The disk is full, or who was to read it has gone.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _give_up_stdout()
        raise OutputError(
            tr("The result could not be written ({reason}).", reason=error.strerror),
            tr("What was uploaded stays so. The same command gives the same IDs again."),
        ) from error


def _give_up_stdout() -> None:
    """Let what is left in the buffer go nowhere: the interpreter would try it once more at its end."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
