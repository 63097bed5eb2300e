"""How all of it looks from outside the window: on the taskbar, the dock and the tray."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.transfer.progress import ProgressShare
from layers_desktop.transfer.recorder import BatchResult

_MAX_PERCENT = 99


class StatusTone(StrEnum):
    """In what tone progress is shown."""

    NORMAL = "going"
    PAUSED = "paused"
    ERROR = "troubled"


@dataclass(frozen=True, slots=True)
class OverallStatus:
    """What there is to see without opening the window.

    Attributes:
        percent: 0 to 99 of everything that was started, rounded down; None while nothing is under way.
        problems: Files that need a person.
    """

    percent: int | None = None
    tone: StatusTone = StatusTone.NORMAL
    problems: int = 0

    @property
    def text(self) -> str:
        """The program's name, and how far it is."""
        if self.percent is None:
            return tr("Layers Desktop")
        if self.tone is StatusTone.PAUSED:
            return tr("Layers Desktop · {n}% · paused", n=self.percent)
        return tr("Layers Desktop · {n}%", n=self.percent)


def overall_status(started: ProgressShare, problems: int, *, is_paused: bool) -> OverallStatus:
    """Return how the sum of everything that was started looks; paused files alone count as a pause."""
    if started.files == started.files_done:
        return OverallStatus(problems=problems)
    percent = min(_MAX_PERCENT, 100 * started.weight_done // started.weight)
    if is_paused or not started.active:
        return OverallStatus(percent, StatusTone.PAUSED, problems)
    return OverallStatus(percent, StatusTone.ERROR if problems else StatusTone.NORMAL, problems)


def needs_notification(result: BatchResult, *, problems_only: bool) -> bool:
    """Return whether this is news: what a person cancelled is none."""
    return result.needing_attention > 0 if problems_only else result.cancelled < len(result.upload_ids)


def batch_text(result: BatchResult) -> str:
    """Return how many files went where, and how many need a person."""
    needing = result.needing_attention
    if not result.done:
        return tr_plural("{n} file needs you.", "{n} files need you.", needing)
    if not needing:
        return _uploaded_text(result)
    rest = tr_plural("{n} needs you.", "{n} need you.", needing)
    return tr("{sentence} {next_sentence}", sentence=_uploaded_text(result), next_sentence=rest)


def _uploaded_text(result: BatchResult) -> str:
    wanted, projects = len(result.upload_ids) - result.cancelled, result.project_names
    if len(projects) > 1:
        return tr_plural(
            "{done} of {n} file uploaded to {m} projects.",
            "{done} of {n} files uploaded to {m} projects.",
            wanted,
            done=result.done,
            m=len(projects),
        )
    return tr_plural(
        "{done} of {n} file uploaded to {project}.",
        "{done} of {n} files uploaded to {project}.",
        wanted,
        done=result.done,
        project=projects[0],
    )


# A short wait (the next file, a second try, a budget that refills) is not worth a nap in between.
_GRACE_SECONDS = 60.0


class KeepAwakePolicy:
    """Decides from looks at the queue, about one a second, whether going to sleep would stop bytes.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._progress = 0
        self._last_progress_at = -_GRACE_SECONDS

    def is_needed(self, *, progress: int, is_sending: bool, is_running: bool, is_held: bool) -> bool:
        """Return whether sleep would do harm now.

        While bytes are under way it would. Between two files, and while a retry or the budget is waited
        for, it would too, for a minute. Paused, offline, without a key, or at rest, it would not: nothing
        is lost by sleeping then.

        Args:
            progress: A number that changes whenever a byte or a file got through.
            is_sending: Whether a file's bytes are under way, or its answer is waited for.
            is_running: Whether anything comes to its end without anybody's help.
            is_held: Whether something holds the whole queue.
        """
        now = self._clock()
        if is_sending or progress != self._progress:
            self._progress, self._last_progress_at = progress, now
        has_recent_progress = now - self._last_progress_at < _GRACE_SECONDS
        return is_sending or (is_running and not is_held and has_recent_progress)
