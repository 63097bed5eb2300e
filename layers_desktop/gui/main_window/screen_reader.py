"""Announcements to screen readers about the progress of a batch."""

from collections.abc import Callable

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.gui.main_window.footer_texts import finished_text
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts
from layers_desktop.transfer.progress import OverallProgress

_QUARTERS = 4


class ProgressAnnouncer:
    """Announces a batch: its start, each quarter of the total, the first failure, and its end."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._is_busy = False
        self._quarter = 0
        self._problems = 0
        self._has_told_problem = False

    def update(self, counts: StatusCounts, total: OverallProgress) -> None:
        """Announce what has changed since the last call."""
        was_busy, self._is_busy = self._is_busy, counts[CountGroup.ACTIVE] > 0
        if self._is_busy and not was_busy:
            self._quarter, self._problems = 0, counts[CountGroup.PROBLEMS]
            self._has_told_problem = False
            self._say(tr_plural("Uploading {n} file.", "Uploading {n} files.", counts[CountGroup.ACTIVE]))
        elif self._is_busy:
            self._announce_quarter(int(total.fraction * _QUARTERS))
            self._announce_problem(counts[CountGroup.PROBLEMS])
        elif was_busy:
            ended = finished_text(counts.projects(CountGroup.DONE), counts[CountGroup.CANCELLED])
            for text in filter(None, (ended, _attention_sentence(counts[CountGroup.PROBLEMS]))):
                self._say(text)

    def _announce_quarter(self, quarter: int) -> None:
        if self._quarter < quarter < _QUARTERS:
            self._quarter = quarter
            self._say(tr("{n} percent done.", n=quarter * 100 // _QUARTERS))

    def _announce_problem(self, problems: int) -> None:
        """Announce the first failure; the others are counted in the announcement of the end."""
        if problems > self._problems and not self._has_told_problem:
            self._has_told_problem = True
            self._say(tr("A file needs your attention."))


def _attention_sentence(problems: int) -> str:
    if not problems:
        return ""
    return tr_plural("{n} file needs your attention.", "{n} files need your attention.", problems)
