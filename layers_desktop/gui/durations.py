"""How long something still takes, said as roughly as it is known."""

from layers_desktop.domain.language import size_text, tr

_MINUTE = 60
_SOON = 5


def left_text(seconds: float) -> str:
    """Return the time left: in steps of 5 s below a minute, 1 min below an hour, 5 min above."""
    if seconds < _SOON:
        return tr("a few seconds")
    if seconds < _MINUTE - _SOON / 2:
        return tr("about {n} s", n=_stepped(seconds, _SOON))
    minutes = max(1, round(seconds / _MINUTE))
    if minutes < _MINUTE:
        return tr("about {n} min", n=minutes)
    hours, minutes = divmod(_stepped(seconds, 5 * _MINUTE) // _MINUTE, _MINUTE)
    if minutes == 0:
        return tr("about {hours} h", hours=hours)
    return tr("about {hours} h {minutes} min", hours=hours, minutes=minutes)


def speed_text(bytes_per_second: float) -> str:
    """Return the speed in the units of sizes, a second."""
    return tr("{size}/s", size=size_text(int(bytes_per_second)))


def _stepped(value: float, step: int) -> int:
    return int(round(value / step) * step)
