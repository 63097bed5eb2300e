"""Translation of every sentence for the person; numbers, sizes, days and the order of names as people like.

`gettext` rather than Qt's translator, because the engine and the command line have sentences too and load no
Qt, and because its source strings have both the singular and the plural.
"""

import gettext
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import PurePath
from typing import Literal, NamedTuple

_NUMBER = re.compile("[0-9]+")
_LONGEST_NUMBER = 20
_STEP = 1000
# What begins a part with a direction of its own: from the left, or as its first letter has it; and its end.
_LEFT_TO_RIGHT, _FIRST_LETTER, _END = "\u2066", "\u2068", "\u2069"
_UNITS: tuple[Literal["byte", "kB", "MB", "GB", "TB"], ...] = ("byte", "kB", "MB", "GB", "TB")
_DIGITS = (0, 0, 1, 2, 2)
_SIZE_TEXTS: dict[str, Callable[[str], str]] = {
    # Translators: A size: {size} is a number. Write the unit (decimal: 1 kB is 1,000 bytes) and the space
    # before it, which is a narrow no-break space (U+202F), as your language does.
    "kB": lambda size: tr("{size}\u202fkB", size=size),
    # Translators: A size in megabytes; see the kilobytes.
    "MB": lambda size: tr("{size}\u202fMB", size=size),
    # Translators: A size in gigabytes; see the kilobytes.
    "GB": lambda size: tr("{size}\u202fGB", size=size),
    # Translators: A size in terabytes; see the kilobytes.
    "TB": lambda size: tr("{size}\u202fTB", size=size),
}
_MONTHS: tuple[Callable[[int], str], ...] = (
    # Translators: {day} is the number of a day of the month, here and in the eleven that follow.
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


class NumberForm(NamedTuple):
    """How a language writes numbers.

    Attributes:
        decimal_point: Between the whole and its decimals.
        group_separator: Between groups of three digits.
        least_grouped: A number with fewer digits before its decimal point is not grouped.
        zero: The digit 0; the other nine follow it in Unicode.
    """

    decimal_point: str = "."
    group_separator: str = ","
    least_grouped: int = 4
    zero: str = "0"


_ENGLISH, _GERMAN, _POLISH = NumberForm(), NumberForm(",", "."), NumberForm(",", "\xa0", 5)
_SPANISH, _AUSTRIAN, _FRENCH = NumberForm(",", ".", 5), NumberForm(",", "\xa0"), NumberForm(",", "\u202f")
# From Unicode's CLDR: what is usual for a language, and regions where something else is. Qt knows the same,
# but the command line loads no Qt; a test compares the two.
_NUMBER_FORMS = {
    name: form
    for form, names in (
        (
            _ENGLISH,
            "en ja ko zh_CN ar_001 ar_AE ar_EH es_419 es_BR es_BZ es_CU es_DO es_GT es_HN es_MX es_NI es_PA",
        ),
        (_ENGLISH, "es_PE es_PR es_SV es_US"),
        (
            _GERMAN,
            "de pt ar_DZ ar_LY ar_MA ar_TN es_AR es_BO es_CL es_CO es_EC es_PY es_UY es_VE fr_LU fr_MA",
        ),
        (_GERMAN, "en_AT en_BE en_DE en_DK en_ES en_ID en_IT en_NL en_PL en_RO en_SI"),
        (_SPANISH, "es it"),
        (_POLISH, "pl pt_CH pt_CV pt_GQ pt_GW pt_LU pt_MO pt_MZ pt_PT pt_ST pt_TL"),
        (
            _AUSTRIAN,
            "de_AT es_CR fr_CA pt_AO en_CZ en_EE en_FI en_HU en_LT en_LV en_NO en_PT en_SE en_SK en_UA en_ZA",
        ),
        (_FRENCH, "fr en_FR en_GE"),
        (NumberForm(".", "'"), "de_CH de_LI en_CH"),
        (NumberForm(".", "'", 5), "it_CH"),
        (NumberForm(",", "'"), "fr_CH"),
        (NumberForm("\u066b", "\u066c", zero="\u0660"), "ar"),
    )
    for name in names.split()
}


def number_form(locale: str) -> NumberForm:
    """Return how numbers are written in this language and region ("de_AT"), or in the language alone."""
    language = locale.partition("_")[0]
    return _NUMBER_FORMS.get(locale) or _NUMBER_FORMS.get(language, _ENGLISH)


@dataclass(slots=True)
class _Language:
    """The language in use; set at the start and when the person changes it."""

    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)
    numbers: NumberForm = field(default_factory=NumberForm)
    signs: dict[int, str] = field(default_factory=dict)
    isolates: bool = False


# The one global state of the program: the language belongs to the process, as in gettext itself.
_language = _Language()


def set_language(catalogue: gettext.NullTranslations, numbers: NumberForm) -> None:
    """Translate every later sentence with this catalogue, and write numbers in this form."""
    _language.catalogue = catalogue
    use_numbers(numbers)


def use_numbers(numbers: NumberForm) -> None:
    """Write numbers in this form, which may be that of another country that speaks the language."""
    _language.numbers = numbers
    digits = {str(digit): chr(ord(numbers.zero) + digit) for digit in range(10)}
    _language.signs = str.maketrans({".": numbers.decimal_point, ",": numbers.group_separator} | digits)


