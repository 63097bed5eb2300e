"""Notices at once that a batch began: a small one is over before the window looks again."""

from PySide6.QtCore import QObject, QTimer, Signal

from layers_desktop.domain.upload import Upload
from layers_desktop.gui.queue_signals import QueueSignals
from layers_desktop.gui.uploads.tally import Group, Tally


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
