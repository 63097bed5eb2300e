"""What a command says: results to stdout, and messages and progress to stderr."""

import contextlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, TextIO

from layers_desktop.cli.progress_lines import FileProgress, ProgressLines
from layers_desktop.cli.shell_words import shell_problem, shown_path
from layers_desktop.domain.errors import Problem, UploaderError, system_reason
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload
from layers_desktop.local.diagnostics.log import discard_unwritten
from layers_desktop.transfer.progress import OverallProgress

# Of all objects that a command prints; it grows when a field changes its meaning or goes, not when one comes.
SHAPE_VERSION = 1


class OutputError(UploaderError):
    """The result could not be written to stdout; the uploads are done all the same."""

    code = "OUTPUT_LOST"


class Loudness(IntEnum):
    """How much is said besides the result."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


class Console:
    """Writes messages as lines that stay, and progress below them where the stream is a terminal.

    Args:
        stream: Where to write.
        loudness: Quiet, only what failed is said; verbose, what becomes of each file.
    """

    def __init__(self, stream: TextIO = sys.stderr, loudness: Loudness = Loudness.NORMAL) -> None:
        self._stream = stream
        self._loudness = loudness
        self._lines = ProgressLines(stream)

    def write(self, text: str) -> None:
        """Write one line that stays."""
        self.close()
        with contextlib.suppress(OSError):  # a message that cannot be written must not stop the uploads
            print(printable(text), file=self._stream, flush=True)

    def note(self, text: str) -> None:
        """Write what is good to know, and no failure."""
        if self._loudness >= Loudness.NORMAL:
            self.write(text)

    def detail(self, text: str) -> None:
        """Write what only who asks for it wants to know."""
        if self._loudness >= Loudness.VERBOSE:
            self.write(text)

    def write_problem(self, problem: Problem) -> None:
        """Write what happened, what to do, and the request ID for support."""
        self.write(_with_request_id(shell_problem(problem)))

    def write_failure(self, upload: Upload) -> None:
        """Write which file failed, and why."""
        problem = shell_problem(upload.problem, upload) if upload.problem else None
        why = _with_request_id(problem) if problem else tr("Cancelled.")
        file = shown_path(upload.path)
        self.write(why if file in why else tr("{file}: {why}", file=file, why=why))

    def show_progress(
        self, total: OverallProgress, files: Sequence[FileProgress] = (), waits_for: str = ""
    ) -> None:
        """Show how far everything is, on a terminal.

        Args:
            total: Of all files.
            files: Those under way.
            waits_for: What nothing goes on for at the moment; empty where it does.
        """
        if self._loudness is not Loudness.QUIET:
            named = [file._replace(name=printable(file.name)) for file in files]
            self._lines.show(total, named, waits_for)

    def close(self) -> None:
        """Remove the progress, until it is shown again."""
        self._lines.clear()


class EventConsole(Console):
    """Writes JSON objects, one a line, whose `event` is `message`, `error`, `failed` or `progress`."""

    def write(self, text: str) -> None:
        """Write a message."""
        self._event("message", text=text)

    def write_problem(self, problem: Problem) -> None:
        """Write what ends the command, or would."""
        self._event("error", **problem_object(shell_problem(problem)))

    def write_failure(self, upload: Upload) -> None:
        """Write which file failed, and why."""
        problem = shell_problem(upload.problem, upload) if upload.problem else Problem("CANCELLED", "")
        self._event("failed", path=shown_path(upload.path), **problem_object(problem))

    def show_progress(
        self, total: OverallProgress, files: Sequence[FileProgress] = (), waits_for: str = ""
    ) -> None:
        """Write the progress of all files: bytes, files, bytes a second, seconds left, what is waited for."""
        if self._loudness is not Loudness.QUIET:
            self._event(
                "progress",
                bytesDone=total.bytes_done,
                bytesTotal=total.bytes_total,
                filesDone=total.files_done,
                filesTotal=total.files_total,
                bytesPerSecond=round(total.speed) if total.speed is not None else None,
                secondsLeft=round(total.seconds_left) if total.seconds_left is not None else None,
                waitsFor=waits_for or None,
                files=[{"path": file.name, "fraction": round(file.fraction, 3)} for file in files],
            )

    def _event(self, event: str, **fields: Any) -> None:
        with contextlib.suppress(OSError):
            print(
                json.dumps({"version": SHAPE_VERSION, "event": event, **fields}),
                file=self._stream,
                flush=True,
            )


def _with_request_id(problem: Problem) -> str:
    if not problem.request_id:
        return problem.text
    # Translators: {why} is one sentence or two.
    return tr("{why} (request ID {id})", why=problem.text, id=problem.request_id)


def problem_object(problem: Problem) -> dict[str, str | None]:
    """Return the problem in the documented shape."""
    return {
        "code": problem.code,
        "message": problem.title,
        "nextStep": problem.next_step,
        "requestId": problem.request_id,
    }


def use_printable_streams() -> None:
    """Write what the locale's encoding does not have as escapes, where it would end the program."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):  # something else stands in for a stream in a test
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # it is a TextIOWrapper


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
            # Translators: {reason} is what the system says: "disk full".
            tr("The result could not be written ({reason}).", reason=system_reason(error)),
            tr("What was uploaded stays uploaded. Running the same command gives the same IDs again."),
        ) from error


def print_table(rows: Iterable[Sequence[str]]) -> None:
    """Write one line for each row, its cells divided by tabs, which none of them holds.

    Raises:
        OutputError: It could not be written.
    """
    write_stdout("".join("\t".join(map(printable, row)) + "\n" for row in rows))


def print_objects(objects: Iterable[Mapping[str, Any]], *, is_list: bool = True) -> None:
    """Write these objects, each with the version of its shape, as a JSON array; without `is_list`, the one.

    Raises:
        OutputError: It could not be written.
    """
    versioned = [{"version": SHAPE_VERSION, **each} for each in objects]
    write_stdout(json.dumps(versioned if is_list else versioned[0], indent=2) + "\n")


def printable(text: str) -> str:
    """Return the text with escape sequences for all characters that a terminal would interpret."""
    safe = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(char if char.isprintable() or char == "\u202f" else repr(char)[1:-1] for char in safe)
