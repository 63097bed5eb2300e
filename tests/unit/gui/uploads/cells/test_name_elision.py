import pytest
from PySide6.QtGui import QFontMetrics

from layers_desktop.gui.uploads.cells.name_cell import elided_path

FOLDER, NAME = "client-references", "moodboard-07.jpg"
ISOLATES = str.maketrans("", "", "\u2068\u2069")


@pytest.fixture
def metrics(qapp):
    return QFontMetrics(qapp.font())


def words(folder, metrics, width):
    return [part.translate(ISOLATES) for part in elided_path(folder, NAME, metrics, width)]


def test_folder_and_name_are_whole_where_there_is_room(metrics):
    assert words(FOLDER, metrics, 1_000) == ["client-references/", NAME]


def test_the_folder_gives_way_to_the_name(metrics):
    folder, name = words(FOLDER, metrics, metrics.horizontalAdvance(f"clien…/{NAME}"))
    assert name == NAME
    assert folder.endswith("…/")
    assert 2 < len(folder) < len(FOLDER)


def test_a_name_that_is_too_long_by_itself_keeps_its_extension_behind_a_sign_for_the_folder(metrics):
    folder, name = words(FOLDER, metrics, metrics.horizontalAdvance(NAME) - 20)
    assert folder == "…/"
    assert "…" in name
    assert name.endswith(".jpg")


def test_a_file_without_a_folder_has_none(metrics):
    assert words("", metrics, 1_000) == ["", NAME]
