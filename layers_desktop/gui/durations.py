"""How long something still takes, said as roughly as it is known."""

from typing import NamedTuple

from layers_desktop.domain.language import size_text, tr

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