def isolate_fields(*, is_on: bool) -> None:
    """Keep the directions of a sentence and of its fields apart from now on, or no more.

    Else a name from the left in a sentence from the right carries signs and numbers around it along. That is
    for windows only: the marks would be seen elsewhere. https://www.unicode.org/reports/tr9/
    """
    _language.isolates = is_on


def isolated(text: str) -> str:
    """Return a name or a path that stands alone, with its own direction where `isolate_fields` is on."""
    return str(_field_text(text))


def without_isolates(text: str) -> str:
    """Return a text as it is without the marks of `isolate_fields`, for what other programs get."""
    return text.translate(dict.fromkeys(map(ord, (_LEFT_TO_RIGHT, _FIRST_LETTER, _END))))


def tr(message: str, /, **fields: object) -> str:
    """Return the sentence in the language in use, with its `{fields}` filled in.

    A field that is an `int` is a count, and written by `number_text`; what only looks like one, such as a
    year or a status, is given as text.
    """
    return _filled(_language.catalogue.gettext(message), fields)


def tr_context(context: str, message: str, /, **fields: object) -> str:
    """Return what `tr` does, for an English text with several meanings; the context tells which."""
    return _filled(_language.catalogue.pgettext(context, message), fields)


def tr_plural(one: str, many: str, count: int, /, **fields: object) -> str:
    """Return the sentence that fits this count; `{n}` in it is the count."""
    return _filled(_language.catalogue.ngettext(one, many, count), {"n": count, **fields})


def _filled(sentence: str, fields: Mapping[str, object]) -> str:
    return sentence.format(**{name: _field_text(value) for name, value in fields.items()})


def _field_text(value: object) -> object:
    if type(value) is int:
        return number_text(value)
    # Numbers and signs alone have no direction of their own, and take that of the sentence.
    if not _language.isolates or not any(map(str.isalpha, str(value))):
        return value
    return f"{_LEFT_TO_RIGHT if isinstance(value, PurePath) else _FIRST_LETTER}{value}{_END}"


def number_text(number: float, digits: int = 0) -> str:
    """Return the number as the language writes it, with so many decimals."""
    is_whole = isinstance(number, int) and not digits  # and perhaps beyond what a float can hold
    text = f"{number:,}" if is_whole else f"{number:,.{digits}f}"
    if abs(number) < 10 ** (_language.numbers.least_grouped - 1):
        text = text.replace(",", "")
    return text.translate(_language.signs)


def digits_text(text: object) -> str:
    """Return digits that are no count, such as a year or a running time, as the language writes them."""
    return str(text).translate(_language.signs)


def percent_text(fraction: float) -> str:
    """Return the fraction in whole percent, rounded down: 100 % is said of nothing less."""
    # Translators: {n} is a whole number. Write sign and space as your language does: "50 %", "%50".
    return tr("{n}%", n=int(fraction * 100))


def list_text(items: Iterable[str]) -> str:
    """Return the items one after the other, as the language separates them; empty for none."""
    # Translators: Separates the items of a list: {list} are the items before, {item} is the next one.
    return reduce(lambda text, item: tr("{list}, {item}", list=text, item=item), [*items] or [""])


class RoundedSize(NamedTuple):
    """A size as it is shown: so many of a unit, with so many decimals."""

    value: float
    unit: Literal["byte", "kB", "MB", "GB", "TB"]
    digits: int


def rounded_size(size: int, extra_digits: int = 0) -> RoundedSize:
    """Return a number of bytes in decimal units: no decimals below 1 MB, then one, then two."""
    value, unit = float(size), 0
    while round(value, _DIGITS[unit] + extra_digits) >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return RoundedSize(value, _UNITS[unit], _DIGITS[unit] + extra_digits if unit else 0)


def size_text(size: int, extra_digits: int = 0) -> str:
    """Return a number of bytes for the person, in the unit and with the decimals of `rounded_size`."""
    value, unit, digits = rounded_size(size, extra_digits)
    return exact_size_text(size) if unit == "byte" else _SIZE_TEXTS[unit](number_text(value, digits))


def exact_size_text(size: int) -> str:
    """Return the number of bytes to the last one: "1,234,567 bytes"."""
    return tr_plural("{n}\u202fbyte", "{n}\u202fbytes", size)


def two_sizes_text(larger: int, smaller: int) -> tuple[str, str]:
    """Return both sizes with enough decimals to show that they differ."""
    for extra in range(10):
        texts = size_text(larger, extra), size_text(smaller, extra)
        if larger == smaller or texts[0] != texts[1]:
            return texts
    return exact_size_text(larger), exact_size_text(smaller)


def day_text(moment: float, now: float | None = None) -> str:
    """Return the local day of these wall-clock seconds ("3 May"), with the year unless it is this one."""
    then, today = time.localtime(moment), time.localtime(now)
    day = _MONTHS[then.tm_mon - 1](then.tm_mday)
    if then.tm_year == today.tm_year:
        return day
    # Translators: {day} is a day with its month, "3 May"; {year} is the year.
    return tr("{day} {year}", day=day, year=digits_text(then.tm_year))


def sentences_text(*sentences: str) -> str:
    """Return the sentences as one text; empty ones are left out."""
    # Translators: Puts whole sentences one after the other; without the space where your script has none.
    return reduce(
        lambda text, more: tr("{text} {more}", text=text, more=more), [*filter(None, sentences)] or [""]
    )


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
