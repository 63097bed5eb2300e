"""Places in a line, as words."""

from layers_desktop.domain.language import tr

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
