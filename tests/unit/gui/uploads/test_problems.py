import pytest

from layers_desktop.domain.errors import Problem, Remedy
from layers_desktop.domain.file_errors import (
    FileEmptyError,
    FileTooLargeError,
    KindMismatchError,
    NotMediaError,
    SameContentError,
)
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.problems import ProblemGroup, Reason, reason_of, reason_text


@pytest.fixture
def rejected(make_upload):
    def make(error, name="voice.aiff", **fields):
        return make_upload(name, state=UploadState.REJECTED, problem=error.problem, **fields)

    return make


def group_by_reason(uploads):
    groups = {}
    for upload in uploads:
        if reason := reason_of(upload):
            groups.setdefault(reason, []).append(upload)
    return tuple(ProblemGroup(reason, tuple(members)) for reason, members in groups.items())


def too_large(kind):
    return FileTooLargeError(262_000_000, 200_000_000, kind)


def test_problems_with_the_same_reason_are_counted_together(rejected, make_upload, done):
    strange = [rejected(NotMediaError("Photoshop"), f"{n}.PSD", kind=None) for n in range(3)]
    large = [rejected(too_large(MediaKind.AUDIO), kind=MediaKind.AUDIO) for _ in range(4)]
    groups = group_by_reason([*strange, make_upload(), *large, done()])
    assert [group.text for group in groups] == ["3 × .psd not accepted", "4 × too big for Audio"]
    assert [list(group.uploads) for group in groups] == [strange, large]


def test_the_same_problem_of_another_kind_or_ending_is_another_reason(rejected):
    uploads = [
        rejected(too_large(MediaKind.AUDIO), kind=MediaKind.AUDIO),
        rejected(too_large(MediaKind.VIDEO), kind=MediaKind.VIDEO),
        rejected(NotMediaError("ZIP"), "a.zip"),
        rejected(NotMediaError("PDF"), "a.pdf"),
        rejected(NotMediaError(""), "README"),
    ]
    assert [group.text for group in group_by_reason(uploads)] == [
        "1 × too big for Audio",
        "1 × too big for Video",
        "1 × .zip not accepted",
        "1 × .pdf not accepted",
        "1 × neither image, video nor audio",
    ]


def test_what_needs_nobody_has_no_reason(make_upload, done):
    assert reason_of(make_upload(state=UploadState.SENDING)) is None
    assert group_by_reason([make_upload(), done()]) == ()


def test_files_known_before_and_files_twice_in_a_drop_are_told_apart(make_upload):
    twin_problem = SameContentError("hero.png").problem
    uploads = [
        make_upload(state=UploadState.DUPLICATE, asset_id="med_A"),
        make_upload(state=UploadState.DUPLICATE, problem=twin_problem),
    ]
    assert [group.text for group in group_by_reason(uploads)] == [
        "1 × uploaded before",
        "1 × same contents as another file",
    ]


def test_a_reason_of_layers_own_is_told_in_its_sentence(make_upload):
    problem = Problem("HTTP_503", "Layers had a problem on its side (503).", can_retry=True)
    uploads = [make_upload(state=UploadState.FAILED, problem=problem) for _ in range(2)]
    assert [group.text for group in group_by_reason(uploads)] == [
        "2 × Layers had a problem on its side (503)."
    ]


@pytest.mark.parametrize(
    ("code", "remedy", "said"),
    [
        ("NOT_FOUND", Remedy.PROJECT, "2 × project gone"),
        ("PAYLOAD_TOO_LARGE", Remedy.KIND, "2 × not taken by Layers as this kind"),
        ("UNAVAILABLE", None, "2 × stopped (UNAVAILABLE)"),
    ],
)
def test_problems_that_each_name_their_own_file_are_told_by_what_they_share(make_upload, code, remedy, said):
    problems = [Problem(code, f"Something about {name}.", remedy=remedy) for name in ("a", "b")]
    uploads = [make_upload(state=UploadState.FAILED, problem=problem) for problem in problems]
    assert [group.text for group in group_by_reason(uploads)] == [said]


def test_a_failure_without_a_word_is_grouped_too(make_upload):
    assert [group.text for group in group_by_reason([make_upload(state=UploadState.FAILED)])] == [
        "1 × stopped"
    ]


@pytest.mark.parametrize(
    "error",
    [FileEmptyError(), KindMismatchError("image/png", MediaKind.AUDIO, ()), too_large(MediaKind.IMAGE)],
)
def test_a_reason_without_its_kind_can_be_told(error):
    text = reason_text(Reason(error.code), 7)
    assert text.startswith("7 × ")
    assert "{" not in text
