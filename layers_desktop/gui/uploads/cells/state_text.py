"""The icon, text and tone of each state of an upload, and sentences that explain it.

A problem speaks for itself: its sentences are those of its class in `domain/file_errors.py`,
`domain/network_errors.py` or `domain/server_errors.py`.
"""

import time
from collections.abc import Callable
from enum import StrEnum
from math import ceil
from typing import NamedTuple

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.style.icons import Glyph

# Seconds: what takes longer is told in minutes, or in hours.
_MINUTES_FROM, _HOURS_FROM = 90, 5_400
_STATE_RANKS = {state: rank for rank, state in enumerate(UploadState)}


class StateTone(StrEnum):
    """How a state is coloured; the values but `plain` are fields of `Colours`."""

    DEFAULT = "plain"
    MUTED = "muted"
    ACCENT = "accent"
    SUCCESS = "success"
    CAUTION = "caution"
    PROBLEM = "problem"


class StateText(NamedTuple):
    """A state as it is shown."""

    glyph: Glyph
    text: str
    tone: StateTone


def state_text(upload: Upload, clock: Callable[[], float] = time.monotonic) -> StateText:
    """Return icon, text and tone of the upload's state; `clock` returns monotonic seconds."""
    if active := _active_text(upload, clock):
        return active
    if upload.is_reused:
        return StateText(Glyph.CHECK, tr("Done (reused)"), StateTone.SUCCESS)
    if upload.is_ready and upload.seeks_project and upload.project:
        text = tr("Waiting for the project {name}", name=upload.project.name)
        return StateText(Glyph.CLOCK, text, StateTone.CAUTION)
    if upload.is_ready and upload.note:
        # Translators: The state of a file that can be sent.
        return StateText(Glyph.INFO, tr("Ready"), StateTone.DEFAULT)
    if upload.is_duplicate_in_batch:
        return StateText(Glyph.CAUTION, tr("Same as another file"), StateTone.CAUTION)
    glyph, word, tone = _STATES[upload.state]
    return StateText(glyph, word(), tone)


def _active_text(upload: Upload, clock: Callable[[], float]) -> StateText | None:
    """Return what says more about an upload in progress than its state does; None if nothing does."""
    if upload.lacks_key and upload.is_started:
        # Translators: The state of a file. "Its account" is the one that the file is to be sent with.
        missing = tr("Waiting for a key") if upload.account else tr("Waiting for its account")
        return StateText(Glyph.CLOCK, missing, StateTone.CAUTION)
    if upload.is_pausing:
        return StateText(Glyph.PAUSE, tr("Pausing…"), StateTone.MUTED)
    if upload.finishes_first:
        return StateText(Glyph.UPLOAD, tr("Finishing before the pause…"), StateTone.ACCENT)
    if (seconds := _seconds_limited(upload, clock)) > 0:
        return StateText(Glyph.CLOCK, _limited_text(seconds), StateTone.MUTED)
    if upload.waiting_until is not None:
        return _waiting_text(upload, upload.waiting_until - clock())
    return None


def state_name(state: UploadState) -> str:
    """Return the name of a state, whatever the upload."""
    return _STATES[state][1]()


def state_rank(upload: Upload) -> int:
    """Return the position of the upload's state when rows are sorted by progress."""
    return _STATE_RANKS[upload.state]


def state_sentence(upload: Upload, clock: Callable[[], float] = time.monotonic) -> str:
    """Return the tooltip of the state: what is wrong and what to do, or a note."""
    if sentence := _active_sentence(upload, clock):
        return sentence
    if upload.can_unpause:
        return _paused_sentence(upload)
    if upload.problem is not None:
        return upload.problem.text
    if upload.is_ready and upload.seeks_project and upload.project:
        # Translators: It is a file; {name} is a folder's name, here and above. The project is "not known yet"
        # while the list of projects is not loaded.
        return tr("It waits for the project {name}, which is not known yet.", name=upload.project.name)
    return upload.note or state_text(upload).text


def _active_sentence(upload: Upload, clock: Callable[[], float]) -> str:
    if upload.lacks_key and upload.is_started:
        return _missing_key_sentence(upload)
    if upload.finishes_first:
        return tr("This file is almost done, so it will finish before the pause.")
    if (seconds := _seconds_limited(upload, clock)) > 0 and not upload.is_pausing:
        # Translators: {why} is such as "Waiting for your plan's limit (20 s)", without a
        # full stop.
        return tr("{why}. The limit counts calls to Layers; nothing is wrong.", why=_limited_text(seconds))
    if upload.waiting_until is not None and not upload.is_pausing:
        return _waiting_sentence(upload, round(upload.waiting_until - clock()))
    return ""


def _missing_key_sentence(upload: Upload) -> str:
    if upload.account or upload.project is None:
        return tr("It continues as soon as its account has a key that works.")
    return tr(
        "An earlier version did not record whose file this is. It continues as soon as an "
        "account with the project {project} is connected: add that account in the settings.",
        project=upload.project.name,
    )


def _waiting_text(upload: Upload, seconds: float) -> StateText:
    """Return why an upload waits, and for how long; without a problem, the whole queue is held."""
    if upload.waits_for_same_content:
        # Translators: The state of a file: another one with the same contents is being sent.
        return StateText(Glyph.CLOCK, tr("Waiting for an identical file"), StateTone.MUTED)
    if upload.problem is None:
        return StateText(Glyph.CLOCK, tr("Waiting"), StateTone.MUTED)
    return StateText(Glyph.CLOCK, _retrying_text(upload, upload.problem.title, seconds), StateTone.CAUTION)


