"""Quitting: asks while uploads are active, and can wait until they are done."""

from collections.abc import Callable

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.gui.dialogs.quit_dialog import QuitDialog, UnsavedDialog
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.system.application import bring_to_front
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from layers_desktop.transfer.progress import ProgressMeter
from layers_desktop.transfer.queue.upload_queue import UploadQueue
from layers_desktop.transfer.upload_recorder import BatchResult

# Holds that end once the person has done something, or tomorrow; others pass.
_NEEDING_THE_PERSON = frozenset({HoldReason.KEY, HoldReason.NO_JOURNAL, HoldReason.DISK, HoldReason.DAY})


class QuitController:
    """Decides when the program ends.

    Args:
        quit_now: Ends the program in order.
    """

    def __init__(
        self,
        queue: UploadQueue,
        meter: ProgressMeter,
        window: MainWindow,
        events: QueueEvents,
        preferences: PreferencesController,
        quit_now: Callable[[], None],
    ) -> None:
        self._queue = queue
        self._meter = meter
        self._window = window
        self._preferences = preferences
        self._quit_now = quit_now
        self._is_waiting = False
        self._is_ending = False
        self._dialog: QuitDialog | UnsavedDialog | None = None
        events.batchFinished.connect(self._batch_finished)
        events.holdChanged.connect(self._show_where_needed)
        window.handle(ActionId.QUIT, self.ask)

    def ask(self) -> None:
        """End at once where no upload is active and the list is saved; else ask, in one dialog."""
        if self._is_ending:
            return
        going = sum(upload.is_started for upload in self._queue.uploads.values())
        is_asked_for = going > 0 and self._preferences.current.ask_before_quit
        if not is_asked_for and not self._queue.cannot_be_saved:
            self._quit_now()
        elif self._dialog is None:
            bring_to_front(self._window)
            self._open(going)

    def quit_without_asking(self) -> None:
        """End now, as when the desktop session ends, and ask nothing more."""
        self._is_ending = True
        self._quit_now()

    def _open(self, going: int) -> None:
        if self._queue.cannot_be_saved:
            dialog: QuitDialog | UnsavedDialog = UnsavedDialog(self._window)
        else:
            dialog = QuitDialog(going, self._meter.total().seconds_left, self._window)
            dialog.quitWhenDoneChosen.connect(self._wait)
        dialog.quitNowChosen.connect(self._quit_now)
        dialog.finished.connect(self._dialog_finished)
        self._dialog = dialog
        dialog.open()

    def _dialog_finished(self) -> None:
        self._dialog = None

    def _wait(self) -> None:
        """Hide the window, and end after the last active upload."""
        self._is_waiting = True
        self._window.hide()
        self._show_where_needed(self._queue.hold)
        if not any(upload.is_started for upload in self._queue.uploads.values()):
            self._quit_now()

    def _show_where_needed(self, hold: Hold | None) -> None:
        """Stay, with the window shown again, where nothing goes on without the person."""
        if self._is_waiting and hold and hold.reason in _NEEDING_THE_PERSON:
            self._is_waiting = False
            self._window.show()

    def _batch_finished(self, result: BatchResult) -> None:
        """End, unless uploads have failed: then show the window again."""
        if not self._is_waiting:
            return
        self._is_waiting = False
        if result.failed:
            self._window.show()
        else:
            self._quit_now()

    def cancel(self) -> None:
        """Stay open although it was to end after the last upload."""
        self._is_waiting = False
