import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.api_key import check_key_shape, may_be_complete, prefix_problem
from layers_desktop.domain.errors import ConfigurationError


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "No key was entered"),
        (" \n", "No key was entered"),
        ("sk-abcdefgh", "begins with sk-"),
        ("LP_abcdefgh", "begins with LP_"),
        ("lp_with space", "characters"),
        ("lp_two\nlines", "characters"),
        ("lp_ünicode", "characters"),
        ("lp_zero\x00", "characters"),
    ],
)
def test_what_is_no_key_is_refused_in_words(key: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        check_key_shape(key)


@given(st.text())
def test_a_checked_key_can_stand_in_a_header(text: str) -> None:
    try:
        key = check_key_shape(f"lp_{text}")
    except ConfigurationError:
        return
    assert key == key.strip()
    assert all("!" <= sign <= "~" for sign in key)


@pytest.mark.parametrize("typed", ["", "l", "lp", "lp_", "lp_a", "lp_a b"])
def test_the_beginning_of_a_key_is_no_problem(typed: str) -> None:
    assert prefix_problem(typed) == ""


@pytest.mark.parametrize("typed", ["s", "sk_", "sk_abc", "LP_abc"])
def test_another_beginning_is_told_at_once(typed: str) -> None:
    assert prefix_problem(typed).endswith(f"This one begins with {typed[:3]}.")


@pytest.mark.parametrize(("typed", "may_be"), [("", False), ("lp_", False), ("lp_a", True), ("sk_a", False)])
def test_a_key_needs_more_than_its_prefix(typed: str, may_be: bool) -> None:
    assert may_be_complete(typed) is may_be
