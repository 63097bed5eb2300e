"""Which language is chosen, by the rules of gettext's manual, and what speaking it does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers_desktop.domain.i18n import number_text, tr, tr_context, tr_plural
from layers_desktop.local.language import (
    ENGLISH,
    LANGUAGES,
    PSEUDO,
    Language,
    choose_language,
    use_language,
)

CATALOGUES = Path(__file__).resolve().parents[3] / "resources" / "locale"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_language(ENGLISH)


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({}, "en"),
        ({"LANG": "de_AT.UTF-8"}, "de_AT"),
        ({"LANG": "ca_ES@valencia"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR"}, "fr_FR"),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR", "LC_ALL": "it_IT"}, "it_IT"),
        ({"LANG": "de_DE", "LC_ALL": ""}, "de_DE"),
        ({"LANG": "de_DE", "LANGUAGE": "nl:pl:es"}, "pl"),
        ({"LANG": "de_DE", "LANGUAGE": "nl"}, "de_DE"),
        ({"LANGUAGE": "ja"}, "ja"),
        ({"LANG": "C", "LANGUAGE": "ja"}, "en"),
        ({"LC_ALL": "POSIX", "LANG": "ja_JP"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "pt_PT.UTF-8"}, "pt_PT"),
        ({"LANG": "zh_TW.UTF-8"}, "en"),
        ({"LANG": "zh_SG.UTF-8"}, "zh_SG"),
        ({"LANG": "de_DE", "LAYERS_LANGUAGE": "ko"}, "ko"),
        ({"LANG": "de_CH", "LAYERS_LANGUAGE": "de"}, "de_CH"),
        ({"LANG": "de_CH", "LAYERS_LANGUAGE": "klingon"}, "de_CH"),
    ],
)
def test_the_first_language_that_is_wanted_and_that_there_is_is_chosen(
    environment: dict[str, str], locale: str
) -> None:
    assert choose_language(environment).locale == locale


def test_the_saved_choice_comes_before_the_system_and_the_variable_before_both() -> None:
    german_system = {"LANG": "de_DE.UTF-8"}
    assert choose_language(german_system, "fr") == Language("fr", "fr")
    assert choose_language(german_system, "de") == Language("de", "de_DE")
    assert choose_language(german_system, "en") == ENGLISH
    assert choose_language({**german_system, "LAYERS_LANGUAGE": "it"}, "fr") == Language("it", "it")
    pseudo = [
        choose_language({**german_system, "LAYERS_LANGUAGE": name}, "fr") for name in (PSEUDO, "pseudo-rtl")
    ]
    assert pseudo == [Language(PSEUDO, "en"), Language(PSEUDO, "ar")]


def test_a_system_names_its_languages_in_its_own_way() -> None:
    assert choose_language({}, system=["nl-NL", "zh-Hans-CN", "en-US"]) == Language("zh_CN", "zh_Hans_CN")
    assert choose_language({}, system=["zh-Hant-HK", "ja-JP"]) == Language("ja", "ja_JP")


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {folder.name for folder in CATALOGUES.iterdir() if folder.is_dir()} == LANGUAGES.keys() - {"en"}


def test_numbers_go_by_the_language_and_its_country() -> None:
    use_language(Language("de", "de_DE"))
    assert number_text(12_345) == "12.345"
    use_language(Language("ar", "ar_AE"))
    assert number_text(12_345) == "12,345"
    use_language(Language("ar", "ar_SA"))
    assert number_text(12_345) == "١٢٬٣٤٥"


def test_the_pseudo_language_is_longer_and_leaves_alone_what_is_no_word() -> None:
    use_language(Language(PSEUDO, "en"))
    assert tr("&Open “{name}”", name="a.png") == "[&Opéñ “a.png”~~~~ ~]"
    assert tr(" Files\n") == " [Fíléš~~]\n"
    assert tr_plural("{n} file", "{n} files", 2) == "[2 fíléš~~~~]"
    assert tr_context("window", "Show") == "[Šhów~~]"
