"""The command line writes numbers without Qt, and as Qt does in the window."""

import gettext

import pytest
from PySide6.QtCore import QLocale

from layers_desktop.domain.i18n import number_form, number_text, set_language
from layers_desktop.local.language import LANGUAGES

# Indian English groups by twos above a thousand, as no other country of our languages.
_OTHER_GROUPS = {"en_IN"}


def locales_of(code: str) -> list[QLocale]:
    language = QLocale(code).language()
    found = QLocale.matchingLocales(language, QLocale.Script.AnyScript, QLocale.Country.AnyCountry)
    # The system's may be English, and have the numbers of another language.
    return [each for each in found if each != QLocale.system() and each.name() not in _OTHER_GROUPS]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_number_looks_as_qt_writes_it_in_every_country_of_the_language(code: str) -> None:
    locales = locales_of(code)
    assert len(locales) >= 1
    for locale in locales:
        set_language(gettext.NullTranslations(), number_form(locale.name()))
        whole = (0, 999, 1_234, 9_999, 12_345, 1_234_567)
        assert [number_text(each) for each in whole] == [locale.toString(each) for each in whole], locale
        broken = (0.5, 1_234.5, 12_345.25)
        assert [number_text(each, 2) for each in broken] == [locale.toString(each, "f", 2) for each in broken]


def test_a_whole_number_is_exact_to_its_last_digit() -> None:
    assert number_text(18_014_398_509_481_983) == "18,014,398,509,481,983"
