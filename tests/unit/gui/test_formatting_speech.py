import pytest

from layers_desktop.gui.formatting import accessible_size_text, accessible_time_left_text


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1 kilobyte"),
        (18_000, "18 kilobytes"),
        (1_000_000, "1.0 megabytes"),
        (88_200_000, "88.2 megabytes"),
        (1_400_000_000, "1.40 gigabytes"),
        (2 * 10**12, "2.00 terabytes"),
    ],
)
def test_sizes_are_said_in_whole_words(size, said):
    assert accessible_size_text(size).replace("\u202f", " ") == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "a few seconds"),
        (6, "about 5 seconds"),
        (24, "about 25 seconds"),
        (58, "about 1 minute"),
        (180, "about 3 minutes"),
        (3_600, "about 1 hour"),
        (4_800, "about 1 hour 20 minutes"),
        (7_500, "about 2 hours 5 minutes"),
    ],
)
def test_times_are_said_in_whole_words(seconds, said):
    assert accessible_time_left_text(seconds) == said
