"""What a row says of a file that ends without an ID: each case in the words that people read."""

from pathlib import Path

import pytest

from layers_desktop.domain.errors import Problem, Remedy, UploaderError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.network_errors import ConnectionBrokenError
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.transfer.job.failure_messages import failure_message
from layers_desktop.transfer.job.retry_policy import Failure, Stage
from tests.unit.transfer.conftest import new_upload


def told(error: UploaderError, upload: Upload, stage: Stage = Stage.PRESIGN, tries: int = 0) -> Problem:
    return failure_message(Failure(stage, error), upload, tries)


def an_image(name: str = "a.png", mime_type: str = "image/png", size: int = 88_200_000) -> Upload:
    return new_upload(name, size, kind=MediaKind.LOGO, mime_type=mime_type, path=Path("/files") / name)


def test_a_project_that_is_gone_is_named() -> None:
    problem = told(ApiError(404, "NOT_FOUND", "no such project"), an_image())
    assert problem.title == "Acme Coffee iOS no longer exists, or this key has no access to it."
    assert problem.next_step == "Choose another project for this file."
    assert problem.remedy is Remedy.PROJECT


def test_a_file_that_is_too_large_for_layers_names_its_size_and_kind() -> None:
    problem = told(ApiError(413, "TOO_LARGE", "52428800 at most"), an_image())
    assert problem.title == (
        "Layers refused this file because it is too large (88.2\u202fMB). "
        "Its limit for Logo may have changed."
    )
    assert problem.next_step == "Export it smaller (JPEG or WebP), then add it again."
    assert (problem.remedy, problem.detail, problem.can_retry) == (Remedy.KIND, "52428800 at most", False)


def test_a_file_of_a_common_type_that_cannot_be_used_is_told_in_the_servers_words() -> None:
    problem = told(ApiError(422, "UNPROCESSABLE", "No frames found."), an_image())
    assert problem.title == "Layers could not use this file as Logo: No frames found."
    assert problem.remedy is Remedy.KIND


@pytest.mark.parametrize("status", [415, 422])
@pytest.mark.parametrize(
    ("name", "mime_type", "words"),
    [
        ("a.psd", "image/vnd.adobe.photoshop", ".psd file. Export it as PNG or JPEG and add that."),
        ("a.SVGZ", "image/svg+xml", ".svgz file. Export it as PNG or JPEG and add that."),
        ("a.wma", "audio/x-ms-wma", ".wma file. Export it as MP3 or WAV and add that."),
        ("a.wmv", "video/x-ms-wmv", ".wmv file. Export it as MP4 and add that."),
    ],
)
def test_a_file_of_an_uncommon_type_that_is_refused_is_told_what_always_works(
    name: str, mime_type: str, words: str, status: int
) -> None:
    problem = told(ApiError(status, "UNPROCESSABLE", "unknown"), an_image(name, mime_type))
    assert problem.text == f"Layers did not take this {words}"
    assert (problem.remedy, problem.can_retry, problem.detail) == (None, False, "unknown")


def test_an_svg_is_no_uncommon_type_though_it_shares_its_type_with_one() -> None:
    problem = told(ApiError(422, "UNPROCESSABLE", "broken"), an_image("a.svg", "image/svg+xml"))
    assert problem.title == "Layers could not use this file as Logo: broken."


@pytest.mark.parametrize(
    ("error", "title", "next_step"),
    [
        (
            ApiError(503, "UNAVAILABLE", "later"),
            "Layers had a problem on its side (503). Still not working after 5 tries.",
            "Nothing is wrong with your file. Try again later.",
        ),
        (
            ConnectionBrokenError("s3.example.com", "timed out"),
            "Lost the connection to s3.example.com (timed out). Still not working after 5 tries.",
            "Try again.",
        ),
    ],
)
def test_what_was_tried_in_vain_says_how_often(error: UploaderError, title: str, next_step: str) -> None:
    problem = told(error, an_image(), tries=5)
    assert (problem.title, problem.next_step, problem.can_retry) == (title, next_step, True)
    assert problem.code == error.code


def test_a_file_that_arrived_says_that_only_the_last_step_is_missing() -> None:
    upload = an_image()
    upload.remote = ServerState(upload_id="up_1", stored=True)
    problem = told(ApiError(403, "FORBIDDEN", "closed for today"), upload, Stage.FINALIZE)
    assert problem.title.endswith("The file arrived, only the last step is missing.")
    assert problem.next_step == "Retry to finish it without sending it again."
    assert problem.can_retry


def test_finalize_that_finds_nothing_speaks_of_the_file_not_of_the_project() -> None:
    problem = told(ApiError(404, "NOT_FOUND", ""), an_image(), Stage.FINALIZE)
    assert problem.title == "Layers cannot find the file that was sent."
    assert problem.remedy is None


def test_what_hangs_on_no_file_is_told_as_it_is() -> None:
    error = ApiError(400, "BAD_REQUEST", "sha256 is malformed")
    assert told(error, an_image()) == error.problem
