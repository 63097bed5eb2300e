import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from layers_desktop.domain.errors import IllegalMoveError, Problem
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import ACTIVE_STATES, STAGES, UploadState

PROBLEM = Problem("CODE", "What happened.", "What to do.", can_retry=True)
PROJECT = Project("prj_1", "Acme Coffee iOS")
S = UploadState

# Written from the specification's drawing, not from the program's table.
# What is on its way becomes a duplicate when another program is through with the same content first.
ANYWHERE_ACTIVE = {S.WAITING, S.CHANGED, S.FAILED, S.DUPLICATE, S.PAUSED, S.CANCELLED}
ALLOWED = {
    S.ADDED: {S.CHECKING},
    S.CHECKING: {S.READY, S.REJECTED, S.DUPLICATE, S.SETTLING, S.PAUSED, S.CANCELLED},
    S.SETTLING: {S.CHECKING, S.PAUSED, S.CANCELLED},
    S.READY: {S.QUEUED, S.CHECKING, S.REJECTED, S.DUPLICATE},
    S.REJECTED: {S.CHECKING, S.READY},
    S.DUPLICATE: {S.READY, S.DONE, S.CHECKING},
    S.QUEUED: {*STAGES, *ANYWHERE_ACTIVE},
    S.PRESIGNING: {S.SENDING, *ANYWHERE_ACTIVE},
    S.SENDING: {S.STORED, S.FINALIZING, S.PRESIGNING, *ANYWHERE_ACTIVE},
    S.SENDING_INLINE: {S.DONE, *ANYWHERE_ACTIVE},
    S.STORED: {S.FINALIZING, *ANYWHERE_ACTIVE},
    S.FINALIZING: {S.DONE, S.PRESIGNING, *ANYWHERE_ACTIVE},
    S.WAITING: {*STAGES, *ANYWHERE_ACTIVE},
    S.PAUSED: {S.QUEUED, S.CANCELLED},
    S.CHANGED: {S.CHECKING, S.FAILED, S.PAUSED, S.CANCELLED},
    S.DONE: set(),
    S.FAILED: {S.QUEUED, S.CHECKING},
    S.CANCELLED: {S.QUEUED, S.CHECKING},
}

# Every named move: what it takes, and where it leads.
MOVES: dict[str, tuple[Callable[[Upload], None], UploadState]] = {
    "start_checking": (Upload.start_checking, S.CHECKING),
    "settle": (Upload.mark_unstable, S.SETTLING),
    "mark_ready": (Upload.mark_ready, S.READY),
    "reject": (lambda upload: upload.reject(PROBLEM), S.REJECTED),
    "offer_duplicate": (lambda upload: upload.offer_duplicate("med_old", PROBLEM), S.DUPLICATE),
    "reuse": (lambda upload: upload.finish_with_existing(5.0), S.DONE),
    "request_new_asset": (Upload.request_new_asset, S.READY),
    "enqueue": (Upload.enqueue, S.QUEUED),
    "start_presigning": (Upload.start_presigning, S.PRESIGNING),
    "start_sending": (Upload.start_sending, S.SENDING),
    "start_sending_inline": (Upload.start_sending_inline, S.SENDING_INLINE),
    "mark_stored": (Upload.mark_stored, S.STORED),
    "start_finalizing": (Upload.start_finalizing, S.FINALIZING),
    "wait": (lambda upload: upload.wait(S.SENDING, 9.0), S.WAITING),
    "mark_changed": (Upload.mark_changed, S.CHANGED),
    "pause": (Upload.pause, S.PAUSED),
    "cancel": (lambda upload: upload.cancel(6.0), S.CANCELLED),
    "fail": (lambda upload: upload.fail(PROBLEM, 7.0), S.FAILED),
    "finish": (lambda upload: upload.finish("med_new", 8.0), S.DONE),
}
ONLY_FROM_DUPLICATE = {"reuse", "request_new_asset"}


def new_upload() -> Upload:
    return Upload(UploadId("1"), BatchId("b"), Path("/files/a.png"), PROJECT, 0.0)


def is_allowed(move: str, upload: Upload) -> bool:
    if move in ONLY_FROM_DUPLICATE:
        return upload.state is S.DUPLICATE
    return MOVES[move][1] in ALLOWED[upload.state]


class AnyOrder(RuleBasedStateMachine):
    """Whatever is asked for in whatever order, the record never lies about itself."""

    def __init__(self) -> None:
        super().__init__()
        self.upload = new_upload()

    @rule(move=st.sampled_from(sorted(MOVES)))
    def any_move(self, move: str) -> None:
        self.try_to(move)

    @rule(data=st.data())
    def a_move_that_is_allowed(self, data: st.DataObject) -> None:
        """Else the walk would hardly ever get far."""
        moves = [move for move in sorted(MOVES) if is_allowed(move, self.upload)]
        if moves:
            self.try_to(data.draw(st.sampled_from(moves)))

    @rule()
    def begin_anew_once_done(self) -> None:
        if self.upload.is_done:
            self.upload = new_upload()

    def try_to(self, move: str) -> None:
        make, target = MOVES[move]
        expected = is_allowed(move, self.upload)
        before = dataclasses.asdict(self.upload)
        try:
            make(self.upload)
        except IllegalMoveError:
            assert not expected
            assert dataclasses.asdict(self.upload) == before
        else:
            assert expected
            assert self.upload.state is target

    @invariant()
    def an_id_is_there_exactly_where_it_means_something(self) -> None:
        assert (self.upload.asset_id is not None) == (self.upload.state in {S.DONE, S.DUPLICATE})

    @invariant()
    def an_end_has_its_time_and_nothing_else_has(self) -> None:
        assert (self.upload.finished_at is not None) == self.upload.is_finished

    @invariant()
    def only_waiting_knows_until_when_and_for_what(self) -> None:
        waits = self.upload.state is S.WAITING
        assert (self.upload.waiting_until is not None) == (self.upload.waiting_stage is not None) == waits

    @invariant()
    def whoever_needs_a_person_says_why_and_who_is_done_has_no_problem(self) -> None:
        if self.upload.needs_attention:
            assert self.upload.problem is PROBLEM
        if self.upload.is_done or self.upload.is_ready or self.upload.state is S.CANCELLED:
            assert self.upload.problem is None

    @invariant()
    def no_byte_counts_before_it_is_sent(self) -> None:
        if self.upload.state in {S.PRESIGNING, S.CHANGED}:
            assert self.upload.bytes_sent == 0

    @invariant()
    def commands_that_are_offered_can_be_carried_out(self) -> None:
        upload, targets = self.upload, ALLOWED[self.upload.state]
        offers: dict[str, Any] = {
            "can_start": S.QUEUED,
            "can_cancel": S.CANCELLED,
            "can_pause": S.PAUSED,
            "can_resume": S.QUEUED,
            "can_retry": S.QUEUED,
            "can_be_checked": S.CHECKING,
        }
        for question, target in offers.items():
            assert not getattr(upload, question) or target in targets, question
        assert upload.is_active == (upload.state in ACTIVE_STATES)
        assert upload.can_remove != upload.is_active


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestAnyOrder = AnyOrder.TestCase
