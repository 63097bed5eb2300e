"""Sizes and times as they are read out: in whole words, where the eye makes do with letters."""

from collections.abc import Callable

from layers_desktop.domain.language import NARROW_NO_BREAK_SPACE, size_text, tr, tr_plural
from layers_desktop.gui.durations import SOON, TimeLeft, time_left


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
    "kB": lambda number: tr_plural("{number} kilobyte", "{number} kilobytes", _count(number), number=number),
    "MB": lambda number: tr("{number} megabytes", number=number),
    "GB": lambda number: tr("{number} gigabytes", number=number),
    "TB": lambda number: tr("{number} terabytes", number=number),
}


def _count(number: str) -> int:
    return int(number)
