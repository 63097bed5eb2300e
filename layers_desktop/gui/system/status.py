"""The status of all uploads as the taskbar, the tray and notifications show it, and when to stay awake."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from layers_desktop.domain.i18n import sentences_text, tr, tr_plural
from layers_desktop.transfer.progress import ProgressShare
from layers_desktop.transfer.upload_recorder import BatchResult

_MAX_PERCENT = 99
# A short pause (the next file, a retry, a rate limit that refills) is not worth falling asleep.
_GRACE_SECONDS = 60.0


class StatusTone(StrEnum):
    """How progress is coloured."""

    NORMAL = "normal"
    PAUSED = "paused"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class OverallStatus:
    """The status of all uploads together.

    Attributes:
        percent: 0 to 99 of everything that was started, rounded down; None while nothing is running.
        tone: How the progress is coloured.
        problems: The number of files that need a person.
    """

    percent: int | None = None
    tone: StatusTone = StatusTone.NORMAL
    problems: int = 0

    @property
    def text(self) -> str:
        """The program's name, with the percentage while uploads are running."""
        if self.percent is None:
            return tr("Layers Desktop")
        if self.tone is StatusTone.PAUSED:
            # Translators: Shown at the tray's icon.
            return tr("Layers Desktop · {n}% · paused", n=self.percent)
        return tr("Layers Desktop · {n}%", n=self.percent)


def overall_status(started: ProgressShare, problems: int, *, is_paused: bool) -> OverallStatus:
    """Return the status for the sum of all that was started; it is paused too if no file is running."""
    if started.files == started.files_done:
        return OverallStatus(problems=problems)
    percent = min(_MAX_PERCENT, 100 * started.weight_done // started.weight)
    if is_paused or not started.active:
        return OverallStatus(percent, StatusTone.PAUSED, problems)
    return OverallStatus(percent, StatusTone.ERROR if problems else StatusTone.NORMAL, problems)


def needs_notification(result: BatchResult, *, problems_only: bool) -> bool:
    """Return whether the end of a batch is worth a notification: not if a person cancelled all of it."""
    return result.needing_attention > 0 if problems_only else result.cancelled < len(result.upload_ids)


def batch_text(result: BatchResult) -> str:
    """Return how many files of the batch were uploaded where, and how many need a person."""
    needing = result.needing_attention
    attention = tr_plural("{n} file needs your attention.", "{n} files need your attention.", needing)
    if not result.done:
        return attention
    files, projects = len(result.upload_ids) - result.cancelled, result.project_names
    fields = {"done": result.done, "m": len(projects), "project": projects[0]}
    if len(projects) > 1:
        uploaded = tr_plural(
            "{done} of {n} file uploaded to {m} projects.",
            "{done} of {n} files uploaded to {m} projects.",
            files,
            **fields,
        )
    else:
        uploaded = tr_plural(
            "{done} of {n} file uploaded to {project}.",
            "{done} of {n} files uploaded to {project}.",
            files,
            **fields,
        )
    return sentences_text(uploaded, attention) if needing else uploaded


class KeepAwakePolicy:
    """Decides whether the computer must stay awake; to be asked about once a second.

    Args:
        clock: Returns monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._progress = 0
        self._last_progress_at = -_GRACE_SECONDS

    def is_needed(self, *, progress: int, is_sending: bool, is_running: bool, is_held: bool) -> bool:
        """Return whether sleep would interrupt uploads now.

        It would while bytes are being sent, and for a minute after the last progress while files are running:
        between two files, before a retry, or until the rate limit allows more. It would not while the queue
        is held or at rest: nothing is lost by sleeping then.

        Args:
            progress: A number that changes whenever a byte was sent or a file ended.
            is_sending: Whether a file is being sent or its response is awaited.
            is_running: Whether any file goes on without a person's help.
            is_held: Whether the whole queue is held.
        """
        now = self._clock()
        if is_sending or progress != self._progress:
            self._progress, self._last_progress_at = progress, now
        has_recent_progress = now - self._last_progress_at < _GRACE_SECONDS
        return is_sending or (is_running and not is_held and has_recent_progress)
