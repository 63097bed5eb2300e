import pytest

from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload import Tries
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.style.icons import Glyph
from layers_desktop.gui.uploads.cells.state_text import StateTone, state_sentence, state_text


@pytest.mark.parametrize("state", UploadState)
def test_every_state_has_a_sign_and_a_word(make_upload, state):
    words = state_text(make_upload(state=state))
    assert words.text
    assert words.glyph


@pytest.mark.parametrize(
    ("state", "word", "tone"),
    [
        (UploadState.READY, "Ready", StateTone.DEFAULT),
        (UploadState.REJECTED, "Needs fixing", StateTone.CAUTION),
        (UploadState.QUEUED, "Waiting", StateTone.MUTED),
        (UploadState.PRESIGNING, "Preparing…", StateTone.ACCENT),
        (UploadState.FINALIZING, "Registering…", StateTone.ACCENT),
        (UploadState.DONE, "Done", StateTone.SUCCESS),
        (UploadState.FAILED, "Failed", StateTone.PROBLEM),
        (UploadState.CANCELLED, "Cancelled", StateTone.MUTED),
    ],
)
def test_states_are_called_as_the_specification_calls_them(make_upload, state, word, tone):
    words = state_text(make_upload(state=state))
    assert (words.text, words.tone) == (word, tone)


def test_a_retry_says_why_and_counts_its_seconds_and_is_never_red(make_upload):
    words = state_text(waiting(make_upload), clock=lambda: 100.0)
    assert (words.text, words.tone) == (
        "Layers had a problem on its side (503). Trying again in 8 s.",
        StateTone.CAUTION,
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"state": UploadState.QUEUED},
        {"state": UploadState.SENDING_INLINE},
        {"state": UploadState.FINALIZING},
        {"state": UploadState.WAITING, "waiting_until": 50.0},
    ],
)
def test_a_file_whose_next_call_waits_for_the_limit_says_so_at_every_stage(make_upload, fields):
    upload = make_upload(limited_until=141.0, **fields)
    words = state_text(upload, clock=lambda: 100.0)
    assert (words.text, words.tone) == ("Waiting for your plan's limit (41 s)", StateTone.MUTED)
    assert not upload.shows_progress
    assert "nothing is wrong" in state_sentence(upload, clock=lambda: 100.0)
    upload.limited_until = 3700.0
    assert state_text(upload, clock=lambda: 100.0).text == "Waiting for your plan's limit (60 min)"
    upload.pause()
    assert upload.limited_until is None


def test_a_reused_id_is_told(make_upload):
    assert state_text(make_upload(state=UploadState.DONE, is_reused=True)).text == "Done (reused)"


def test_a_note_is_told_where_nothing_is_wrong(make_upload):
    note = "Its name ends in .jpg, but the contents are WebP."
    assert state_sentence(make_upload(note=note)) == note


def test_a_wait_whose_time_is_over_counts_no_seconds(make_upload):
    problem = ApiError(503, "UNAVAILABLE", "later").problem
    upload = make_upload(state=UploadState.WAITING, waiting_until=100.0, problem=problem)
    assert state_text(upload, clock=lambda: 100.2).text == (
        "Layers had a problem on its side (503). Trying again."
    )


def test_a_file_that_is_held_up_with_all_others_waits_and_is_not_retried(make_upload):
    words = state_text(make_upload(state=UploadState.WAITING, waiting_until=100.0), clock=lambda: 100.0)
    assert (words.text, words.tone) == ("Waiting", StateTone.MUTED)


def test_the_sentence_of_a_wait_says_that_nothing_is_to_be_done(make_upload):
    upload = make_upload(state=UploadState.WAITING, waiting_until=141.0)
    assert state_sentence(upload) == "Nothing is wrong with your file. It will be tried again automatically."


def test_a_wait_for_the_last_step_says_that_the_file_has_arrived(make_upload):
    remote = ServerState(upload_id="up_1", stored=True)
    upload = make_upload(state=UploadState.WAITING, waiting_until=141.0, remote=remote)
    assert state_sentence(upload).startswith("The file has arrived. Only the last step is missing")


def test_a_file_twice_in_a_drop_was_not_uploaded_before(make_upload):
    assert state_text(make_upload(state=UploadState.DUPLICATE)).text == "Same as another file"


def test_a_paused_file_says_what_resuming_means(make_upload):
    begun = make_upload(state=UploadState.PAUSED, bytes_sent=5)
    arrived = make_upload(
        state=UploadState.PAUSED, bytes_sent=5, remote=ServerState(upload_id="u", stored=True)
    )
    untouched = make_upload(state=UploadState.PAUSED)
    assert state_sentence(begun) == "This file starts over when you resume."
    assert state_sentence(arrived) == "The file has arrived; only the last step is missing when you resume."
    assert state_sentence(untouched) == "Paused"


def waiting(make_upload, **fields):
    problem = ApiError(503, "UNAVAILABLE", "later").problem
    return make_upload(state=UploadState.WAITING, waiting_until=108.0, problem=problem, **fields)


def test_a_wait_says_what_happened_when_it_goes_on_and_how_often_it_is_tried(make_upload):
    upload = waiting(make_upload, tries=Tries(2, 5))
    assert state_sentence(upload, clock=lambda: 100.0) == (
        "Layers had a problem on its side (503). Trying again in 8 s, attempt 2 of 5."
    )


def test_a_wait_that_is_told_to_pause_counts_no_seconds_any_more(make_upload):
    upload = waiting(make_upload, tries=Tries(2, 5), is_pausing=True)
    assert state_text(upload, clock=lambda: 100.0).text == "Pausing…"
    assert state_sentence(upload, clock=lambda: 100.0) == "Pausing…"


def test_a_wait_for_the_last_step_tells_of_that_and_of_no_problem(make_upload):
    upload = waiting(make_upload, remote=ServerState(upload_id="u", stored=True))
    assert state_sentence(upload, clock=lambda: 100.0) == (
        "The file arrived, only the last step is missing. Trying again in 8 s."
    )
    assert state_text(upload, clock=lambda: 100.0).text == (
        "Only the last step is missing. Trying again in 8 s."
    )


def test_a_file_that_is_told_to_pause_says_so_until_it_stands_still(make_upload):
    upload = make_upload(state=UploadState.SENDING, bytes_sent=5, is_pausing=True)
    words = state_text(upload)
    assert (words.glyph, words.text, words.tone) == (Glyph.PAUSE, "Pausing…", StateTone.MUTED)
    assert state_sentence(upload) == "This file starts over when you resume."
    upload.pause()
    assert state_text(upload).text == "Paused"


def test_a_file_that_is_finished_before_the_pause_says_so(make_upload):
    upload = make_upload(state=UploadState.SENDING, bytes_sent=5, finishes_first=True)
    assert state_text(upload).text == "Finishing before the pause…"
    assert state_sentence(upload) == "This file is almost done, so it will finish before the pause."
