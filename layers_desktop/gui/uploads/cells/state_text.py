"""What each state is called: the one table from states to sign, word and tone."""

import time
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Tries, Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.style.icons import Glyph

_STATE_RANKS = {state: rank for rank, state in enumerate(UploadState)}


class StateTone(StrEnum):
    """How a state is coloured; the value is the field of `Tones`."""

    DEFAULT = "plain"
    MUTED = "muted"
    ACCENT = "accent"
    SUCCESS = "success"
    CAUTION = "caution"
    PROBLEM = "problem"


class StateText(NamedTuple):
    """A state as people see it."""

    glyph: Glyph
    text: str
    tone: StateTone


def state_text(upload: Upload, clock: Callable[[], float] = time.monotonic) -> StateText:
    """Return sign, word and tone of this upload's state; the clock gives monotonic seconds."""
    if words := _active_text(upload, clock):
        return words
    if upload.is_reused:
        return StateText(Glyph.CHECK, tr("Done (reused)"), StateTone.SUCCESS)
    if upload.is_ready and upload.note:
        return StateText(Glyph.INFO, tr("Ready"), StateTone.DEFAULT)
    if upload.is_duplicate_in_batch:
        return StateText(Glyph.CAUTION, tr("Same as another file"), StateTone.CAUTION)
    glyph, word, tone = _STATES[upload.state]
    return StateText(glyph, word(), tone)


def _active_text(upload: Upload, clock: Callable[[], float]) -> StateText | None:
    """Return what tells more of an upload that is under way than its state does, if anything."""
    if upload.lacks_key and upload.is_started:
        missing = tr("Waits for a key") if upload.account else tr("Waits for its account")
        return StateText(Glyph.CLOCK, missing, StateTone.CAUTION)
    if upload.is_pausing:
        return StateText(Glyph.PAUSE, tr("Pausing…"), StateTone.MUTED)
    if upload.finishes_first:
        return StateText(Glyph.UPLOAD, tr("Finishing before the pause…"), StateTone.ACCENT)
    if upload.waiting_until is not None:
        return _waiting_text(upload, upload.waiting_until - clock())
    return None


def state_name(state: UploadState) -> str:
    """Return what a state is called, whichever upload is in it."""
    return _STATES[state][1]()


def state_rank(upload: Upload) -> int:
    """Return where the upload stands when rows are sorted by progress."""
    return _STATE_RANKS[upload.state]


def state_sentence(upload: Upload, clock: Callable[[], float] = time.monotonic) -> str:
    """Return the whole truth about the state for a tooltip: what is wrong and what to do, or the note."""
    if sentence := _active_sentence(upload, clock):
        return sentence
    if upload.can_unpause:
        return _paused_sentence(upload)
    if upload.problem is not None:
        return upload.problem.text
    return upload.note or state_text(upload).text


def _active_sentence(upload: Upload, clock: Callable[[], float]) -> str:
    if upload.lacks_key and upload.is_started:
        return _missing_key_sentence(upload)
    if upload.finishes_first:
        return tr("This file is nearly there, so it is finished before the pause.")
    if upload.waiting_until is not None and not upload.is_pausing:
        return _waiting_sentence(upload, round(upload.waiting_until - clock()))
    return ""


def _missing_key_sentence(upload: Upload) -> str:
    if upload.account or upload.project is None:
        return tr("It goes on as soon as its account has a key that Layers takes.")
    return tr(
        "An earlier version did not note whose file this is. It goes on as soon as an account is open here"
        " that has the project {project}: add that one in the settings.",
        project=upload.project.name,
    )


def _waiting_text(upload: Upload, seconds: float) -> StateText:
    """Nothing went wrong with a file that waits for no time: something holds the whole queue."""
    if upload.waits_for_same_content:
        return StateText(Glyph.CLOCK, tr("Waiting for the same file"), StateTone.MUTED)
    if seconds <= 0 and upload.problem is None:
        return StateText(Glyph.CLOCK, tr("Waiting"), StateTone.MUTED)
    return StateText(Glyph.CLOCK, _retrying_text(upload, round(seconds)), StateTone.CAUTION)


