import pytest

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.file_errors import (
    FileEmptyError,
    FileMissingError,
    FileOnlineOnlyError,
    FileTooLargeError,
    FolderEmptyError,
    KindMismatchError,
    NotAsNamedError,
    NotMediaError,
    SameContentError,
    UnfinishedDownloadError,
)
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.file_info import no_kinds
from layers_desktop.gui.uploads.problems import remedies_for
from layers_desktop.gui.uploads.row_actions import RowAction


@pytest.fixture
def rejected(make_upload):
    def make(error, **fields):
        return make_upload("voice.aiff", state=UploadState.REJECTED, problem=error.problem, **fields)

    return make


def as_video(upload):
    return (MediaKind.VIDEO,)


def texts(uploads, kinds_that_fit=no_kinds):
    return [entry.text for entry in remedies_for(uploads, kinds_that_fit)]


TOO_LARGE = FileTooLargeError(262_000_000, 200_000_000, MediaKind.AUDIO)
MISMATCH = KindMismatchError("video/mp4", MediaKind.AUDIO, (MediaKind.VIDEO,))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TOO_LARGE, ["Use Video", "Check again", "Show in folder", "Remove"]),
        (MISMATCH, ["Use Video", "Check again", "Show in folder", "Remove"]),
        (FileMissingError("/a"), ["Locate…", "Check again", "Show in folder", "Remove"]),
        (FileEmptyError(), ["Check again", "Show in folder", "Remove"]),
        (NotMediaError("ZIP"), ["Show in folder", "Remove"]),
        (FolderEmptyError("a"), ["Show in folder", "Remove"]),
    ],
)
def test_each_reason_has_its_own_ways_out(rejected, error, expected):
    assert texts([rejected(error)], as_video) == expected


def test_no_kind_is_offered_where_none_fits(rejected):
    assert texts([rejected(TOO_LARGE)]) == ["Check again", "Show in folder", "Remove"]


def test_a_known_file_offers_its_id_first(make_upload):
    known = make_upload(state=UploadState.DUPLICATE, asset_id="med_A")
    assert texts([known]) == ["Use that ID", "Upload again", "Skip"]
    assert texts([known] * 3) == ["Use those 3 IDs", "Upload 3 again", "Skip 3"]


def test_a_file_twice_in_a_drop_is_skipped_or_sent_twice(make_upload):
    twin = make_upload(state=UploadState.DUPLICATE, problem=SameContentError("a.png").problem)
    assert texts([twin]) == ["Skip", "Upload both"]


@pytest.mark.parametrize(
    "error", [FileOnlineOnlyError(9), NotAsNamedError(".jpg", "image"), UnfinishedDownloadError()]
)
def test_what_looks_broken_may_be_checked_again_and_sent_all_the_same(rejected, error):
    assert texts([rejected(error)]) == ["Check again", "Upload anyway", "Show in folder", "Remove"]
    assert texts([rejected(error)] * 2) == ["Check 2 again", "Upload 2 anyway", "Remove 2"]


def test_trying_again_is_offered_where_it_may_help(failed):
    hopeless = failed(problem=Problem("HTTP_422", "Layers could not use this file."))
    assert texts([failed()]) == ["Retry", "Show in folder", "Remove"]
    assert texts([hopeless]) == ["Show in folder", "Remove"]


def test_what_layers_refused_as_one_kind_is_offered_the_others(failed):
    refused = failed(kind=MediaKind.IMAGE, problem=ApiError(422, "VALIDATION_FAILED", "no").problem)
    kinds = (MediaKind.IMAGE, MediaKind.LOGO)
    assert texts([refused], lambda _: kinds) == ["Use Logo", "Show in folder", "Remove"]
    assert texts([refused] * 2, lambda _: kinds) == ["Use Logo for 2", "Remove 2"]


def test_files_of_a_project_that_is_gone_are_offered_another(failed):
    homeless = failed(problem=ApiError(404, "NOT_FOUND", "no").problem)
    assert texts([homeless]) == ["Choose a project…", "Retry", "Show in folder", "Remove"]


def test_several_files_that_moved_are_looked_for_together(rejected):
    missing = [rejected(FileMissingError("/a")) for _ in range(3)]
    assert texts(missing) == ["Locate 3…", "Check 3 again", "Remove 3"]


def test_several_files_of_one_reason_are_mended_together_each_by_what_fits_it(rejected):
    uploads = [rejected(TOO_LARGE, kind=MediaKind.AUDIO) for _ in range(4)]
    repairs = remedies_for(uploads, lambda upload: () if upload is uploads[0] else (MediaKind.VIDEO,))
    assert [entry.text for entry in repairs] == ["Use Video for 3", "Check 4 again", "Remove 4"]
    assert repairs[0].uploads == tuple(uploads[1:])
    assert (repairs[0].action, repairs[0].value) == (RowAction.KIND, MediaKind.VIDEO)


def test_files_of_several_reasons_have_no_way_out_in_common(rejected, make_upload):
    assert texts([rejected(TOO_LARGE), rejected(FileEmptyError())], as_video) == []
    assert texts([rejected(TOO_LARGE), make_upload()], as_video) == []
    assert texts([]) == []
