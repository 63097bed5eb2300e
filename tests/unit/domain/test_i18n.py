import gettext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.i18n import (
    NumberForm,
    natural_order,
    search_form,
    set_language,
    size_text,
    tr,
    tr_plural,
    two_sizes_text,
)

SIZES = st.integers(min_value=0, max_value=2**63)


class Shouting(gettext.NullTranslations):
    """A language of its own: louder, and with one form for all counts."""

    def gettext(self, message: str) -> str:
        return f"{message}!"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002  # gettext's own shape
        return self.gettext(msgid2)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (1_499, "1 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (999_999, "1.0 MB"),
        (1_000_000, "1.0 MB"),
        (52_428_800, "52.4 MB"),
        (999_949_999, "999.9 MB"),
        (999_950_000, "1.00 GB"),
        (1_073_741_824, "1.07 GB"),
        (999_994_999_999, "999.99 GB"),
        (999_995_000_000, "1.00 TB"),
        (5 * 10**15, "5,000.00 TB"),
    ],
)
def test_a_size_has_the_unit_and_the_digits_that_people_expect(size: int, text: str) -> None:
    assert size_text(size) == text.replace(" ", "\u202f")


@given(SIZES)
def test_no_size_shows_a_number_that_belongs_to_the_next_unit(size: int) -> None:
    number, unit = size_text(size).split("\u202f")
    assert float(number.replace(",", "")) < 1000 or unit == "TB"
    assert unit in {"byte", "bytes", "kB", "MB", "GB", "TB"}


@given(SIZES, SIZES)
def test_a_larger_size_never_looks_smaller(one: int, other: int) -> None:
    smaller, larger = sorted((one, other))
    assert in_bytes(size_text(smaller)) <= in_bytes(size_text(larger))


@given(SIZES, st.one_of(SIZES, st.integers(1, 1000)))
def test_two_sizes_can_always_be_told_apart(smaller: int, more: int) -> None:
    shown = two_sizes_text(smaller + more, smaller)
    assert (shown[0] != shown[1]) == (more > 0)
    assert in_bytes(shown[0]) >= in_bytes(shown[1])


def test_two_sizes_that_differ_plainly_have_no_more_digits_than_one() -> None:
    assert two_sizes_text(52_428_801, 50_000_000) == ("52.4\u202fMB", "50.0\u202fMB")
    assert two_sizes_text(50_000_001, 50_000_000) == ("50.000001\u202fMB", "50.000000\u202fMB")


def test_a_language_changes_words_marks_and_plurals() -> None:
    set_language(Shouting(), NumberForm(","))
    assert tr("There are {n} files", n=3) == "There are 3 files!"
    assert size_text(1_500_000) == "1,5\u202fMB!"
    assert size_text(1) == "1\u202fbytes!"
    assert tr_plural("{n} file of {name}", "{n} files of {name}", 1, name="you") == "1 files of you!"


@pytest.mark.parametrize(("count", "text"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (21, "21 files")])
def test_a_count_finds_its_form(count: int, text: str) -> None:
    assert tr_plural("{n} file", "{n} files", count) == text


@given(st.text())
def test_what_is_filled_in_is_never_read_as_a_field(name: str) -> None:
    assert tr("There is no project {name}.", name=name) == f"There is no project {name}."


def in_bytes(text: str) -> float:
    number, unit = text.split("\u202f")
    return (
        float(number.replace(",", ""))
        * {"byte": 1, "bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}[unit]
    )


@pytest.mark.parametrize("text", ["Über Straße", "u\u0308ber strasse", "UBER STRASSE", "Ｕber Straße"])
def test_texts_are_compared_without_case_accents_and_how_unicode_composes_them(text: str) -> None:
    assert search_form(text) == "uber strasse"


@given(st.text())
def test_the_form_of_a_form_is_itself(text: str) -> None:
    assert search_form(search_form(text)) == search_form(text)


def test_names_are_ordered_as_people_see_them() -> None:
    seen = ["ähre", "Beta", "shot 2", "Shot 9", "shot 10", "Zeile"]
    shuffled = [seen[place] for place in (4, 2, 5, 0, 3, 1)]
    assert sorted(shuffled, key=natural_order) == seen
