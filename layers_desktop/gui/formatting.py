"""How long something still takes, said as roughly as it is known."""

import re
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QDateTime, QLocale

from layers_desktop.domain.i18n import NARROW_NO_BREAK_SPACE, size_text, tr, tr_plural
from layers_desktop.domain.upload import Upload

_MINUTE = 60
SOON = 5


class TimeLeft(NamedTuple):
    """A time left, rounded: only the largest unit that is not 0 counts, and minutes beside hours."""

    hours: int
    minutes: int
    seconds: int


def time_left(seconds: float) -> TimeLeft:
    """Return it in steps of 5 s below a minute, 1 min below an hour, 5 min above."""
    if seconds < _MINUTE - SOON / 2:
        return TimeLeft(0, 0, _stepped(seconds, SOON))
    minutes = max(1, round(seconds / _MINUTE))
    if minutes < _MINUTE:
        return TimeLeft(0, minutes, 0)
    return TimeLeft(*divmod(_stepped(seconds, 5 * _MINUTE) // _MINUTE, _MINUTE), 0)


def left_text(seconds: float) -> str:
    """Return the time left as it is shown."""
    if seconds < SOON:
        return tr("a few seconds")
    match time_left(seconds):
        case TimeLeft(0, 0, rest):
            return tr("about {n} s", n=rest)
        case TimeLeft(0, minutes, _):
            return tr("about {n} min", n=minutes)
        case TimeLeft(hours, 0, _):
            return tr("about {hours} h", hours=hours)
        case TimeLeft(hours, minutes, _):
            return tr("about {hours} h {minutes} min", hours=hours, minutes=minutes)


def speed_text(bytes_per_second: float) -> str:
    """Return the speed in the units of sizes, a second; empty as long as nothing has moved to tell it by."""
    return tr("{size}/s", size=size_text(int(bytes_per_second))) if bytes_per_second >= 1 else ""


def _stepped(value: float, step: int) -> int:
    return int(round(value / step) * step)


def clock_text(seconds: float) -> str:
    """Return the time of day of these wall-clock seconds, to the second."""
    moment = QDateTime.fromMSecsSinceEpoch(int(seconds * 1000))
    return QLocale().toString(moment.time(), "HH:mm:ss")


def moment_text(seconds: float | None) -> str:
    """Return day and time of these wall-clock seconds; empty for None."""
    if seconds is None:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(int(seconds * 1000))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


# Controls, line separators, and the marks that turn the reading direction of what stands around them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_LONGEST_EXTENSION = 12
_LAST_CONTROL, _CONTROL_PICTURES = 0x1F, 0x2400


def plain_name(upload: Upload) -> str:
    """Return the file's name as text that every program can take."""
    return plain(upload.path.name)


def plain(text: str) -> str:
    """Return the text with U+FFFD for whatever is no character: undecodable bytes, halves of pairs."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shown_name(upload: Upload) -> str:
    """Return the file's name for the eye."""
    return shown(upload.path.name)


def shown(text: str) -> str:
    """Return the text on one line, with a sign for whatever in it cannot be seen or is no character."""
    return _UNSEEN.sub(_sign, plain(text))


def shown_extension(extension: str) -> str:
    """Return an extension for the eye; what is too long for one is cut."""
    text = shown(extension)
    return text if len(text) <= _LONGEST_EXTENSION else f"{text[:_LONGEST_EXTENSION]}…"


def _sign(match: re.Match[str]) -> str:
    """Return Unicode's picture of a control, or the code point."""
    code = ord(match[0])
    return chr(_CONTROL_PICTURES + code) if code <= _LAST_CONTROL else f"<U+{code:04X}>"


def spoken_size(size: int) -> str:
    """Return a number of bytes with its unit in full."""
    number, _, unit = size_text(size).partition(NARROW_NO_BREAK_SPACE)
    return _UNITS[unit](number) if unit in _UNITS else size_text(size)


def spoken_left(seconds: float) -> str:
    """Return the time left, as roughly as it is shown."""
    if seconds < SOON:
        return tr("a few seconds")
    match time_left(seconds):
        case TimeLeft(0, 0, rest):
            return tr_plural("about {n} second", "about {n} seconds", rest)
        case TimeLeft(0, minutes, _):
            return tr_plural("about {n} minute", "about {n} minutes", minutes)
        case TimeLeft(hours, 0, _):
            return tr_plural("about {n} hour", "about {n} hours", hours)
        case TimeLeft(hours, minutes, _):
            return tr_plural(
                "about {n} hour {minutes} minutes",
                "about {n} hours {minutes} minutes",
                hours,
                minutes=minutes,
            )


# What size_text writes as a unit, and how it is said of one and of more; "1.0" is more.
_UNITS: dict[str, Callable[[str], str]] = {
    "kB": lambda number: tr_plural("{number} kilobyte", "{number} kilobytes", int(number), number=number),
    "MB": lambda number: tr("{number} megabytes", number=number),
    "GB": lambda number: tr("{number} gigabytes", number=number),
    "TB": lambda number: tr("{number} terabytes", number=number),
}


_ENDING_ALIKE = range(11, 14)


def ordinal(number: int) -> str:
    """Return the number as a place: 2nd, 11th; a language with one form for all has four times the same."""
    last = 0 if number % 100 in _ENDING_ALIKE else number % 10
    match last:
        case 1:
            return tr("{n}st", n=number)
        case 2:
            return tr("{n}nd", n=number)
        case 3:
            return tr("{n}rd", n=number)
        case _:
            return tr("{n}th", n=number)
