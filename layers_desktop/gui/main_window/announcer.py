"""What is told to screen readers without being asked."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.main_window.footer import finished_text
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts
from layers_desktop.transfer.progress import OverallProgress

_QUARTERS = 4


class ProgressAnnouncer:
    """Tells of a batch: its start, each quarter of the whole, the first failure, and its end."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._is_busy = False
        self._quarter = 0
        self._problems = 0
        self._has_told_problem = False

    def update(self, counts: StatusCounts, total: OverallProgress) -> None:
        """Say what is new since the last look."""
        was_busy, self._is_busy = self._is_busy, counts[CountGroup.ACTIVE] > 0
        if self._is_busy and not was_busy:
            self._quarter, self._problems = 0, counts[CountGroup.PROBLEMS]
            self._has_told_problem = False
            self._say(tr_plural("Uploading {n} file.", "Uploading {n} files.", counts[CountGroup.ACTIVE]))
        elif self._is_busy:
            self._tell_quarter(int(total.fraction * _QUARTERS))
            self._tell_problem(counts[CountGroup.PROBLEMS])
        elif was_busy:
            self._say(finished_text(counts.projects(CountGroup.DONE), counts[CountGroup.PROBLEMS]))

    def _tell_quarter(self, quarter: int) -> None:
        if self._quarter < quarter < _QUARTERS:
            self._quarter = quarter
            self._say(tr("{n} percent done.", n=quarter * 100 // _QUARTERS))

    def _tell_problem(self, problems: int) -> None:
        """Tell of the first failure; the others are counted at the end."""
        if problems > self._problems and not self._has_told_problem:
            self._has_told_problem = True
            self._say(tr("A file needs you."))


class BatchStartDetector(QObject):
    """Looks at every change that the tally has counted.

    Signals:
        noticed: The first uploads are under way since none was; said once all that start together have.
    """

    started = Signal()

    def __init__(self, signals: QueueEvents, counts: StatusCounts, parent: QObject) -> None:
        super().__init__(parent)
        self._counts = counts
        self._was_busy = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.started)
        signals.uploadChanged.connect(self._look)

    def _look(self, _upload: Upload) -> None:
        was_busy, self._was_busy = self._was_busy, self._counts[CountGroup.ACTIVE] > 0
        if self._was_busy and not was_busy:
            self._timer.start()