def _retrying_text(upload: Upload, problem: str, seconds: float) -> str:
    if seconds <= 0:
        # Translators: {problem} is a whole sentence.
        return tr("{problem} Trying again.", problem=problem)
    if upload.remote.may_have_arrived:
        return tr("Only the last step is missing. Trying again in {n} s.", n=ceil(seconds))
    return tr("{problem} Trying again in {n} s.", problem=problem, n=ceil(seconds))


def _seconds_limited(upload: Upload, clock: Callable[[], float]) -> float:
    return 0.0 if upload.limited_until is None else upload.limited_until - clock()


def _limited_text(seconds: float) -> str:
    if seconds < _MINUTES_FROM:
        return tr("Waiting for your plan's limit ({n} s)", n=ceil(seconds))
    if seconds < _HOURS_FROM:
        return tr("Waiting for your plan's limit ({n} min)", n=round(seconds / 60))
    return tr("Waiting for your plan's limit ({n} h)", n=round(seconds / 3600))


def _paused_sentence(upload: Upload) -> str:
    """Return what resuming means: an interrupted file is sent again from its beginning."""
    if upload.remote.may_have_arrived:
        return tr("The file has arrived; only the last step is missing when you resume.")
    if upload.bytes_sent:
        return tr("This file starts over when you resume.")
    return state_text(upload).text


def _waiting_sentence(upload: Upload, seconds: int) -> str:
    """Return what happened, and when it is tried again."""
    if upload.problem and upload.waits_for_same_content:
        return upload.problem.text
    if upload.problem and seconds > 0:
        return _retrying_sentence(upload, upload.problem.title, seconds)
    if upload.remote.may_have_arrived:
        return tr(
            "The file has arrived. Only the last step is missing, and it will be tried again automatically."
        )
    return tr("Nothing is wrong with your file. It will be tried again automatically.")


def _retrying_sentence(upload: Upload, problem: str, seconds: int) -> str:
    has_arrived = upload.remote.may_have_arrived
    if upload.tries is None:
        if has_arrived:
            return tr("The file arrived, only the last step is missing. Trying again in {n} s.", n=seconds)
        return tr("{problem} Trying again in {n} s.", problem=problem, n=seconds)
    fields = {"n": seconds, "attempt": upload.tries.next, "most": upload.tries.maximum}
    if has_arrived:
        return tr(
            "The file arrived, only the last step is missing."
            " Trying again in {n} s, attempt {attempt} of {most}.",
            **fields,
        )
    # Translators: {problem} is a whole sentence.
    return tr("{problem} Trying again in {n} s, attempt {attempt} of {most}.", problem=problem, **fields)


# Texts are functions, so that they are translated when used, not when loaded.
_STATES: dict[UploadState, tuple[Glyph, Callable[[], str], StateTone]] = {
    UploadState.ADDED: (Glyph.CLOCK, lambda: tr("Checking…"), StateTone.MUTED),
    UploadState.CHECKING: (Glyph.CLOCK, lambda: tr("Checking…"), StateTone.MUTED),
    UploadState.SETTLING: (Glyph.CLOCK, lambda: tr("Still being written…"), StateTone.MUTED),
    UploadState.READY: (Glyph.FILE, lambda: tr("Ready"), StateTone.DEFAULT),
    # Translators: The state of a file that cannot be sent as it is.
    UploadState.REJECTED: (Glyph.CAUTION, lambda: tr("Needs fixing"), StateTone.CAUTION),
    UploadState.DUPLICATE: (Glyph.CAUTION, lambda: tr("Uploaded before"), StateTone.CAUTION),
    UploadState.QUEUED: (Glyph.CLOCK, lambda: tr("Waiting"), StateTone.MUTED),
    UploadState.PRESIGNING: (Glyph.UPLOAD, lambda: tr("Preparing…"), StateTone.ACCENT),
    UploadState.SENDING: (Glyph.UPLOAD, lambda: tr("Uploading"), StateTone.ACCENT),
    UploadState.SENDING_INLINE: (Glyph.UPLOAD, lambda: tr("Uploading"), StateTone.ACCENT),
    # Translators: The state of a file that has arrived and gets its ID.
    UploadState.STORED: (Glyph.UPLOAD, lambda: tr("Registering…"), StateTone.ACCENT),
    UploadState.FINALIZING: (Glyph.UPLOAD, lambda: tr("Registering…"), StateTone.ACCENT),
    UploadState.WAITING: (Glyph.CLOCK, lambda: tr("Waiting"), StateTone.CAUTION),
    UploadState.PAUSED: (Glyph.PAUSE, lambda: tr("Paused"), StateTone.MUTED),
    UploadState.CHANGED: (Glyph.CLOCK, lambda: tr("Checking again…"), StateTone.MUTED),
    # Translators: The state of a file that has its ID, here and in the next ones states of a file.
    UploadState.DONE: (Glyph.CHECK, lambda: tr("Done"), StateTone.SUCCESS),
    UploadState.FAILED: (Glyph.PROBLEM, lambda: tr("Failed"), StateTone.PROBLEM),
    UploadState.CANCELLED: (Glyph.CANCEL, lambda: tr("Cancelled"), StateTone.MUTED),
}
