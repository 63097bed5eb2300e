import pytest

from layers_desktop.domain.file_errors import FileTooLargeError, FileTooLargeForAllError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.media.kinds import check_size, largest_cap

_TYPES = {MediaKind.VIDEO: "video/mp4", MediaKind.AUDIO: "audio/mpeg"}


@pytest.mark.parametrize(
    ("kind", "cap"),
    [
        (MediaKind.IMAGE, 50 * 2**20),
        (MediaKind.LOGO, 50 * 2**20),
        (MediaKind.REFERENCE_IMAGE, 50 * 2**20),
        (MediaKind.AUDIO, 200 * 2**20),
        (MediaKind.VIDEO, 2**30),
    ],
)
def test_only_what_is_over_the_larger_reading_is_refused(kind: MediaKind, cap: int) -> None:
    mime_type = _TYPES.get(kind, "image/png")
    check_size(cap, kind, mime_type)
    refusal = FileTooLargeForAllError if kind is MediaKind.VIDEO else FileTooLargeError
    with pytest.raises(refusal):
        check_size(cap + 1, kind, mime_type)


def test_every_kind_has_a_cap() -> None:
    assert all(largest_cap(kind) > 0 for kind in MediaKind)


def test_the_refusal_names_the_limit_as_the_api_states_it() -> None:
    with pytest.raises(FileTooLargeError, match=r"262\.0.MB is over the 200\.0.MB limit for Audio"):
        check_size(262_000_000, MediaKind.AUDIO, "audio/mpeg")


def test_a_kind_is_offered_where_it_takes_the_type_and_has_room() -> None:
    with pytest.raises(FileTooLargeError) as caught:
        check_size(60_000_000, MediaKind.IMAGE, "video/mp4")
    assert caught.value.fits == (MediaKind.VIDEO,)
    with pytest.raises(FileTooLargeError) as caught:
        check_size(60_000_000, MediaKind.IMAGE, "image/png")
    assert caught.value.fits == ()


def test_too_big_for_every_kind_says_so_and_offers_no_other() -> None:
    with pytest.raises(FileTooLargeForAllError) as caught:
        check_size(1_400_000_000, MediaKind.AUDIO, "audio/wav")
    problem = caught.value.problem
    assert problem.text.replace("\u202f", " ") == (
        "No kind accepts 1.40 GB (at most 1.00 GB). Compress or shorten it, then add it again."
    )
    assert problem.code == "FILE_TOO_LARGE_FOR_ALL"
