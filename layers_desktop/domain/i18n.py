"""Translation of every sentence for the person; sizes, days and the order of names as people have them.

`gettext` rather than Qt's translator, because the engine and the command line have sentences too and load no
Qt, and because its source strings have both the singular and the plural.
"""

import gettext
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

NARROW_NO_BREAK_SPACE = "\u202f"
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_DIGITS = (0, 0, 1, 2, 2)
_STEP = 1000
_NUMBER = re.compile("[0-9]+")
_LONGEST_NUMBER = 20
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


@dataclass(slots=True)
class _Language:
    """The language in use; set at the start and when the person changes it."""

    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)
    decimal_point: str = "."


# The one global state of the program: the language belongs to the process, as in gettext itself.
_language = _Language()


def set_language(catalogue: gettext.NullTranslations, decimal_point: str) -> None:
    """Translate every later sentence with this catalogue, and write numbers with this decimal mark."""
    _language.catalogue = catalogue
    _language.decimal_point = decimal_point


def tr(message: str, /, **fields: object) -> str:
    """Return the sentence in the language in use, with its `{fields}` filled in."""
    return _language.catalogue.gettext(message).format(**fields)


def tr_plural(one: str, many: str, count: int, /, **fields: object) -> str:
    """Return the sentence that fits this count; `{n}` in it is the count."""
    return _language.catalogue.ngettext(one, many, count).format(n=count, **fields)


def size_text(size: int, extra_digits: int = 0) -> str:
    """Return a number of bytes for the person: decimal units, no decimals below 1 MB, then one, then two."""
    value, unit = float(size), 0
    while round(value, _DIGITS[unit] + extra_digits) >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    digits = 0 if unit == 0 else _DIGITS[unit] + extra_digits
    number = f"{value:.{digits}f}".replace(".", _language.decimal_point)
    return f"{number}{NARROW_NO_BREAK_SPACE}{_unit_text(unit, size)}"


def two_sizes_text(larger: int, smaller: int) -> tuple[str, str]:
    """Return both sizes with enough decimals to show that they differ."""
    for extra in range(10):
        texts = size_text(larger, extra), size_text(smaller, extra)
        if larger == smaller or texts[0] != texts[1]:
            return texts
    return _bytes_text(larger), _bytes_text(smaller)


def day_text(moment: float, now: float | None = None) -> str:
    """Return the local day of these wall-clock seconds ("3 May"), with the year unless it is this one."""
    then, today = time.localtime(moment), time.localtime(now)
    day = _MONTHS[then.tm_mon - 1](then.tm_mday)
    return day if then.tm_year == today.tm_year else tr("{day} {year}", day=day, year=then.tm_year)


def search_form(text: str) -> str:
    """Return the form in which texts are compared: without case, accents, or how Unicode composes a letter.

    A Mac writes the letter and the accent of a name apart, and people type them together, or not at all.
    """
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def natural_order(text: str) -> tuple[str, str]:
    """Return the key that sorts as people see names: shot 2 before shot 10, case and accents aside."""
    return _NUMBER.sub(lambda number: number[0].zfill(_LONGEST_NUMBER), search_form(text)), text


def _unit_text(unit: int, size: int) -> str:
    """Return the unit's name; only bytes have a plural."""
    return tr_plural("byte", "bytes", size) if unit == 0 else _UNITS[unit]


def _bytes_text(size: int) -> str:
    return f"{size}{NARROW_NO_BREAK_SPACE}{_unit_text(0, size)}"
