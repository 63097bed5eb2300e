import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.untrusted_text import valid_unicode
from layers_desktop.gui.formatting import display_extension, display_text


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("two\nlines.png", "two\u240alines.png"),
        ("bell\x07.png", "bell\u2407.png"),
        ("txt\u202egnp.exe", "txt<U+202E>gnp.exe"),
        ("next\x85line.png", "next<U+0085>line.png"),
        ("שלום.png", "שלום.png"),
        ("family \U0001f468\u200d\U0001f469.png", "family \U0001f468\u200d\U0001f469.png"),
    ],
)
def test_what_cannot_be_seen_in_a_name_is_made_visible(name, seen):
    assert display_text(name) == seen


def test_bytes_that_are_no_text_show_as_such():
    assert display_text("caf\udce9.png") == "caf\ufffd.png"


@given(st.text(st.characters()))
def test_every_name_stands_on_one_line_and_can_be_encoded(name):
    seen = display_text(name)
    assert len(seen.splitlines()) <= 1
    assert valid_unicode(seen) == seen
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in seen)


def test_an_ending_that_is_none_is_cut():
    assert display_extension(".psd") == ".psd"
    assert display_extension(".a sentence with a stop in it") == ".a sentence …"
