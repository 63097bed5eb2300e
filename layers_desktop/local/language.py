"""The language of the program: which one a person wants, and its catalogue.

What is written for other programs, such as `--json`, is English in every language.
"""

import gettext
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from layers_desktop.domain.i18n import number_form, set_language
from layers_desktop.local.resources import resource_path

VARIABLE = "LAYERS_LANGUAGE"
# Each by its own name; all but English have a catalogue in `resources/locale`.
LANGUAGES = {
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "pl": "Polski",
    "pt_BR": "Português (Brasil)",
    "zh_CN": "简体中文",
}
# For developers: English, longer, with accents and in brackets. What shows without them is not translated.
PSEUDO = "pseudo"
# Its two forms, and as where numbers, dates and the sides of the window are: the other is mirrored.
_LOCALES_OF_PSEUDO = {PSEUDO: "en", f"{PSEUDO}-rtl": "ar"}
_DOMAIN = "layers-desktop"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_NO_LANGUAGE = {"C", "POSIX"}
_TRADITIONAL_CHINESE = {"Hant", "TW", "HK", "MO"}


class Language(NamedTuple):
    """A language, and where it is spoken.

    Attributes:
        code: One of `LANGUAGES`, or `PSEUDO`.
        locale: Language and region as the system names them ("de_AT"), for numbers and dates.
    """

    code: str
    locale: str


ENGLISH = Language("en", "en")


def choose_language(
    environment: Mapping[str, str], preference: str = "", system: Iterable[str] = ()
) -> Language:
    """Return the first language that is wanted and that there is; English where there is none.

    Wanted is what `LAYERS_LANGUAGE` says, then the preference, then what the environment says by the rules of
    gettext, then what the system does.

    Args:
        environment: The environment's variables.
        preference: The saved choice: a code of `LANGUAGES`, or empty.
        system: The system's languages, the favourite first, such as "zh-Hans-CN".
    """
    wanted = environment.get(VARIABLE, "")
    if locale := _LOCALES_OF_PSEUDO.get(wanted):
        return Language(PSEUDO, locale)
    spoken = [each for name in (*_of_environment(environment), *system) if (each := _language(name))]
    chosen = _language(wanted) or _language(preference)
    if chosen is None:
        return spoken[0] if spoken else ENGLISH
    # "German" is said in the settings, and "in Austria" by the system.
    is_without_region = chosen.locale == chosen.code
    return next((each for each in spoken if is_without_region and each.code == chosen.code), chosen)


def use_language(language: Language) -> None:
    """Say every later sentence in this language."""
    set_language(_catalogue(language.code), number_form(language.locale))


def system_languages() -> tuple[str, ...]:
    """Return the language of Windows; elsewhere the environment says it, and nothing is returned.

    Qt knows more, for who has loaded it: `QLocale.system().uiLanguages()`.
    """
    if sys.platform == "win32":
        import ctypes
        import locale

        code = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return (locale.windows_locale.get(code, ""),)
    return ()


def _catalogue(code: str) -> gettext.NullTranslations:
    if code == ENGLISH.code:
        return gettext.NullTranslations()
    if code == PSEUDO:
        return _Pseudo()
    return gettext.translation(_DOMAIN, resource_path("locale"), [code], fallback=True)


def _of_environment(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield what the environment names, the favourite first: gettext's manual, "The LANGUAGE variable"."""
    locale = next((found for name in _LOCALE_VARIABLES if (found := environment.get(name))), "")
    if locale in _NO_LANGUAGE:  # said by scripts that read what programs print
        yield ENGLISH.code
        return
    yield from filter(None, environment.get("LANGUAGE", "").split(":"))
    yield locale


def _language(name: str) -> Language | None:
    """Return our language for this name ("de_AT.UTF-8", "zh-Hans"); None where there is none."""
    locale = re.split(r"[.@]", name)[0].replace("-", "_")
    language, *rest = locale.split("_")
    code = {"pt": "pt_BR", "zh": "zh_CN"}.get(language, language)
    if code not in LANGUAGES or (code == "zh_CN" and _TRADITIONAL_CHINESE.intersection(rest)):
        return None
    return Language(code, locale)


class _Pseudo(gettext.NullTranslations):
    """English that can be told from English: with accents, in brackets, and 40 % longer."""

    _KEPT = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|&\w|<[^<>]*>|--[a-z-]+)")
    _ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "áçéíñóšúýžÁÇÉÍÑÓŠÚÝŽ")
    _LONGER = 0.4

    def gettext(self, message: str) -> str:
        text = message.strip()
        pieces = self._KEPT.split(text)
        pieces[::2] = [piece.translate(self._ACCENTS) for piece in pieces[::2]]
        # In words, so that it can be broken as a language can.
        more = ("~~~~ " * len(text))[: round(len(text) * self._LONGER)].rstrip()
        longer = f"[{''.join(pieces)}{more}]"
        return message.replace(text, longer, 1)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002  # gettext's own shape
        return self.gettext(message)
