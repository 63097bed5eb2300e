"""What the window does when something is pressed, dropped, or said by the engine."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.clipboard.copier import AutoCopy, Copier
from layers_desktop.gui.clipboard.formats import CopyFormat
from layers_desktop.gui.details.fields import StageLog
from layers_desktop.gui.dialogs.system_dialogs import DesktopServices
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.announcer import BatchStartDetector, ProgressAnnouncer
from layers_desktop.gui.main_window.drag_and_drop import FileInput
from layers_desktop.gui.main_window.parts import WindowParts, focus_next_region
from layers_desktop.gui.main_window.repair_prompts import RepairPrompts
from layers_desktop.gui.notices.notices import (
    HOLD_KEY,
    PROJECT_CHANGED_KEY,
    HoldActions,
    hold_notice,
    key_request_text,
    project_changed_notice,
    show_notice_details,
)
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.uploads.action_handler import ProjectMove, UploadActions
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts
from layers_desktop.gui.uploads.file_lookups import FileLookups
from layers_desktop.gui.uploads.filter_sort import StatusFilter
from layers_desktop.gui.widgets.accessibility import announce
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from layers_desktop.transfer.progress import ProgressMeter
from layers_desktop.transfer.queue.upload_queue import UploadQueue

_MANY_FILES = 5
_MANY_BYTES = 100_000_000


class MainWindowController(QObject):
    """Connects the window's parts with the queue, and shows how things stand ten times a second at most.

    Signals:
        kindChosen: A list of uploads, and the MediaKind that a person gave them.
        startRequested: What is ready shall be sent.
        keyRequested: The person wants to enter a key.
        copyFormatChosen: The name of the format that the person copies in from now on.
        listFolderRequested: The folder that the list is kept in shall be shown.
        networkSettingsRequested: The settings on the network shall be shown.
    """

    kindChosen = Signal(object, object)
    startRequested = Signal()
    keyRequested = Signal()
    copyFormatChosen = Signal(str)
    listFolderRequested = Signal()
    networkSettingsRequested = Signal()

    def __init__(
        self,
        parts: WindowParts,
        queue: UploadQueue,
        meter: ProgressMeter,
        signals: QueueEvents,
        desktop: DesktopServices,
        lookups: FileLookups,
    ) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._queue = queue
        self._meter = meter
        self._signals = signals
        self._desktop = desktop
        self.file_input = FileInput(parts.window, desktop, parts.toast.say)
        self._file_lookups = lookups
        self._counts = StatusCounts()
        self.undo_stack = QUndoStack(self)
        self.copier = Copier(desktop.clipboard, parts.toast.say)
        ask = partial(self.copier.copy_text, key_request_text())
        self._hold_actions = HoldActions(
            self.keyRequested.emit,
            queue.connectivity.retry_now,
            queue.accounts.sessions.release_daily_holds,
            ask,
            self.listFolderRequested.emit,
            self.networkSettingsRequested.emit,
        )
        self.actions = UploadActions(queue, self.copier, self.undo_stack, desktop.open_url, self)
        self.auto_copy = AutoCopy(desktop.clipboard, self.copier, queue.uploads, signals, self)
        self._stage_log = StageLog(signals, self)
        self._remedies = RepairPrompts(parts, queue, desktop, self.actions, self)
        self._announcer = ProgressAnnouncer(partial(announce, parts.window))
        self._is_busy = False
        self._listen(signals)
        self._connect_parts()
        self._connect_actions()
        self._count(queue.uploads.values())

    # ------------------------------------------------------------------- the connections
    def _listen(self, signals: QueueEvents) -> None:
        signals.uploadsAdded.connect(self._count)
        signals.uploadChanged.connect(self._counts.update)
        BatchStartDetector(signals, self._counts, self).started.connect(self.refresh)
        signals.uploadsRemoved.connect(self._forget)
        signals.holdChanged.connect(self._show_changed_hold)
        self._parts.model.ticked.connect(self.refresh)

    def _connect_parts(self) -> None:
        parts, progress, start = self._parts, self._parts.footer.progress, self._parts.footer.start
        parts.notices.detailsWanted.connect(partial(show_notice_details, self.copier.copy_text, parts.window))
        parts.upload_list.empty.filesWanted.connect(self.file_input.choose_files)
        parts.upload_list.empty.folderWanted.connect(self.file_input.choose_folder)
        parts.upload_list.view.actionChosen.connect(self.actions.run)
        self.actions.detailsRequested.connect(self._show_details)
        self.actions.kindChosen.connect(self.kindChosen)
        parts.header.picker.projectChosen.connect(self._take_project)
        progress.pauseToggled.connect(self._pause_all)
        progress.cancelAllRequested.connect(self._ask_to_cancel_all)
        progress.retryAllRequested.connect(self._retry_all)
        progress.clearRequested.connect(self._clear_finished)
        start.startRequested.connect(self.startRequested)
        start.copyRequested.connect(self._copy_all)

    def _connect_actions(self) -> None:
        bar = self._parts.upload_list.bar
        done: dict[ActionId, Callable[[], object]] = {
            ActionId.ADD_FILES: self.file_input.choose_files,
            ActionId.ADD_FOLDER: self.file_input.choose_folder,
            ActionId.PASTE: self.file_input.paste,
            ActionId.START: self._parts.footer.start.upload.click,
            ActionId.PAUSE_ALL: self._parts.footer.progress.pause.click,
            ActionId.CANCEL_ALL: self._ask_to_cancel_all,
            ActionId.RETRY_ALL: self._retry_all,
            ActionId.COPY_ALL: partial(self._copy_all, None),
            ActionId.UNDO: self.undo_stack.undo,
            ActionId.REDO: self.undo_stack.redo,
            ActionId.CHOOSE_PROJECT: self._parts.header.picker.setFocus,
            ActionId.FILTER: bar.field.setFocus,
            ActionId.SHOW_ALL: partial(bar.choose, StatusFilter.ALL),
            ActionId.SHOW_ACTIVE: partial(bar.choose, StatusFilter.ACTIVE),
            ActionId.SHOW_DONE: partial(bar.choose, StatusFilter.DONE),
            ActionId.SHOW_PROBLEMS: partial(bar.choose, StatusFilter.PROBLEMS),
            ActionId.NEXT_REGION: partial(self._go_to_region, 1),
            ActionId.PREVIOUS_REGION: partial(self._go_to_region, -1),
            ActionId.CHANGE_KEY: self.keyRequested.emit,
            ActionId.SHORTCUTS: self._show_shortcuts,
            ActionId.HELP: self._show_help,
            ActionId.ABOUT: self._show_about,
            ActionId.CLOSE: self._parts.window.close,
        }
        for name, do in done.items():
            self._parts.actions[name].triggered.connect(lambda _=False, do=do: do())
        self._parts.upload_list.target.setFocus()

    # --------------------------------------------------------------- what is shown
    def refresh(self) -> None:
        """Show how things stand now."""
        hold = self._queue.hold
        is_paused = hold is not None and hold.reason is HoldReason.PAUSED
        self._show_hold(hold)
        self._remedies.update(self._counts)
        project = self._parts.header.picker.project
        self._parts.upload_list.show_state(self._counts)
        total = self._meter.total()
        self._parts.footer.show_state(self._counts, total, project, is_paused=is_paused)
        self._announcer.update(self._counts, total)
        self._show_actions()
        was_busy, self._is_busy = self._is_busy, self._counts[CountGroup.ACTIVE] > 0
        if self._is_busy and not was_busy:
            self.auto_copy.start()

    def _show_actions(self) -> None:
        """Let the menu offer of all at once what means something now."""
        is_busy = self._counts[CountGroup.ACTIVE] > 0
        can = {
            ActionId.START: self._parts.footer.start.upload.isEnabled(),
            ActionId.PAUSE_ALL: is_busy,
            ActionId.CANCEL_ALL: is_busy,
            ActionId.RETRY_ALL: self._counts[CountGroup.RETRYABLE] > 0,
        }
        for name, is_meant in can.items():
            self._parts.actions[name].setEnabled(is_meant)

    def _show_changed_hold(self) -> None:
        # Rows that wait for a key say so, and no row's own signal told of it.
        self._parts.upload_list.view.viewport().update()
        self.refresh()

    def _show_hold(self, hold: Hold | None) -> None:
        """Tell what holds the queue, and how many files wait for it."""
        notice = hold_notice(hold, self._counts[CountGroup.ACTIVE], self._hold_actions) if hold else None
        if notice:
            self._parts.notices.show_notice(notice)
        else:
            self._parts.notices.hide_notice(HOLD_KEY)

    def _count(self, uploads: Iterable[Upload]) -> None:
        was_empty = self._counts[CountGroup.ALL] == 0
        for upload in uploads:
            self._counts.update(upload)
        if was_empty:  # the first rows of all do not wait for the next look
            self.refresh()

    def _forget(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            self._counts.forget(upload)
        self.refresh()

    def _show_details(self, upload: Upload) -> None:
        # Loaded when it is opened, like every dialog that most runs do without.
        from layers_desktop.gui.details.dialog import DetailsDialog

        dialog = DetailsDialog(
            upload, self.copier.copy_text, self._file_lookups, self._stage_log.get, self._parts.window
        )
        dialog.actionChosen.connect(self.actions.run)
        self._parts.model.ticked.connect(dialog.refresh)
        self._signals.uploadsRemoved.connect(dialog.note_removed)
        self._signals.uploadsAdded.connect(dialog.note_added)
        dialog.show()

    def _show_help(self) -> None:
        from layers_desktop.gui.dialogs.help import show_help

        show_help(self._parts.window)

    def _show_about(self) -> None:
        from layers_desktop.gui.dialogs.help import show_about

        show_about(self._parts.window)

    def _show_shortcuts(self) -> None:
        from layers_desktop.gui.dialogs.help import ShortcutsDialog, shortcut_rows

        actions = [action for action in self._parts.actions.values() if action.isVisible()]
        ShortcutsDialog(shortcut_rows(actions), self._parts.window).show()

    # --------------------------------------------------------------------- projects
    def _take_project(self, project: Project) -> None:
        """Offer to move what waits for another project; what had none takes this one."""
        homeless = [
            each.id for each in self._parts.model.uploads() if each.can_change and each.project is None
        ]
        self._queue.set_project(homeless, project)
        waiting = self._counts.projects(CountGroup.STARTABLE)
        hide = partial(self._parts.notices.hide_notice, PROJECT_CHANGED_KEY)
        notice = project_changed_notice(waiting, project, partial(self._move_waiting, project), hide)
        if notice:
            self._parts.notices.show_notice(notice)
        else:
            hide()
        self.refresh()

    def _move_waiting(self, project: Project) -> None:
        self._parts.notices.hide_notice(PROJECT_CHANGED_KEY)
        waiting = [
            each
            for each in self._parts.model.uploads()
            if each.can_start and each.project != project and each.account == project.account
        ]
        if waiting:
            self.undo_stack.push(ProjectMove(self._queue, waiting, project))

    # ------------------------------------------------------------------- all at once
    def _ids(self, belongs: Callable[[Upload], bool]) -> list[UploadId]:
        return [upload.id for upload in self._parts.model.uploads() if belongs(upload)]

    def _copy_all(self, wanted: CopyFormat | None) -> None:
        """Copy every ID; a format chosen for that is the usual one from then on."""
        if wanted and wanted is not self.copier.format:
            self.copier.format = wanted
            self.copyFormatChosen.emit(wanted)
        self.copier.copy([upload for upload in self._parts.model.uploads() if upload.is_done], wanted)

    def _pause_all(self, is_wanted: bool) -> None:  # noqa: FBT001 - a Qt signal has no keywords
        if is_wanted:
            self._queue.pause_all()
        else:
            self._queue.resume_all()

    def _retry_all(self) -> None:
        self._queue.retry(self._ids(lambda upload: upload.needs_attention and upload.can_retry))

    def _clear_finished(self) -> None:
        going = [
            each for each in self._parts.model.uploads() if each.is_finished and not each.needs_attention
        ]
        self.actions.remove(going)
        text = tr_plural(
            "{n} finished file left the list. Ctrl+Z brings it back.",
            "{n} finished files left the list. Ctrl+Z brings them back.",
            len(going),
        )
        self._parts.toast.say(text)

    def _ask_to_cancel_all(self) -> None:
        """Cancel everything under way; ask first where much would be lost."""
        going = [upload for upload in self._parts.model.uploads() if upload.can_cancel]
        cancel = partial(self._queue.cancel, [upload.id for upload in going])
        if len(going) <= _MANY_FILES and sum(upload.bytes_sent for upload in going) <= _MANY_BYTES:
            cancel()
            return
        title = tr_plural("Cancel {n} upload?", "Cancel {n} uploads?", len(going))
        text = tr("Files that are finished stay finished. The others stay in the list, to be retried.")
        self._desktop.confirm(self._parts.window, title, text, tr("Cancel all"), cancel)

    def _go_to_region(self, step: int) -> None:
        """Move the focus to the band so many further down."""
        focus_next_region(self._parts.focus_regions, self._parts.window.focusWidget(), step)
