import pytest

from layers_desktop.media import format_table
from layers_desktop.media.format_table import FORMATS, family_of, format_of_extension, label_of


def test_no_format_stands_in_the_table_twice() -> None:
    assert len(FORMATS) == len(format_table._ALL)  # the rows themselves: a mapping would hide a second one


def test_every_format_has_a_name_for_people() -> None:
    assert all(label_of(row) for row in FORMATS.values())


def test_every_parent_is_in_the_table_and_no_parent_is_media_where_the_child_is_not() -> None:
    for row in FORMATS.values():
        if row.parent:
            assert FORMATS[row.parent].family is row.family


def test_a_mime_type_belongs_to_one_family() -> None:
    assert all(family_of(row.mime_type) is row.family for row in FORMATS.values())


def test_extensions_are_lower_case_and_without_a_dot() -> None:
    extensions = [extension for row in FORMATS.values() for extension in row.extensions]
    assert all(extension == extension.lower() and "." not in extension for extension in extensions)


@pytest.mark.parametrize(
    ("extension", "mime_type"),
    [
        (".JPG", "image/jpeg"),
        ("heic", "image/heic"),
        (".ogg", "audio/ogg"),
        (".ts", "video/mp2t"),
        (".3gp", "video/3gpp"),
        (".webm", "video/webm"),
        (".opus", "audio/ogg"),
        (".xml", "application/xml"),
        (".ai", "application/pdf"),
    ],
)
def test_an_extension_that_many_have_means_the_usual_one(extension: str, mime_type: str) -> None:
    row = format_of_extension(extension)
    assert row is not None
    assert row.mime_type == mime_type


@pytest.mark.parametrize("extension", ["", ".", ".nothing", "..jpg"])
def test_an_unknown_extension_means_nothing(extension: str) -> None:
    assert format_of_extension(extension) is None
