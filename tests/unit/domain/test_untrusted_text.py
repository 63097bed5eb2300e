import pytest

from layers_desktop.domain.untrusted_text import without_formula


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_would_be_run_is_marked_as_text(start: str) -> None:
    assert without_formula(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "a=b", " =1", "'=1", 7, -7, None])
def test_everything_else_stays_as_it_is(cell: object) -> None:
    assert without_formula(cell) is cell
