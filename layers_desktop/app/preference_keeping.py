"""Where what was chosen is written down."""

from concurrent.futures import Future
from copy import deepcopy
from functools import partial

from PySide6.QtCore import QObject, QTimer

from layers_desktop.app.file_writing import FileWriting
from layers_desktop.local.preferences import Preferences, PreferencesFile

# Whoever types a word has the word written, not each of its letters.
_PAUSE_MS = 400


class PreferenceKeeping(FileWriting):
    """Writes the preferences once nothing was chosen for a moment, or when it is told to."""

    def __init__(self, file: PreferencesFile, parent: QObject | None = None) -> None:
        super().__init__("preferences", parent)
        self._file = file
        self._unwritten: Preferences | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.write_now)

    def keep(self, preferences: Preferences) -> None:
        """Write these soon, as they are by then."""
        self._unwritten = preferences
        self._pause.start()

    def write_now(self) -> "Future[None]":
        """Write what is not written yet; the future is done once everything is."""
        self._pause.stop()
        unwritten, self._unwritten = deepcopy(self._unwritten), None
        return self.write(partial(self._save, unwritten))

    def _save(self, preferences: Preferences | None) -> None:
        if preferences:
            self._file.save(preferences)
