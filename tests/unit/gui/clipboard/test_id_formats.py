import pytest

from layers_desktop.gui.clipboard.messages import copied_text


@pytest.mark.parametrize(
    ("copied", "without", "text"),
    [
        (11, 0, "Copied 11 IDs."),
        (1, 0, "Copied 1 ID."),
        (5, 2, "Copied 5 IDs. 2 selected files have none yet."),
        (1, 1, "Copied 1 ID. 1 selected file has none yet."),
        (0, 3, "Nothing copied: none of the 3 selected files has an ID yet."),
        (0, 1, "Nothing copied: the selected file has no ID yet."),
    ],
)
def test_copying_says_how_many(copied, without, text):
    assert copied_text(copied, without) == text
