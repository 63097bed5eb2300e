"""The program on the desktop: taskbar progress, tray icon, notifications, no sleep while it sends."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.system import platform_factory
from layers_desktop.gui.system.application import bring_to_front, is_in_front, may_copy
from layers_desktop.gui.system.interfaces import DesktopNotification
from layers_desktop.gui.system.platform_factory import detect_tray
from layers_desktop.gui.system.status import (
    KeepAwakePolicy,
    OverallStatus,
    batch_text,
    needs_notification,
    overall_status,
)
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.transfer.limits.holds import HoldReason
from layers_desktop.transfer.queue.upload_queue import UploadQueue
from layers_desktop.transfer.upload_recorder import BatchResult

_LOOK_MS = 500


class DesktopStatus(QObject):
    """Updates taskbar, tray and sleep lock twice a second while uploads are active, and not otherwise.

    Args:
        quit_wanted: Called when Quit is chosen in the tray's menu.
    """

    def __init__(
        self,
        queue: UploadQueue,
        window: MainWindow,
        events: QueueEvents,
        preferences: PreferencesController,
        quit_wanted: Callable[[], None],
    ) -> None:
        super().__init__()
        self._queue = queue
        self._window = window
        self._preferences = preferences
        self._status = OverallStatus()
        self._wakefulness = KeepAwakePolicy()
        self._is_awake_wanted = False
        self._lock = platform_factory.sleep_lock(window.status.show_awake, self)
        self._taskbar = platform_factory.taskbar(window)
        self._tray = platform_factory.tray(QApplication.windowIcon(), self)
        self._notices = platform_factory.notifier(self._tray, self)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._update)
        self._timer.start()
        self._listen(events)
        self._tray.showRequested.connect(self.bring_to_front)
        self._tray.pauseToggled.connect(self._pause)
        self._tray.copyRequested.connect(self._copy_last_batch)
        self._tray.quitRequested.connect(quit_wanted)
        preferences.changed.connect(self._apply)
        platform_factory.on_icon_clicked(self._come_back)
        detect_tray(self, self._tray_found)

    def _listen(self, events: QueueEvents) -> None:
        for event in (events.uploadsAdded, events.uploadsChanged, events.uploadsRemoved, events.holdChanged):
            event.connect(lambda _: self._start_timer())
        events.batchFinished.connect(self._batch_finished)

    # ------------------------------------------------------------------ tray
    @property
    def tray_obstacle(self) -> str:
        """Why the program cannot stay in the tray; empty where it can."""
        return "" if self._tray.is_available else tr("This desktop has no tray.")

    def hides_to_tray(self) -> bool:
        """Hide the window and return True where the program stays in the tray; else return False."""
        if not self._tray.is_shown:
            return False
        self._window.hide()
        if not self._preferences.current.tray_explained:
            self._preferences.update(tray_explained=True)
            title = tr("Layers Desktop keeps running in the tray")
            text = tr("To quit, choose Quit in the menu of its icon.")
            self._notices.show(DesktopNotification(title, text, self.bring_to_front))
        return True

    def bring_to_front(self) -> None:
        """Bring the window to the front."""
        bring_to_front(self._window)

    def _come_back(self) -> None:
        if self._tray.is_shown and not self._window.isVisible():
            self.bring_to_front()

    def close(self) -> None:
        """Release the sleep lock, and remove taskbar progress and tray icon."""
        self._timer.stop()
        self._lock.release()
        self._taskbar.close()
        self._notices.close()
        self._tray.close()

    def _tray_found(self, is_there: bool) -> None:  # noqa: FBT001 - a callback
        self._tray.is_available = is_there
        self._apply()
        if not (self._tray.is_shown or self._window.isVisible()):
            self._window.showMinimized()  # it was to begin in the tray

    def _apply(self) -> None:
        self._tray.set_visible(self._preferences.current.keep_in_tray)
        self._start_timer()

    def _pause(self, is_wanted: bool) -> None:  # noqa: FBT001 - a Qt signal has no keywords
        (self._queue.pause_all if is_wanted else self._queue.resume_all)()

    # ----------------------------------------------------------------- looks
    def _start_timer(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _update(self) -> None:
        started = self._queue.totals.read()
        hold = self._queue.hold
        is_paused = hold is not None and hold.reason is HoldReason.PAUSED
        problems = self._window.controller.counts[CountGroup.PROBLEMS]
        self._show(overall_status(started, problems, is_paused=is_paused), is_paused=is_paused)
        is_needed = self._wakefulness.is_needed(
            progress=started.bytes_done + started.files_done,
            is_sending=any(self._queue.totals.sending()),
            is_running=started.active > 0,
            is_held=self._queue.is_held,
        )
        self._keep_awake(is_needed=is_needed and self._preferences.current.keep_awake)
        if not started.active:
            self._timer.stop()

    def _show(self, status: OverallStatus, *, is_paused: bool) -> None:
        if status != self._status:
            self._status = status
            self._taskbar.show(status)
        self._tray.show_status(status, is_paused=is_paused)

    def _keep_awake(self, *, is_needed: bool) -> None:
        if is_needed == self._is_awake_wanted:
            return
        self._is_awake_wanted = is_needed
        if is_needed:
            self._lock.hold()
        else:
            self._lock.release()

    # --------------------------------------------------------------- batches
    def _batch_finished(self, result: BatchResult) -> None:
        chosen = self._preferences.current
        is_wanted = chosen.notice_at_end and needs_notification(
            result, problems_only=chosen.notice_problems_only
        )
        if is_wanted and not is_in_front():
            self._notify(result, has_sound=chosen.notice_sound)

    def _notify(self, result: BatchResult, *, has_sound: bool) -> None:
        copy = (tr("Copy IDs"), self._copy_last_batch) if result.done else None
        title = tr("Uploads finished")
        self._notices.show(
            DesktopNotification(title, batch_text(result), self.bring_to_front, copy, has_sound)
        )

    def _copy_last_batch(self) -> None:
        if not may_copy():
            self.bring_to_front()
        self._window.window_actions[ActionId.COPY_LAST_BATCH].trigger()
