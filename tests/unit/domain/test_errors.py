import errno
import inspect
from collections.abc import Iterator

import pytest

from layers_desktop.domain import errors, file_errors, network_errors, server_errors
from layers_desktop.domain.errors import IllegalMoveError, Problem, UploaderError, system_reason
from layers_desktop.domain.file_errors import FileError, FileTooLargeError, KindMismatchError, NotMediaError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.network_errors import NetworkError
from layers_desktop.domain.server_errors import ApiError, StorageError

# What an argument of this name may look like.
ARGUMENTS = {
    "fits": (MediaKind.LOGO,),
    "kind": MediaKind.IMAGE,
    "limit": 50_000_000,
    "retry_after": 7.0,
    "size": 60_000_000,
    "status": 422,
    "title": "What happened.",
    "next_step": "What to do.",
}
# Said by the class, or by whoever raises it.
BASES = {UploaderError, FileError, NetworkError}


def all_errors() -> Iterator[type[UploaderError]]:
    for module in (errors, file_errors, network_errors, server_errors):
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, UploaderError) and found.__module__ == module.__name__:
                yield found


def example(kind: type[UploaderError]) -> UploaderError:
    parameters = inspect.signature(kind).parameters
    return kind(**{name: ARGUMENTS.get(name, f"some {name}") for name in parameters})


@pytest.mark.parametrize("kind", list(all_errors()), ids=lambda kind: kind.__name__)
def test_an_error_says_what_happened_and_keeps_it_all_in_its_problem(kind: type[UploaderError]) -> None:
    error = example(kind)
    problem = error.problem
    assert error.title.endswith(".")
    assert str(error) == error.title
    assert problem.next_step.endswith(".")
    assert "None" not in problem.text
    assert "{" not in problem.text
    assert (problem.title, problem.code, problem.detail) == (error.title, error.code, error.detail)
    assert problem.can_retry is error.can_retry


def test_no_two_kinds_of_error_share_a_code() -> None:
    codes = [kind.code for kind in all_errors()]
    assert len(set(codes)) == len(codes)
    assert all(code == code.upper() for code in codes)


def test_a_problem_without_a_next_step_has_no_blank_at_its_end() -> None:
    assert Problem("CODE", "What happened.").text == "What happened."
    assert Problem("CODE", "What happened.", "What to do.").text == "What happened. What to do."


STATUSES = [400, 401, 403, 404, 408, 409, 413, 418, 422, 425, 429, 500, 502, 503]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("message", ["", "The server's own sentence."])
def test_every_status_of_the_api_is_told_with_a_next_step(status: int, message: str) -> None:
    error = ApiError(status, "SOME_CODE", message, "req_1", 3.0)
    problem = error.problem
    assert problem.title
    assert problem.next_step.endswith(".")
    assert not problem.title.endswith((": ", ":"))
    assert (problem.code, problem.request_id, problem.detail) == ("SOME_CODE", "req_1", message)
    assert (error.status, error.message, error.retry_after) == (status, message, 3.0)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_the_servers_own_sentence_is_shown_where_only_it_knows(status: int) -> None:
    assert "Sizes differ." in ApiError(status, "SOME_CODE", "Sizes differ.").title


@pytest.mark.parametrize("status", STATUSES)
def test_trying_again_is_offered_where_it_may_help(status: int) -> None:
    assert ApiError(status, "SOME_CODE", "").can_retry == (status not in {400, 403, 413, 418, 422})


def test_a_suspended_key_is_told_by_its_code_not_as_a_fault_of_the_server() -> None:
    suspended = ApiError(503, "KILL_SWITCH", "Suspended.")
    assert suspended.is_key_limited
    assert "switched" in suspended.title
    assert not ApiError(503, "UNAVAILABLE", "").is_key_limited
    assert ApiError(403, "FORBIDDEN_SCOPE", "").is_key_limited
    assert not ApiError(403, "OTHER", "").is_key_limited
    assert ApiError(401, "UNAUTHENTICATED", "").is_key_refused


@pytest.mark.parametrize(
    ("status", "code", "message", "expired", "slow_down"),
    [
        (403, "AccessDenied", "Request has expired", True, False),
        (403, "AccessDenied", "Access Denied", False, False),
        (403, "AccessDenied", None, False, False),
        (400, "ExpiredRequest", None, True, False),
        (403, "SignatureDoesNotMatch", "It has expired", False, False),
        (503, "SlowDown", None, False, True),
        (503, None, None, False, True),
        (429, None, None, False, True),
        (500, "InternalError", None, False, False),
    ],
)
def test_a_store_is_understood_by_code_and_status(
    status: int, code: str | None, message: str | None, expired: bool, slow_down: bool
) -> None:
    error = StorageError(status, code, message, 2.0, "req_2")
    assert (error.is_expired, error.is_slow_down) == (expired, slow_down)
    assert error.problem.code == (code or f"HTTP_{status}")
    assert error.problem.request_id == "req_2"
    assert "None" not in error.problem.text


def test_a_file_that_is_too_large_names_both_sizes_and_the_kind_that_would_take_it() -> None:
    error = FileTooLargeError(52_428_801, 50_000_000, MediaKind.IMAGE, (MediaKind.VIDEO,))
    assert error.title == "52.4\u202fMB is over the 50.0\u202fMB limit for Image."
    assert error.next_step.endswith("As Video it is within the limit.")
    assert (
        FileTooLargeError(2, 1, MediaKind.IMAGE).next_step
        == "Export it smaller (JPEG or WebP), then add it again."
    )


def test_a_kind_that_cannot_be_names_one_that_can() -> None:
    error = KindMismatchError("video/mp4", MediaKind.LOGO, (MediaKind.VIDEO,))
    assert (
        error.text_of_problem()
        if hasattr(error, "text_of_problem")
        else error.problem.text
        == ("A file of type video/mp4 cannot be uploaded as Logo. Choose Video instead.")
    )


def test_what_is_no_media_is_named_where_its_name_tells() -> None:
    assert ".pdf" in NotMediaError(".pdf").title
    assert "files" not in NotMediaError("").title


def test_a_fault_of_the_program_is_no_matter_for_a_person() -> None:
    assert IllegalMoveError("done cannot become added").problem.next_step == ""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk full"),
        (FileNotFoundError(errno.ENOENT, "x", "/files/a.png"), "file or folder not found"),
        (OSError(errno.ESTALE, "Stale file handle"), "Stale file handle"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_why_the_system_refused_is_told_in_words_and_never_with_a_number_or_a_path(
    error: OSError, words: str
) -> None:
    assert system_reason(error) == words


@pytest.mark.windows("other systems have one number for each")
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (19, "read-only"),
        (23, "disk error"),
        (32, "in use by another program"),
        (64, "the connection was lost"),
        (206, "the name is too long"),
        (1225, "connection refused"),
        (10061, "connection refused"),
    ],
)
def test_windows_own_numbers_have_the_same_words(number: int, words: str) -> None:
    assert system_reason(OSError(0, "x", "a.png", number)) == words
