"""What is told to screen readers without being asked."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.engine import Total
from layers_desktop.gui.footer_texts import finished_text
from layers_desktop.gui.uploads.tally import Group, Tally

_QUARTERS = 4


def announce(widget: QWidget, text: str, *, is_urgent: bool = False) -> None:
    """Have this read out: in its turn, or at once where it is urgent."""
    # Loaded with the first announcement: its enumerations are long, and the window's start does without.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


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
