import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.gui.formatting import speed_text, time_left_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "a few seconds"),
        (4.9, "a few seconds"),
        (5, "about 5 s"),
        (23, "about 25 s"),
        (57, "about 55 s"),
        (58, "about 1 min"),
        (185, "about 3 min"),
        (3569, "about 59 min"),
        (3580, "about 1 h"),
        (4790, "about 1 h 20 min"),
        (7200, "about 2 h"),
    ],
)
def test_time_left_is_said_as_roughly_as_it_is_known(seconds, text):
    assert time_left_text(seconds) == text


@given(st.floats(min_value=0, max_value=10**7))
def test_no_time_left_reads_as_zero_or_as_sixty_of_anything(seconds):
    text = time_left_text(seconds)
    assert not {"0 s", "60 s", "0 min", "60 min", "0 h"} & {text.removeprefix("about "), text[-4:], text[-6:]}


def test_speed_has_the_units_of_sizes():
    assert speed_text(6_340_000).replace("\u202f", " ") == "6.3 MB/s"
    assert speed_text(980).replace("\u202f", " ") == "980 bytes/s"
    assert speed_text(0.4) == "", "nothing has moved yet: no speed is known"
