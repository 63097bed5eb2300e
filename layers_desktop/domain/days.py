"""Days as people write them, where no Qt is loaded that could."""

import time
from collections.abc import Callable

from layers_desktop.domain.language import tr


def day_text(moment: float, now: float | None = None) -> str:
    """Return the local day of these wall-clock seconds ("3 May"), with the year unless it is this one."""
    then, today = time.localtime(moment), time.localtime(now)
    day = _MONTHS[then.tm_mon - 1](then.tm_mday)
    return day if then.tm_year == today.tm_year else tr("{day} {year}", day=day, year=then.tm_year)


_MONTHS: tuple[Callable[[int], str], ...] = (
    lambda day: tr("{day} January", day=day),
    lambda day: tr("{day} February", day=day),
    lambda day: tr("{day} March", day=day),
    lambda day: tr("{day} April", day=day),
    lambda day: tr("{day} May", day=day),
    lambda day: tr("{day} June", day=day),
    lambda day: tr("{day} July", day=day),
    lambda day: tr("{day} August", day=day),
    lambda day: tr("{day} September", day=day),
    lambda day: tr("{day} October", day=day),
    lambda day: tr("{day} November", day=day),
    lambda day: tr("{day} December", day=day),
)
