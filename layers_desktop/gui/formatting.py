"""Times, speeds, sizes and file names as text: as they are shown, and as screen readers say them."""

import re
import time
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QDateTime, QLocale

from layers_desktop.domain.i18n import exact_size_text, number_text, rounded_size, size_text, tr, tr_plural
from layers_desktop.domain.untrusted_text import valid_unicode
from layers_desktop.domain.upload import Upload

_MINUTE = 60
FEW_SECONDS = 5
# Control characters, line separators, and the marks that change the direction of the text around them.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# The time zone in a format of QTime.
_ZONE = re.compile(r"\s*\(?t+\)?\s*")
# Two digits for each number, in clocks of twelve hours too.
SAMPLE_TIME = time.mktime((2026, 12, 28, 22, 58, 58, 0, 0, -1))
_MAX_EXTENSION = 12
_LAST_CONTROL, _CONTROL_PICTURES = 0x1F, 0x2400


class RoundedTime(NamedTuple):
    """A duration as it is shown: in seconds, in minutes, or in hours with minutes; other fields are 0."""

    hours: int
    minutes: int
    seconds: int


def rounded_time(seconds: float) -> RoundedTime:
    """Return the duration in steps of 5 s below a minute, of 1 min below an hour, and of 5 min above."""
    if seconds < _MINUTE - FEW_SECONDS / 2:
        return RoundedTime(0, 0, _rounded_to(seconds, FEW_SECONDS))
    minutes = max(1, round(seconds / _MINUTE))
    if minutes < _MINUTE:
        return RoundedTime(0, minutes, 0)
    return RoundedTime(*divmod(_rounded_to(seconds, 5 * _MINUTE) // _MINUTE, _MINUTE), 0)


def time_left_text(seconds: float) -> str:
    """Return the time left as it is shown: "a few seconds", "about 25 s", "about 1 h 20 min"."""
    if seconds < FEW_SECONDS:
        # Translators: Of time that is left.
        return tr("a few seconds")
    match rounded_time(seconds):
        case RoundedTime(0, 0, rest):
            return tr("about {n} s", n=rest)
        case RoundedTime(0, minutes, _):
            return tr("about {n} min", n=minutes)
        case RoundedTime(hours, 0, _):
            return tr("about {hours} h", hours=hours)
        case RoundedTime(hours, minutes, _):
            # Translators: Of time that is left.
            return tr("about {hours} h {minutes} min", hours=hours, minutes=minutes)


def least_time_text(seconds: float) -> str:
    """Return the least that something will take: "at least 25 s", "at least 1 h 20 min"."""
    match rounded_time(max(seconds, FEW_SECONDS)):
        case RoundedTime(0, 0, rest):
            return tr("at least {n} s", n=rest)
        case RoundedTime(0, minutes, _):
            return tr("at least {n} min", n=minutes)
        case RoundedTime(hours, 0, _):
            return tr("at least {hours} h", hours=hours)
        case RoundedTime(hours, minutes, _):
            return tr("at least {hours} h {minutes} min", hours=hours, minutes=minutes)


def speed_text(bytes_per_second: float) -> str:
    """Return the speed in the unit that its size has ("6.3 MB/s"); empty below one byte a second."""
    # Translators: A speed: {size} in a second.
    return tr("{size}/s", size=size_text(int(bytes_per_second))) if bytes_per_second >= 1 else ""


def _rounded_to(value: float, step: int) -> int:
    return int(round(value / step) * step)


def time_of_day_text(seconds: float) -> str:
    """Return the local time of day of these seconds since the epoch, with seconds and without the zone."""
    moment = QDateTime.fromMSecsSinceEpoch(int(seconds * 1000))
    form = _ZONE.sub("", QLocale().timeFormat(QLocale.FormatType.LongFormat))
    return QLocale().toString(moment.time(), form)


def date_time_text(seconds: float | None) -> str:
    """Return these seconds since the epoch as a local date and time in short form; empty for None."""
    if seconds is None:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(int(seconds * 1000))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def display_name(upload: Upload) -> str:
    """Return the file's name with control and direction characters made visible."""
    return display_text(upload.path.name)


def display_text(text: str) -> str:
    """Return the text on one line, with control and direction characters made visible."""
    return _INVISIBLE.sub(_visible_form, valid_unicode(text))


def display_extension(extension: str) -> str:
    """Return the extension as `display_text` does, cut after 12 characters."""
    text = display_text(extension)
    return text if len(text) <= _MAX_EXTENSION else f"{text[:_MAX_EXTENSION]}…"


def _visible_form(match: re.Match[str]) -> str:
    """Return Unicode's picture of a C0 control, or the code point as `<U+202E>`."""
    code = ord(match[0])
    return chr(_CONTROL_PICTURES + code) if code <= _LAST_CONTROL else f"<U+{code:04X}>"


def accessible_size_text(size: int) -> str:
    """Return the size with its unit as a word, for screen readers: "4.1 megabytes"."""
    value, unit, digits = rounded_size(size)
    if unit in _ACCESSIBLE_UNITS:
        return _ACCESSIBLE_UNITS[unit](number_text(value, digits))
    if unit == "kB":  # only kilobytes are whole numbers and have a singular
        return tr_plural("{n} kilobyte", "{n} kilobytes", round(value))
    return exact_size_text(size)


def accessible_time_left_text(seconds: float) -> str:
    """Return the time left with its units as words, rounded as it is shown: "about 3 minutes"."""
    if seconds < FEW_SECONDS:
        return tr("a few seconds")
    match rounded_time(seconds):
        case RoundedTime(0, 0, rest):
            # Translators: For screen readers, here and below: the same as "about {n} s" with whole words.
            return tr_plural("about {n} second", "about {n} seconds", rest)
        case RoundedTime(0, minutes, _):
            return tr_plural("about {n} minute", "about {n} minutes", minutes)
        case RoundedTime(hours, 0, _):
            return tr_plural("about {n} hour", "about {n} hours", hours)
        case RoundedTime(hours, minutes, _):
            return tr(
                # Translators: For screen readers: {hours} is such as "about 2 hours", {minutes} "20 minutes".
                "{hours} {minutes}",
                hours=tr_plural("about {n} hour", "about {n} hours", hours),
                # Translators: Behind "about 2 hours".
                minutes=tr_plural("{n} minute", "{n} minutes", minutes),
            )


# The units of size_text as words, for numbers that always have decimals.
_ACCESSIBLE_UNITS: dict[str, Callable[[str], str]] = {
    # Translators: For screen readers. {number} always has a decimal: "1.5 megabytes", "2.0 megabytes".
    "MB": lambda number: tr("{number} megabytes", number=number),
    "GB": lambda number: tr("{number} gigabytes", number=number),
    "TB": lambda number: tr("{number} terabytes", number=number),
}


_LONGEST_NAME = 32


def shortened(name: str, longest: int = _LONGEST_NAME) -> str:
    """Return a project's name, shortened in the middle to so many letters where it is longer."""
    if len(name) <= longest:
        return name
    half = longest // 2
    return f"{name[: half - 1]}…{name[-half:]}"
