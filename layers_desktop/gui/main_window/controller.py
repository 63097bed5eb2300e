"""Connects the parts of the main window with the queue."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.clipboard.copier import AutoCopy, Copier
from layers_desktop.gui.clipboard.last_batch import LastBatch
from layers_desktop.gui.details.fields import StageLog
from layers_desktop.gui.dialogs.system_dialogs import DesktopServices
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.drag_and_drop import FileInput
from layers_desktop.gui.main_window.footer_texts import upload_obstacle
from layers_desktop.gui.main_window.list_copier import ListCopier
from layers_desktop.gui.main_window.repair_prompts import RepairPrompts
from layers_desktop.gui.main_window.screen_reader import ProgressAnnouncer
from layers_desktop.gui.main_window.window_parts import WindowParts, focus_next_region
from layers_desktop.gui.notices.notice_bar import NoticeBar
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
from layers_desktop.gui.system.platform_factory import key_text
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts
from layers_desktop.gui.uploads.file_info import FileLookups
from layers_desktop.gui.uploads.undoable_actions import UploadActions
from layers_desktop.gui.widgets.accessibility import announce
from layers_desktop.gui.widgets.table import is_in_sight
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from layers_desktop.transfer.progress import OverallProgress, ProgressMeter
from layers_desktop.transfer.queue.upload_queue import UploadQueue

_MANY_FILES = 5
_MANY_BYTES = 100_000_000


class ProjectGuard(QObject):
    """Shows from the choice of a project on which files still go to another, as long as there are any.

    Args:
        move: Moves every waiting file to a project.
    """

    def __init__(self, notices: NoticeBar, move: Callable[[Project], None], parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices
        self._move = move
        self._chosen: Project | None = None
        notices.closed.connect(self._notice_closed)

    def watch(self, chosen: Project) -> None:
        """Look from now on for files that wait for another project than this one, just chosen."""
        self._chosen = chosen

    def update(self, counts: StatusCounts) -> None:
        """Show the notice as things stand now, or nothing once no file waits for another project."""
        chosen = self._chosen
        if chosen is None:
            return
        waiting = counts.projects(CountGroup.STARTABLE)
        notice = project_changed_notice(waiting, chosen, self._move_waiting, self._leave)
        if notice:
            self._notices.show_notice(notice)
        else:
            self._leave()

    def _move_waiting(self) -> None:
        chosen = self._chosen
        self._leave()
        if chosen:
            self._move(chosen)

    def _leave(self) -> None:
        self._chosen = None
        self._notices.hide_notice(PROJECT_CHANGED_KEY)

    def _notice_closed(self, key: str) -> None:
        if key == PROJECT_CHANGED_KEY:
            self._leave()


class MainWindowController(QObject):
    """Carries out what is pressed in the window, and shows the state of the queue at most ten times a second.

    Attributes:
        counts: How many uploads there are of each sort, as they were told last.
        actions: Carries out what is chosen for rows.
        file_input: Takes files that are dropped, pasted or chosen.
        copier: Copies IDs to the clipboard in the format that was chosen.
        auto_copy: Copies the IDs of a batch when it ends.
        list_copier: Copies the IDs of the last batch, of the whole list, or of one project.
        undo_stack: The commands that can be undone.
    """

    def __init__(
        self,
        parts: WindowParts,
        queue: UploadQueue,
        meter: ProgressMeter,
        events: QueueEvents,
        desktop: DesktopServices,
        lookups: FileLookups,
    ) -> None:
        super().__init__(parts.window)
        self._parts, self._queue, self._meter, self._events = parts, queue, meter, events
        self._desktop = desktop
        self.file_input = FileInput(parts.window, desktop, parts.toast.show_message)
        self._file_lookups = lookups
        self.counts = StatusCounts()
        self.undo_stack = QUndoStack(self)
        self.copier = Copier(desktop.clipboard, parts.toast.show_message, self)
        ask = partial(self.copier.copy_text, key_request_text())
        self._hold_actions = HoldActions(
            parts.actions[ActionId.CHANGE_KEY].trigger,
            queue.connectivity.retry_now,
            queue.accounts.sessions.release_daily_holds,
            ask,
            parts.actions[ActionId.SHOW_LIST_FOLDER].trigger,
            parts.actions[ActionId.NETWORK_SETTINGS].trigger,
            queue.save_again,
            queue.go_on_unrecorded,
        )
        self.actions = UploadActions(queue, self.copier, self.undo_stack, desktop.open_url, self)
        self._last_batch = LastBatch(events, self)
        self.list_copier = ListCopier(self.copier, self._last_batch, self.counts, parts.model.uploads)
        self.auto_copy = AutoCopy(
            desktop.clipboard, self.list_copier.copy_batch, self.copier.offer, events, self
        )
        self._stage_log = StageLog(events, self)
        self._remedies = RepairPrompts(parts, queue, desktop, self.actions, self)
        self._guard = ProjectGuard(parts.notices, self._move_waiting, self)
        self._announcer = ProgressAnnouncer(partial(announce, parts.window))
        self._is_busy = False
        self._listen(events)
        self._connect_parts()
        self._connect_actions()
        self._count(queue.uploads.values())

    # ------------------------------------------------------------------- the connections
    def _listen(self, events: QueueEvents) -> None:
        events.uploadsAdded.connect(self._count)
        events.uploadsChanged.connect(self._count)
        events.uploadsRemoved.connect(self._uncount)
        events.holdChanged.connect(self._show_changed_hold)
        self._parts.model.ticked.connect(self.refresh)

    def _connect_parts(self) -> None:
        parts, progress, start = self._parts, self._parts.footer.progress, self._parts.footer.start
        parts.notices.detailsRequested.connect(
            partial(show_notice_details, self.copier.copy_text, parts.window)
        )
        parts.upload_list.empty.filesRequested.connect(self.file_input.choose_files)
        parts.upload_list.empty.folderRequested.connect(self.file_input.choose_folder)
        picker = parts.header.picker
        self.file_input.take_pasted_into(picker, *picker.findChildren(QLineEdit), parts.upload_list.bar.field)
        view = parts.upload_list.view
        view.actionChosen.connect(self.actions.run)
        view.dragStarted.connect(lambda uploads: self.copier.drag(uploads, view))
        self.actions.detailsRequested.connect(self._show_details)
        parts.header.picker.projectChosen.connect(self._project_chosen)
        progress.pauseToggled.connect(self._pause_all)
        progress.cancelAllRequested.connect(self._ask_to_cancel_all)
        progress.retryAllRequested.connect(self._retry_all)
        progress.clearRequested.connect(self._clear_finished)
        progress.clearCancelledRequested.connect(self._clear_cancelled)
        start.startRequested.connect(self._start)
        start.copyRequested.connect(self.list_copier.copy_batch)
        start.projectRequested.connect(parts.header.picker.open_list)
        start.problemsRequested.connect(self._show_problems)
        start.offer_copying(self.list_copier.scopes)

    def _connect_actions(self) -> None:
        bar = self._parts.upload_list.bar
        done: dict[ActionId, Callable[[], object]] = {
            ActionId.ADD_FILES: self.file_input.choose_files,
            ActionId.ADD_FOLDER: self.file_input.choose_folder,
            ActionId.PASTE: self.file_input.paste,
            ActionId.START: partial(self._press, self._parts.footer.start.upload),
            ActionId.PAUSE_ALL: partial(self._press, self._parts.footer.progress.pause),
            ActionId.CANCEL_ALL: self._ask_to_cancel_all,
            ActionId.RETRY_ALL: self._retry_all,
            ActionId.COPY_ALL: self.list_copier.copy_all,
            ActionId.UNDO: self.undo_stack.undo,
            ActionId.REDO: self.undo_stack.redo,
            ActionId.CHOOSE_PROJECT: self._parts.header.picker.open_list,
            ActionId.FILTER: bar.field.setFocus,
            ActionId.SHOW_ALL: partial(bar.select_group, CountGroup.ALL),
            ActionId.SHOW_ACTIVE: partial(bar.select_group, CountGroup.ACTIVE),
            ActionId.SHOW_DONE: partial(bar.select_group, CountGroup.DONE),
            ActionId.SHOW_PROBLEMS: partial(bar.select_group, CountGroup.PROBLEMS),
            ActionId.NEXT_REGION: partial(self._go_to_region, 1),
            ActionId.PREVIOUS_REGION: partial(self._go_to_region, -1),
            ActionId.SHORTCUTS: self._show_shortcuts,
            ActionId.HELP: self._show_help,
            ActionId.ABOUT: self._show_about,
            ActionId.CLOSE: self._parts.window.close,
        }
        for name, do in done.items():
            self._parts.actions[name].triggered.connect(lambda _=False, do=do: do())
        self._parts.upload_list.focus_target.setFocus()

    # --------------------------------------------------------------- what is shown
    def refresh(self) -> None:
        """Say what has changed, and show the present state of the queue where the window is in sight."""
        self._events.tell_changes()
        was_busy, self._is_busy = self._is_busy, self.counts[CountGroup.ACTIVE] > 0
        if self._is_busy and not was_busy:
            self.auto_copy.watch_clipboard()
        total = self._meter.total()
        self._announcer.update(self.counts, total)
        self._show_actions()
        if is_in_sight(self._parts.window):
            self._show(total)

    def _show(self, total: OverallProgress) -> None:
        hold = self._queue.hold
        is_paused = hold is not None and hold.reason is HoldReason.PAUSED
        self._show_hold(hold)
        self._remedies.update(self.counts)
        self._guard.update(self.counts)
        project = self._parts.header.picker.project
        self._parts.upload_list.update_counts(self.counts)
        self._parts.footer.progress.show_state(self.counts, total, is_paused=is_paused)
        self._parts.footer.start.show_state(self.counts, project, self._last_batch.projects)

    def _show_actions(self) -> None:
        """Enable the actions on all uploads that have an effect now, though nobody may see the window."""
        is_busy = self.counts[CountGroup.ACTIVE] > 0
        can = {
            ActionId.START: not upload_obstacle(self.counts, self._parts.header.picker.project),
            ActionId.PAUSE_ALL: is_busy,
            ActionId.CANCEL_ALL: is_busy,
            ActionId.RETRY_ALL: self.counts[CountGroup.RETRYABLE] > 0,
        }
        for name, is_meant in can.items():
            self._parts.actions[name].setEnabled(is_meant)

    def _press(self, button: QAbstractButton) -> None:
        """Press a button of the footer, which may show an earlier state where nobody sees it."""
        self._show(self._meter.total())
        button.click()

    def _show_changed_hold(self) -> None:
        # Rows that wait for a key say so, and no row's own signal told of it.
        self._parts.upload_list.view.viewport().update()
        self._show_hold(self._queue.hold)  # which is spoken, too
        self.refresh()

    def _show_hold(self, hold: Hold | None) -> None:
        """Show why the queue is held and how many files wait, or nothing where it is not held."""
        notice = hold_notice(hold, self._count_held(hold), self._hold_actions) if hold else None
        if notice:
            self._parts.notices.show_notice(notice)
        else:
            self._parts.notices.hide_notice(HOLD_KEY)

    def _count_held(self, hold: Hold) -> int:
        """Return how many files wait for this hold to end: another account's are going on."""
        active = self.counts.projects(CountGroup.ACTIVE)
        return sum(count for project, count in active.items() if hold.account in {"", project.account})

    def _count(self, uploads: Iterable[Upload]) -> None:
        was_empty = self.counts[CountGroup.ALL] == 0
        for upload in uploads:
            self.counts.update(upload)
        starts = self.counts[CountGroup.ACTIVE] > 0 and not self._is_busy
        if was_empty or starts:  # neither the first rows nor a start wait for the next look
            self.refresh()

    def _uncount(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            self.counts.forget(upload)
        self.refresh()

    def _show_details(self, upload: Upload) -> None:
        # Loaded when it is opened, like every dialog that most runs do without.
        from layers_desktop.gui.details.dialog import DetailsDialog

        dialog = DetailsDialog(
            upload, self.copier.copy_text, self._file_lookups, self._stage_log.get, self._parts.window
        )
        dialog.actionChosen.connect(self.actions.run)
        self._parts.model.ticked.connect(dialog.refresh)
        self._events.uploadsRemoved.connect(dialog.show_removed)
        self._events.uploadsAdded.connect(dialog.show_restored)
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
    def _project_chosen(self, project: Project) -> None:
        """Set this project for uploads without one, and offer to move those that wait for another."""
        without_project = [
            each.id for each in self._parts.model.uploads() if each.can_change and each.project is None
        ]
        self._queue.set_project(without_project, project)
        self._guard.watch(project)
        self.refresh()

    def _move_waiting(self, project: Project) -> None:
        waiting = [
            each
            for each in self._parts.model.uploads()
            if each.can_start and each.project != project and each.account == project.account
        ]
        self.actions.move_to_project(waiting, project)

    # ------------------------------------------------------------------- all at once
    def _ids(self, belongs: Callable[[Upload], bool]) -> list[UploadId]:
        return [upload.id for upload in self._parts.model.uploads() if belongs(upload)]

    def _start(self) -> None:
        self._queue.start(self._ids(lambda upload: upload.can_start))

    def _pause_all(self, is_wanted: bool) -> None:  # noqa: FBT001 - a Qt signal has no keywords
        if is_wanted:
            self._queue.pause_all()
        else:
            self._queue.resume_all()

    def _retry_all(self) -> None:
        self._queue.retry(self._ids(lambda upload: upload.can_retry))

    def _clear_finished(self) -> None:
        going = [each for each in self._parts.model.uploads() if each.is_done]
        self.actions.remove(going)
        # Translators: Say that the files are no longer in the list, and which keys bring them back.
        text = tr_plural(
            "{n} finished file was taken off the list. {key} brings it back.",
            "{n} finished files were taken off the list. {key} brings them back.",
            len(going),
            key=key_text("Ctrl+Z"),
        )
        self._parts.toast.show_message(text)

    def _clear_cancelled(self) -> None:
        going = [each for each in self._parts.model.uploads() if each.is_cancelled]
        self.actions.remove(going)
        text = tr_plural(
            "{n} cancelled file was taken off the list. {key} brings it back.",
            "{n} cancelled files were taken off the list. {key} brings them back.",
            len(going),
            key=key_text("Ctrl+Z"),
        )
        self._parts.toast.show_message(text)

    def _show_problems(self) -> None:
        """Show the files that need a person, with the focus on the first of them."""
        self._parts.upload_list.bar.select_group(CountGroup.PROBLEMS)
        self._parts.upload_list.view.setFocus()

    def _ask_to_cancel_all(self) -> None:
        """Cancel all active uploads; ask first where many files or bytes would be lost."""
        going = [upload for upload in self._parts.model.uploads() if upload.can_cancel]
        cancel = partial(self._queue.cancel, [upload.id for upload in going])
        if len(going) <= _MANY_FILES and sum(upload.bytes_sent for upload in going) <= _MANY_BYTES:
            cancel()
            return
        title = tr_plural("Cancel {n} upload?", "Cancel {n} uploads?", len(going))
        text = tr("Finished files stay in Layers. The others stay in the list, and you can retry them.")
        self._desktop.confirm(self._parts.window, title, text, tr("Cancel all"), cancel)

    def _go_to_region(self, step: int) -> None:
        """Move the focus forward by this many regions of the window; negative numbers move it back."""
        focus_next_region(self._parts.focus_regions, self._parts.window.focusWidget(), step)