def _retrying_text(upload: Upload, seconds: int) -> str:
    if seconds <= 0:
        return tr("Retrying soon")
    if upload.tries is None:
        return tr("Retrying in {n} s", n=seconds)
    return tr(
        "Retrying in {n} s, attempt {attempt} of {most}",
        n=seconds,
        attempt=upload.tries.next,
        most=upload.tries.maximum,
    )


def _paused_sentence(upload: Upload) -> str:
    """Return what resuming means: there is no going on in the middle of a file."""
    if upload.remote.may_have_arrived:
        return tr("The file has arrived; only the last step is missing when you resume.")
    if upload.bytes_sent:
        return tr("This file starts again from the beginning when you resume.")
    return state_text(upload).text


def _waiting_sentence(upload: Upload, seconds: int) -> str:
    """Return what happened, and that and when it is tried again without anybody's help."""
    if upload.waits_for_same_content and upload.problem:
        return upload.problem.text
    if upload.problem is None or seconds <= 0:
        if upload.remote.may_have_arrived:
            return tr("The file has arrived; only the last step is missing, and it is tried again by itself.")
        return tr("Nothing is wrong with your file: it is tried again by itself.")
    why = upload.problem.title
    if upload.remote.may_have_arrived:
        why = tr("The file arrived, only the last step is missing.")
    return tr("{sentence} {next_sentence}", sentence=why, next_sentence=_trying_again(upload.tries, seconds))


def _trying_again(tries: Tries | None, seconds: int) -> str:
    if tries is None:
        return tr("Trying again in {n} s.", n=seconds)
    return tr(
        "Trying again in {n} s, attempt {attempt} of {most}.",
        n=seconds,
        attempt=tries.next,
        most=tries.maximum,
    )


# The words are looked up when they are needed, in the language of that moment.
_STATES: dict[UploadState, tuple[Glyph, Callable[[], str], StateTone]] = {
    UploadState.ADDED: (Glyph.CLOCK, lambda: tr("Checking…"), StateTone.MUTED),
    UploadState.CHECKING: (Glyph.CLOCK, lambda: tr("Checking…"), StateTone.MUTED),
    UploadState.SETTLING: (Glyph.CLOCK, lambda: tr("Still being written…"), StateTone.MUTED),
    UploadState.READY: (Glyph.FILE, lambda: tr("Ready"), StateTone.DEFAULT),
    UploadState.REJECTED: (Glyph.CAUTION, lambda: tr("Needs fixing"), StateTone.CAUTION),
    UploadState.DUPLICATE: (Glyph.CAUTION, lambda: tr("Uploaded before"), StateTone.CAUTION),
    UploadState.QUEUED: (Glyph.CLOCK, lambda: tr("Waiting"), StateTone.MUTED),
    UploadState.PRESIGNING: (Glyph.UPLOAD, lambda: tr("Preparing…"), StateTone.ACCENT),
    UploadState.SENDING: (Glyph.UPLOAD, lambda: tr("Uploading"), StateTone.ACCENT),
    UploadState.SENDING_INLINE: (Glyph.UPLOAD, lambda: tr("Uploading"), StateTone.ACCENT),
    UploadState.STORED: (Glyph.UPLOAD, lambda: tr("Registering…"), StateTone.ACCENT),
    UploadState.FINALIZING: (Glyph.UPLOAD, lambda: tr("Registering…"), StateTone.ACCENT),
    UploadState.WAITING: (Glyph.CLOCK, lambda: tr("Retrying soon"), StateTone.CAUTION),
    UploadState.PAUSED: (Glyph.PAUSE, lambda: tr("Paused"), StateTone.MUTED),
    UploadState.CHANGED: (Glyph.CLOCK, lambda: tr("Checking again…"), StateTone.MUTED),
    UploadState.DONE: (Glyph.CHECK, lambda: tr("Done"), StateTone.SUCCESS),
    UploadState.FAILED: (Glyph.PROBLEM, lambda: tr("Failed"), StateTone.PROBLEM),
    UploadState.CANCELLED: (Glyph.CANCEL, lambda: tr("Cancelled"), StateTone.MUTED),
}
