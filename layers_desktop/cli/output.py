"""What goes to stdout: the result of the command, or word that it did not get there."""

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.i18n import size_text, tr, tr_plural
from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.progress import OverallProgress


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


_WIPE = "\r\x1b[K"


class Console:
    """Writes to stderr: a line that changes while it is a terminal, and whole lines for what matters.

    Args:
        stream: Where to.
    """

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._is_live = stream.isatty()
        self._has_line = False

    def write(self, text: str) -> None:
        """Write one line that stays."""
        self._wipe()
        with contextlib.suppress(OSError):  # where nobody can read it, the files still count
            print(printable(text), file=self._stream, flush=True)

    def write_problem(self, problem: Problem) -> None:
        """Write what happened, what to do, and what support asks for."""
        self.write(problem.text)
        if problem.request_id:
            self.write(tr("Request ID: {id}", id=problem.request_id))

    def write_failure(self, upload: Upload) -> None:
        """Write which file failed, and why."""
        problem = upload.problem
        why = problem.text if problem else tr("Cancelled.")
        if problem and problem.request_id:
            why = tr("{why} (request ID {id})", why=why, id=problem.request_id)
        self.write(tr("{file}: {why}", file=upload.path, why=why))

    def show_progress(self, total: OverallProgress) -> None:
        """Renew the line that changes; nothing where it would fill a log."""
        if not self._is_live:
            return
        text = tr(
            "{done} of {all}, {files}",
            done=size_text(total.bytes_done),
            all=size_text(total.bytes_total),
            files=tr_plural(
                "{done} of {n} file", "{done} of {n} files", total.files_total, done=total.files_done
            ),
        )
        speed = f", {size_text(round(total.speed))}/s" if total.speed else ""
        with contextlib.suppress(OSError):  # a terminal that was closed
            self._stream.write(f"{_WIPE}{total.fraction:4.0%}  {text}{speed}")
            self._stream.flush()
        self._has_line = True

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._wipe()

    def _wipe(self) -> None:
        if self._has_line:
            with contextlib.suppress(OSError):
                self._stream.write(_WIPE)
            self._has_line = False


def printable(text: str) -> str:
    """Return the text with everything that a terminal would obey made visible."""
    safe = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(sign if sign.isprintable() or sign == "\u202f" else repr(sign)[1:-1] for sign in safe)


def as_lines(uploads: Sequence[Upload]) -> str:
    """Return one asset ID a line, in the order given; a file without one has no line."""
    return "".join(f"{upload.asset_id}\n" for upload in uploads if upload.is_done)


def as_json(uploads: Sequence[Upload]) -> str:
    """Return an array with one object for each file, in the order given."""
    return json.dumps([_as_object(upload) for upload in uploads], indent=2) + "\n"


def _as_object(upload: Upload) -> dict[str, Any]:
    known: dict[str, Any] = {
        "path": str(upload.path),
        "kind": upload.kind.value if upload.kind else None,
        "mimeType": upload.mime_type,
        "size": upload.size,
        "sha256": upload.sha256,
    }
    if upload.is_done:
        return known | {"assetId": upload.asset_id, "reused": upload.is_reused}
    return known | {"error": _error(upload)}


def _error(upload: Upload) -> dict[str, Any]:
    problem = upload.problem
    if problem is None:
        return {"code": "CANCELLED", "message": "", "nextStep": "", "requestId": None}
    return {
        "code": problem.code,
        "message": problem.title,
        "nextStep": problem.next_step,
        "requestId": problem.request_id,
    }
