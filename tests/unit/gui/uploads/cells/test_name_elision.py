import pytest
from PySide6.QtGui import QFontMetrics

from layers_desktop.gui.uploads.cells.cell_text import FolderNames
from layers_desktop.gui.uploads.cells.name_cell import elided_path

FOLDER, NAME = "client-references", "moodboard-07.jpg"
ISOLATES = str.maketrans("", "", "\u2068\u2069")


@pytest.fixture
def metrics(qapp):
    return QFontMetrics(qapp.font())


def words(folder, metrics, width, short=None):
    path = elided_path(folder, short or folder, NAME, metrics, width)
    return [part.translate(ISOLATES) for part in path]


def test_folder_and_name_are_whole_where_there_is_room(metrics):
    assert words(FOLDER, metrics, 1_000) == ["client-references/", NAME]


def test_the_folder_gives_way_to_the_name(metrics):
    folder, name = words(FOLDER, metrics, metrics.horizontalAdvance(f"cli…ces/{NAME}"))
    assert name == NAME
    assert "…" in folder
    assert folder.startswith("c")
    assert 2 < len(folder) < len(FOLDER)


def test_the_part_that_differs_is_kept_where_the_whole_folder_has_no_room(metrics):
    names = FolderNames()
    folders = ["acme/2026/spring/web", "acme/2026/summer/web", "acme/2026/autumn/web"]
    for each in folders:
        names.add(each)
    short = [names.short(each) for each in folders]
    assert short == ["…/spring/…", "…/summer/…", "…/autumn/…"]
    width = metrics.horizontalAdvance(f"…/spring/…/{NAME}")
    assert words(folders[0], metrics, width, short[0]) == ["…/spring/…/", NAME]


@pytest.mark.parametrize(
    ("folders", "short"),
    [
        (["acme"], ["acme"]),
        (["acme/web", "acme/web"], ["acme/web", "acme/web"]),
        (["acme", "acme/web"], ["acme", "…/web"]),
        (["acme/web", "beta/web"], ["acme/…", "beta/…"]),
        (["a/b", "a/b/b"], ["a/b", "a/b/b"]),
        (["acme/spring", "acme/summer/web"], ["…/spring", "…/summer/web"]),
    ],
)
def test_what_folders_have_in_common_gives_way_and_nothing_else(folders, short):
    names = FolderNames()
    for each in folders:
        names.add(each)
    assert [names.short(each) for each in folders] == short


def test_a_name_that_is_too_long_by_itself_keeps_its_extension_behind_a_sign_for_the_folder(metrics):
    folder, name = words(FOLDER, metrics, metrics.horizontalAdvance(NAME) - 20)
    assert folder == "…/"
    assert "…" in name
    assert name.endswith(".jpg")


def test_a_file_without_a_folder_has_none(metrics):
    assert words("", metrics, 1_000) == ["", NAME]
