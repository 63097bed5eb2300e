"""Where what was chosen is written down: in a thread of its own, for a disk may take its time."""

from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy

from PySide6.QtCore import QObject, QTimer, Signal

from layers_desktop.domain.errors import UploaderError
from layers_desktop.local.preferences import Preferences, PreferencesFile

# Whoever types a word has the word written, not each of its letters.
_PAUSE_MS = 400


class PreferenceKeeping(QObject):
    """Writes the preferences once nothing was chosen for a moment, or when it is told to.

    Signals:
        failed: The Problem that kept them from being written.
    """

    failed = Signal(object)
    _failed_there = Signal(object)

    def __init__(self, file: PreferencesFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._unwritten: Preferences | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="preferences")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.write_now)
        self._failed_there.connect(self._tell)

    def keep(self, preferences: Preferences) -> None:
        """Write these soon, as they are by then."""
        self._unwritten = preferences
        self._pause.start()

    def write_now(self) -> Future[None]:
        """Write what is not written yet; the future is done once everything is."""
        self._pause.stop()
        unwritten, self._unwritten = deepcopy(self._unwritten), None
        return self._thread.submit(self._write, unwritten)

    def _write(self, preferences: Preferences | None) -> None:
        try:
            if preferences:
                self._file.save(preferences)
        except UploaderError as error:
            self._failed_there.emit(error.problem)

    def _tell(self, problem: object) -> None:
        """Pass on what went wrong there, on Qt's thread."""
        self.failed.emit(problem)
