"""How all of it looks from outside the window: on the taskbar, the dock and the tray."""

from dataclasses import dataclass
from enum import StrEnum

from layers_desktop.domain.language import tr
from layers_desktop.transfer.sums import Share

_MOST = 99


class Mood(StrEnum):
    """In what tone progress is shown."""

    GOING = "going"
    PAUSED = "paused"
    TROUBLED = "troubled"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What there is to see without opening the window.

    Attributes:
        percent: 0 to 99 of everything that was started, rounded down; None while nothing is under way.
        problems: Files that need a person.
    """

    percent: int | None = None
    mood: Mood = Mood.GOING
    problems: int = 0

    @property
    def text(self) -> str:
        """The program's name, and how far it is."""
        if self.percent is None:
            return tr("Layers Desktop")
        if self.mood is Mood.PAUSED:
            return tr("Layers Desktop · {n}% · paused", n=self.percent)
        return tr("Layers Desktop · {n}%", n=self.percent)


def outlook_of(started: Share, problems: int, *, is_paused: bool) -> Outlook:
    """Return how the sum of everything that was started looks; paused files alone count as a pause."""
    if started.files == started.files_done:
        return Outlook(problems=problems)
    percent = min(_MOST, 100 * started.paid // started.cost)
    if is_paused or not started.going:
        return Outlook(percent, Mood.PAUSED, problems)
    return Outlook(percent, Mood.TROUBLED if problems else Mood.GOING, problems)
