"""What is told to screen readers without being asked."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.main_window.footer import finished_text
from layers_desktop.gui.queue_events import QueueSignals
from layers_desktop.gui.uploads.counts import Group, Tally
from layers_desktop.transfer.progress import Total

_QUARTERS = 4


class Announcer:
    """Tells of a batch: its start, each quarter of the whole, the first failure, and its end."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._is_busy = False
        self._quarter = 0
        self._problems = 0
        self._has_told_problem = False

    def look(self, tally: Tally, total: Total) -> None:
        """Say what is new since the last look."""
        was_busy, self._is_busy = self._is_busy, tally[Group.ACTIVE] > 0
        if self._is_busy and not was_busy:
            self._quarter, self._problems = 0, tally[Group.PROBLEMS]
            self._has_told_problem = False
            self._say(tr_plural("Uploading {n} file.", "Uploading {n} files.", tally[Group.ACTIVE]))
        elif self._is_busy:
            self._tell_quarter(int(total.fraction * _QUARTERS))
            self._tell_problem(tally[Group.PROBLEMS])
        elif was_busy:
            self._say(finished_text(tally.projects(Group.DONE), tally[Group.PROBLEMS]))

    def _tell_quarter(self, quarter: int) -> None:
        if self._quarter < quarter < _QUARTERS:
            self._quarter = quarter
            self._say(tr("{n} percent done.", n=quarter * 100 // _QUARTERS))

    def _tell_problem(self, problems: int) -> None:
        """Tell of the first failure; the others are counted at the end."""
        if problems > self._problems and not self._has_told_problem:
            self._has_told_problem = True
            self._say(tr("A file needs you."))


class BatchBeginning(QObject):
    """Looks at every change that the tally has counted.

    Signals:
        noticed: The first uploads are under way since none was; said once all that start together have.
    """

    noticed = Signal()

    def __init__(self, signals: QueueSignals, tally: Tally, parent: QObject) -> None:
        super().__init__(parent)
        self._tally = tally
        self._was_busy = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.noticed)
        signals.uploadChanged.connect(self._look)

    def _look(self, _upload: Upload) -> None:
        was_busy, self._was_busy = self._was_busy, self._tally[Group.ACTIVE] > 0
        if self._was_busy and not was_busy:
            self._timer.start()
