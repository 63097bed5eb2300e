"""The output of a command: results on stdout, as lines or JSON, and messages and progress on stderr."""

import contextlib
import json
import shutil
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.i18n import size_text, tr, tr_plural
from layers_desktop.domain.upload import Upload
from layers_desktop.local.log import discard_unwritten
from layers_desktop.transfer.progress import OverallProgress

_CLEAR_LINE = "\r\x1b[K"


class OutputError(UploaderError):
    """The result could not be written to stdout; the uploads are done all the same."""

    code = "OUTPUT_LOST"


class Console:
    """Writes messages as lines, and progress as one line that changes where the stream is a terminal.

    Args:
        stream: Where to write.
    """

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._line_is_shown = False

    def write(self, text: str) -> None:
        """Write one line that stays."""
        self._clear_line()
        with contextlib.suppress(OSError):  # a message that cannot be written must not stop the uploads
            print(printable(text), file=self._stream, flush=True)

    def write_problem(self, problem: Problem) -> None:
        """Write what happened, what to do, and the request ID for support."""
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

    def show_progress(self, total: OverallProgress, waits_for: str = "") -> None:
        """Update the progress line; without a terminal, write nothing.

        Args:
            total: How far everything is.
            waits_for: What nothing goes on for at the moment; empty where it does.
        """
        if not self._is_terminal:
            return
        line = f"{total.fraction:4.0%}  {_progress_text(total, waits_for)}"
        # A line that the terminal breaks could not be cleared as one.
        width = shutil.get_terminal_size().columns - 1
        with contextlib.suppress(OSError):  # the terminal was closed
            self._stream.write(f"{_CLEAR_LINE}{line[:width]}")
            self._stream.flush()
        self._line_is_shown = True

    def close(self) -> None:
        """Remove the progress line."""
        self._clear_line()

    def _clear_line(self) -> None:
        if self._line_is_shown:
            with contextlib.suppress(OSError):
                self._stream.write(_CLEAR_LINE)
            self._line_is_shown = False


def _progress_text(total: OverallProgress, waits_for: str) -> str:
    files = tr_plural("{done} of {n} file", "{done} of {n} files", total.files_total, done=total.files_done)
    if waits_for:
        return tr("{files}. {why}", files=files, why=waits_for)
    sizes = {"done": size_text(total.bytes_done), "all": size_text(total.bytes_total)}
    if total.speed:
        speed = size_text(round(total.speed))
        return tr("{done} of {all}, {files}, {speed}/s", files=files, speed=speed, **sizes)
    return tr("{done} of {all}, {files}", files=files, **sizes)


def write_stdout(text: str) -> None:
    """Write this to stdout.

    Raises:
        OutputError: The disk is full, or the reader of the pipe has gone.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        discard_unwritten(sys.stdout)
        raise OutputError(
            tr("The result could not be written ({reason}).", reason=error.strerror),
            tr("What was uploaded stays uploaded. Running the same command gives the same IDs again."),
        ) from error


def as_lines(uploads: Sequence[Upload]) -> str:
    """Return one asset ID a line, in the order given; an upload without one has no line."""
    return "".join(f"{printable(upload.asset_id or '')}\n" for upload in uploads if upload.is_done)


def as_json(uploads: Sequence[Upload]) -> str:
    """Return a JSON array with one object for each upload, in the order given."""
    return json.dumps([_json_object(upload) for upload in uploads], indent=2) + "\n"


def printable(text: str) -> str:
    """Return the text with escape sequences for all characters that a terminal would interpret."""
    safe = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(char if char.isprintable() or char == "\u202f" else repr(char)[1:-1] for char in safe)


def _json_object(upload: Upload) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "path": str(upload.path),
        "kind": upload.kind.value if upload.kind else None,
        "mimeType": upload.mime_type,
        "size": upload.size,
        "sha256": upload.sha256,
    }
    if upload.is_done:
        return fields | {"assetId": upload.asset_id, "url": upload.asset_url, "reused": upload.is_reused}
    return fields | {"error": _json_error(upload)}


def _json_error(upload: Upload) -> dict[str, Any]:
    problem = upload.problem
    if problem is None:
        return {"code": "CANCELLED", "message": "", "nextStep": "", "requestId": None}
    return {
        "code": problem.code,
        "message": problem.title,
        "nextStep": problem.next_step,
        "requestId": problem.request_id,
    }
