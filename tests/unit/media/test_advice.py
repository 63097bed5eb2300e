import pytest

from layers_desktop.media.format_table import Family
from layers_desktop.media.identify import MediaType
from layers_desktop.media.kinds import advice_for


def _type(family: Family | None, *, lie: str | None = None, is_uncommon: bool = False) -> MediaType:
    return MediaType(
        "x/y",
        family,
        mismatched_extension=lie,
        is_uncommon=is_uncommon,
        label="WebP",
        extension=".abc",
    )


def test_most_files_need_no_note() -> None:
    assert advice_for(_type(Family.IMAGE)) == ""


def test_a_name_that_lies_is_told() -> None:
    assert advice_for(_type(Family.IMAGE, lie=".jpg")) == (
        "Its name ends in .jpg, but the contents are WebP. It will be sent as WebP."
    )


@pytest.mark.parametrize(
    ("family", "caution"),
    [
        (Family.IMAGE, "Layers may refuse .abc files; PNG or JPEG always work."),
        (Family.VIDEO, "Layers may refuse .abc files; MP4 always works."),
        (Family.AUDIO, "Layers may refuse .abc files; MP3 or WAV always work."),
    ],
)
def test_an_uncommon_type_is_cautioned_with_what_always_works(family: Family, caution: str) -> None:
    assert advice_for(_type(family, is_uncommon=True)) == caution


def test_both_notes_stand_side_by_side() -> None:
    assert advice_for(_type(Family.VIDEO, lie=".mp4", is_uncommon=True)).count(".abc") == 1
    assert advice_for(_type(Family.VIDEO, lie=".mp4", is_uncommon=True)).startswith("Its name ends in .mp4")


def test_what_is_not_sent_gets_no_note() -> None:
    assert advice_for(_type(None, lie=".jpg")) == ""
