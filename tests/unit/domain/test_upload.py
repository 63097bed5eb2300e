from pathlib import Path

import pytest

from layers_desktop.domain.errors import IllegalMoveError, Problem
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint, ServerState
from layers_desktop.domain.upload_state import LEGAL_MOVES, STAGES, UploadState

S = UploadState
PROBLEM = Problem("CODE", "What happened.")
PROJECT = Project("prj_1", "Acme Coffee iOS")
ACTIVE = {S.PRESIGNING, S.SENDING, S.SENDING_INLINE, S.STORED, S.FINALIZING, S.WAITING}
BEFORE_START = {S.ADDED, S.CHECKING, S.SETTLING, S.READY, S.REJECTED, S.DUPLICATE}

# For each question the states in which the answer is yes.
ANSWERS = {
    "is_active": ACTIVE,
    "is_sending": {S.SENDING, S.SENDING_INLINE},
    "is_ready": {S.READY},
    "is_rejected": {S.REJECTED},
    "is_being_checked": {S.ADDED, S.CHECKING, S.SETTLING, S.CHANGED},
    "can_be_checked": {S.READY, S.REJECTED, S.DUPLICATE},
    "is_done": {S.DONE},
    "is_finished": {S.DONE, S.FAILED, S.CANCELLED},
    "is_unfinished": {*ACTIVE, S.QUEUED, S.PAUSED},
    "needs_attention": {S.REJECTED, S.DUPLICATE, S.FAILED},
    "can_start": {S.READY},
    "can_change": BEFORE_START,
    "can_cancel": {*ACTIVE, S.QUEUED, S.PAUSED},
    "can_pause": {*ACTIVE, S.QUEUED},
    "can_resume": {S.PAUSED},
    "can_retry": {S.FAILED, S.CANCELLED},
    "can_remove": set(S) - ACTIVE,
}


def upload_in(state: UploadState, **values: object) -> Upload:
    made = Upload(UploadId("1"), BatchId("b"), Path("/files/a.png"), PROJECT, 0.0, state=state)
    for name, value in values.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_is_answered_with_yes_in_exactly_these_states(question: str) -> None:
    assert {state for state in S if getattr(upload_in(state), question)} == ANSWERS[question]


def test_every_state_has_its_moves_and_waiting_can_return_to_each_stage() -> None:
    assert set(LEGAL_MOVES) == set(S)
    assert LEGAL_MOVES[S.WAITING] >= STAGES


def test_every_active_state_can_be_interrupted_in_every_way() -> None:
    for state in ACTIVE:
        assert LEGAL_MOVES[state] >= {S.PAUSED, S.CANCELLED, S.FAILED, S.WAITING, S.CHANGED}, state


def test_nothing_leaves_done() -> None:
    assert LEGAL_MOVES[S.DONE] == frozenset()


def test_without_a_project_nothing_can_start() -> None:
    assert not upload_in(S.READY, project=None).can_start


def test_done_is_refused_without_an_id() -> None:
    upload = upload_in(S.FINALIZING)
    with pytest.raises(IllegalMoveError):
        upload.finish("", 1.0)
    assert upload.state is S.FINALIZING


def test_a_duplicate_without_an_id_offers_none_to_reuse() -> None:
    upload = upload_in(S.DUPLICATE)
    with pytest.raises(IllegalMoveError):
        upload.finish_with_existing(1.0)
    assert not upload.is_reused


@pytest.mark.parametrize("stage", sorted(set(S) - STAGES))
def test_nothing_waits_for_what_is_no_stage(stage: UploadState) -> None:
    with pytest.raises(IllegalMoveError):
        upload_in(S.SENDING).wait(stage, 1.0)


def test_a_failure_that_no_second_try_can_mend_offers_none() -> None:
    upload = upload_in(S.FINALIZING)
    upload.fail(PROBLEM, 1.0)
    assert not upload.can_retry
    other = upload_in(S.FINALIZING)
    other.fail(Problem("CODE", "What happened.", can_retry=True), 1.0)
    assert other.can_retry


def test_the_size_is_unknown_until_somebody_has_looked() -> None:
    assert upload_in(S.ADDED).size is None
    assert upload_in(S.READY, fingerprint=Fingerprint(0, 1, 2)).size == 0


def test_a_changed_file_leaves_nothing_of_what_was_sent() -> None:
    remote = ServerState(upload_id="u", bytes_handed_over=True, stored=True, inline_key="k")
    upload = upload_in(S.STORED, remote=remote, bytes_sent=5, sha256="ab")
    upload.mark_changed()
    assert (upload.remote, upload.bytes_sent, upload.sha256) == (ServerState(), 0, None)


def test_sending_again_forgets_that_the_bytes_may_be_there() -> None:
    upload = upload_in(S.PRESIGNING, remote=ServerState(upload_id="u", bytes_handed_over=True, stored=True))
    upload.start_sending()
    assert not upload.remote.may_have_arrived
    assert upload.remote.upload_id == "u"


def test_an_offer_that_is_looked_at_again_is_an_offer_no_more() -> None:
    upload = upload_in(S.CHECKING)
    upload.offer_duplicate("med_old", PROBLEM)
    upload.start_checking()
    assert upload.asset_id is None
    upload.reject(PROBLEM)
    assert upload.asset_id is None


def test_a_second_asset_is_wanted_only_where_there_is_a_first() -> None:
    upload = upload_in(S.CHECKING)
    upload.offer_duplicate("med_old", PROBLEM)
    upload.request_new_asset()
    assert (upload.is_ready, upload.is_wanted_again, upload.asset_id) == (True, True, None)


@pytest.mark.parametrize(
    ("remote", "state", "expected"),
    [
        (ServerState(), S.FAILED, False),
        (ServerState(), S.PAUSED, True),
        (ServerState(upload_id="u"), S.FAILED, False),
        (ServerState(upload_id="u", bytes_handed_over=True), S.FAILED, True),
        (ServerState(upload_id="u", stored=True), S.CANCELLED, True),
        (ServerState(stored=True), S.FAILED, False),
        (ServerState(inline_key="k"), S.FAILED, True),
    ],
)
def test_what_may_have_made_an_asset_is_remembered(
    remote: ServerState, state: UploadState, expected: bool
) -> None:
    assert upload_in(state, remote=remote).must_be_kept is expected
