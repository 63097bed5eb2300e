"""Progress on a terminal: a line for each file under way and one for all, drawn again in place.

No colours, and only what every terminal knows since the VT100: so there is nothing for NO_COLOR to turn off.
"""

import contextlib
import os
import shutil
import time
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple, TextIO

from layers_desktop.domain.i18n import percent_text, size_text, tr, tr_plural
from layers_desktop.transfer.progress import OverallProgress

_CLEAR_LINE = "\x1b[K"
_CLEAR_BELOW = "\x1b[J"
_UP = "\x1b[A"
_MOST_FILES = 8
_PERCENT_WIDTH = 4
# Seconds between two lines, where none can be drawn again.
_PLAIN_INTERVAL = 15.0


class FileProgress(NamedTuple):
    """One file whose bytes are under way.

    Attributes:
        fraction: 0 to 1.
        size: In bytes.
        speed: Bytes a second; None while it is unknown.
    """

    name: str
    fraction: float
    size: int
    speed: float | None


class ProgressLines:
    """Draws progress at the end of a stream: in place on a terminal, on a dumb one a line now and then.

    Args:
        stream: Where to draw; nothing is drawn on what is no terminal.
        clock: Monotonic seconds.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._is_terminal = stream.isatty()
        self._is_dumb = os.environ.get("TERM", "dumb") in {"", "dumb"} and os.name != "nt"
        self._shown = 0
        self._next_plain = clock() + _PLAIN_INTERVAL

    def show(self, total: OverallProgress, files: Sequence[FileProgress] = (), waits_for: str = "") -> None:
        """Draw the progress of these files and of all, and what nothing goes on for at the moment, if any."""
        if not self._is_terminal:
            return
        sum_line = f"{_percent(total)}  {_total_text(total, waits_for)}"
        if self._is_dumb:
            self._write_plain(sum_line)
            return
        columns, rows = _size_of(self._stream)
        room = max(0, min(_MOST_FILES, rows - 2))
        lines = [*map(_file_text, files[:room]), sum_line]
        # A line that the terminal breaks could not be drawn again as one.
        shown = [cut_to_width(line, columns - 1) + _CLEAR_LINE for line in lines]
        self._write(self._back_to_the_first() + "\n".join(shown) + _CLEAR_BELOW)
        self._shown = len(lines)

    def clear(self) -> None:
        """Wipe what is drawn."""
        if self._shown:
            self._write(self._back_to_the_first() + _CLEAR_BELOW)
            self._shown = 0

    def _write_plain(self, line: str) -> None:
        if self._clock() >= self._next_plain:
            self._next_plain = self._clock() + _PLAIN_INTERVAL
            self._write(f"{line}\n")

    def _back_to_the_first(self) -> str:
        return "\r" + _UP * (self._shown - 1)

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):  # the terminal was closed
            self._stream.write(text)
            self._stream.flush()


def cut_to_width(text: str, width: int) -> str:
    """Return as much of the text as fits into so many cells of a terminal; some signs take two, some none."""
    used = 0
    for place, sign in enumerate(text):
        if not unicodedata.combining(sign):
            used += 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1
        if used > width:
            return text[:place]
    return text


def _size_of(stream: TextIO) -> os.terminal_size:
    """Return columns and rows of the terminal; of the environment, or 80 and 24, where it does not say."""
    with contextlib.suppress(OSError, ValueError):
        size = os.get_terminal_size(stream.fileno())
        if size.columns and size.lines:
            return size
    return shutil.get_terminal_size()


def _file_text(file: FileProgress) -> str:
    speed = size_text(round(file.speed)) if file.speed else ""
    # Translators: The size of a file and how fast it is sent, {speed} in a second.
    what = tr("{size}, {speed}/s", size=size_text(file.size), speed=speed) if speed else size_text(file.size)
    return f"{_percent(file)}  {what}  {file.name}"


def _percent(progress: OverallProgress | FileProgress) -> str:
    return percent_text(progress.fraction).rjust(_PERCENT_WIDTH)


def _total_text(total: OverallProgress, waits_for: str) -> str:
    files = tr_plural("{done} of {n} file", "{done} of {n} files", total.files_total, done=total.files_done)
    if waits_for:
        # Translators: {files} is "3 of 10 files", {why} a whole sentence.
        return tr("{files}. {why}", files=files, why=waits_for)
    sizes = {"done": size_text(total.bytes_done), "all": size_text(total.bytes_total)}
    if total.speed:
        speed = size_text(round(total.speed))
        # Translators: {done} and {all} are sizes, {files} is "3 of 10 files".
        return tr("{done} of {all}, {files}, {speed}/s", files=files, speed=speed, **sizes)
    # Translators: {done} and {all} are sizes, {files} is "3 of 10 files".
    return tr("{done} of {all}, {files}", files=files, **sizes)
