"""What comes to the list, gathered: a table that grows in a hundred steps paints itself a hundred times."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from layers_desktop.domain.upload import Upload

_PAUSE_MS = 100
_A_FEW = 50


class Arrivals(QObject):
    """Passes on a few at once, and more of them ten times a second.

    Args:
        take: Gets the uploads that came, in their order.
    """

    def __init__(self, take: Callable[[Sequence[Upload]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._waiting: list[Upload] = []
        self._count = 0
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._end_pause)

    @property
    def is_waiting(self) -> bool:
        """Whether something is still to be passed on."""
        return bool(self._waiting)

    def add(self, uploads: Sequence[Upload]) -> None:
        """Pass these on, now or soon."""
        self._waiting += uploads
        if self._count < _A_FEW:
            self._pass_on()

    def _end_pause(self) -> None:
        if self._waiting:
            self._pass_on()
        else:
            self._count = 0

    def _pass_on(self) -> None:
        came, self._waiting = self._waiting, []
        self._count += len(came)
        self._timer.start()
        self._take(came)
