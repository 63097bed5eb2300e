"""What a person at a terminal reads while files are under way; nothing of it goes to stdout."""

import contextlib
import sys
from typing import TextIO

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.language import size_text, tr, tr_plural
from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.progress import Total

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

    def tell(self, text: str) -> None:
        """Write one line that stays."""
        self._wipe()
        with contextlib.suppress(OSError):  # where nobody can read it, the files still count
            print(printable(text), file=self._stream, flush=True)

    def tell_problem(self, problem: Problem) -> None:
        """Write what happened, what to do, and what support asks for."""
        self.tell(problem.text)
        if problem.request_id:
            self.tell(tr("Request ID: {id}", id=problem.request_id))

    def tell_failure(self, upload: Upload) -> None:
        """Write which file failed, and why."""
        problem = upload.problem
        why = problem.text if problem else tr("Cancelled.")
        if problem and problem.request_id:
            why = tr("{why} (request ID {id})", why=why, id=problem.request_id)
        self.tell(tr("{file}: {why}", file=upload.path, why=why))

    def show(self, total: Total) -> None:
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
