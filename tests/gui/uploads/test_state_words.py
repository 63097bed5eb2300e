import pytest

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.state_words import Tone, state_sentence, state_words


@pytest.mark.parametrize("state", UploadState)
def test_every_state_has_a_sign_and_a_word(make_upload, state):
    words = state_words(make_upload(state=state))
    assert words.word
    assert words.glyph


@pytest.mark.parametrize(
    ("state", "word", "tone"),
    [
        (UploadState.READY, "Ready", Tone.PLAIN),
        (UploadState.REJECTED, "Needs fixing", Tone.CAUTION),
        (UploadState.QUEUED, "Waiting", Tone.MUTED),
        (UploadState.PRESIGNING, "Preparing…", Tone.ACCENT),
        (UploadState.FINALIZING, "Registering…", Tone.ACCENT),
        (UploadState.DONE, "Done", Tone.SUCCESS),
        (UploadState.FAILED, "Failed", Tone.PROBLEM),
        (UploadState.CANCELLED, "Cancelled", Tone.MUTED),
    ],
)
def test_states_are_called_as_the_specification_calls_them(make_upload, state, word, tone):
    words = state_words(make_upload(state=state))
    assert (words.word, words.tone) == (word, tone)


def test_a_retry_counts_its_seconds_and_is_never_red(make_upload):
    upload = make_upload(state=UploadState.WAITING, waiting_until=141.0)
    words = state_words(upload, clock=lambda: 100.0)
    assert (words.word, words.tone) == ("Retrying in 41 s", Tone.CAUTION)


def test_a_reused_id_is_told(make_upload):
    assert state_words(make_upload(state=UploadState.DONE, is_reused=True)).word == "Done (reused)"


def test_a_note_is_told_where_nothing_is_wrong(make_upload):
    note = "Named .jpg, but the contents are WebP."
    assert state_sentence(make_upload(note=note)) == note
