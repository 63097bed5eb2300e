"""The history: its window, how long it is kept, clearing and exporting it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from layers_desktop.app.files.file_intake import FileIntake
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.errors import UploaderError, system_reason
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.history.search_bar import HistoryQuery
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.uploads.undoable_actions import ClearHistoryCommand
from layers_desktop.local.store.history import History, HistoryEntry, HistoryRow, export_history
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.intake.file_threads import FileThreads
from layers_desktop.transfer.queue.upload_queue import UploadQueue

if TYPE_CHECKING:  # loaded when it is opened, like every window that most runs do without
    from layers_desktop.gui.history.window import HistoryWindow

_DAY = 86_400
_UNDO_MS = 10_000
_EVERYTHING = 1_000_000
_ENDINGS = ("csv", "json")


class HistoryRetention(QObject):
    """Keeps the history as long as the preference says, and clears and exports it.

    Args:
        now: The Unix time by Layers, for this computer's clock may be far ahead; None before it is known.

    Signals:
        changed: `can_undo_clear` or `result` may have changed.

    Attributes:
        result: What the last thing done led to, as a sentence: the settings lie over the main window's toast.
    """

    changed = Signal()

    def __init__(
        self,
        history: History,
        window: MainWindow,
        preferences: PreferencesController,
        tasks: OwnedTasks,
        now: Callable[[], float | None],
    ) -> None:
        super().__init__()
        self._now = now
        self._history = history
        self._window = window
        self._preferences = preferences
        self._tasks = tasks
        self.result = ""
        self._cleared: list[HistoryRow] = []
        self._command: ClearHistoryCommand | None = None
        self._timer = QTimer(window, singleShot=True, interval=_UNDO_MS)
        self._timer.timeout.connect(self._end_undo)

    @property
    def can_undo_clear(self) -> bool:
        """Whether clearing the history can still be undone: for ten seconds."""
        return bool(self._cleared)

    def keep_for(self, days: str) -> None:
        """Keep past uploads for this many days from now on; 0 means without end."""
        self._preferences.update(history_days=int(days))
        self.forget_old()

    def forget_old(self) -> None:
        """Remove entries that are older than the preference says, once the time is known."""
        days, now = self._preferences.current.history_days, self._now()
        if days and now is not None:
            self._tasks.spawn(self._forget_before(now - days * _DAY), "old history")

    def clear(self) -> None:
        """Remove all entries; for ten seconds that can be undone."""
        self._tasks.spawn(self._clear(), "clear history")

    def undo_clear(self) -> None:
        """Undo the clearing."""
        rows, self._cleared = self._cleared, []
        if rows:
            self._tasks.spawn(self._restore(rows), "put history back")
        self._end_undo()

    def export(self) -> None:
        """Ask for a file, and export all entries to it."""
        self.export_entries(lambda: self._history.search(limit=_EVERYTHING))

    def export_entries(
        self,
        wanted: Callable[[], Awaitable[Sequence[HistoryEntry]]],
        over: QWidget | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """Ask for a file, and export the entries that `wanted` returns to it.

        Args:
            wanted: Returns the entries.
            over: The window that asks; None for the main window.
            tell: Shows what came of it there.
        """
        title = tr("Export the history")
        # Translators: The name of a file that is saved; {day} is a date such as 2026-11-30.
        name = tr("layers-history-{day}.csv", day=time.strftime("%Y-%m-%d"))
        self._window.desktop.save_file(
            over or self._window,
            title,
            name,
            _ENDINGS,
            lambda path: self._tasks.spawn(self._export(wanted, path, tell or self._tell), "export"),
        )

    # ----------------------------------------------------------------- parts
    def _tell(self, text: str) -> None:
        self.result = text
        self._window.toast.show_message(text)
        self.changed.emit()

    async def _forget_before(self, moment: float) -> None:
        try:
            await self._history.remove_before(moment)
        except UploaderError as error:
            self._tell(error.problem.text)

    async def _clear(self) -> None:
        try:
            self._cleared = await self._history.clear()
        except UploaderError as error:
            self._tell(error.problem.text)
            return
        count = len(self._cleared)
        if count:
            self._command = ClearHistoryCommand(self.clear, self.undo_clear)
            self._window.controller.undo_stack.push(self._command)
            self._timer.start()
        text = tr_plural(
            "{n} file was removed from the history.", "{n} files were removed from the history.", count
        )
        self._tell(text)

    async def _restore(self, rows: list[HistoryRow]) -> None:
        try:
            await self._history.restore(rows)
        except UploaderError as error:
            self._tell(error.problem.text)
        else:
            self._tell(tr("The history was restored."))

    def _end_undo(self) -> None:
        """End the time in which clearing can be undone."""
        self._timer.stop()
        self._cleared = []
        if self._command:
            self._command.expire()
            self._command = None
        self.changed.emit()

    async def _export(
        self,
        wanted: Callable[[], Awaitable[Sequence[HistoryEntry]]],
        path: Path,
        tell: Callable[[str], None],
    ) -> None:
        try:
            entries = await wanted()
            await FileThreads().ask(path, partial(export_history, entries, path))
        except UploaderError as error:
            tell(error.problem.text)
        except OSError as error:
            reason = system_reason(error)
            # Translators: {name} is a file, {reason} what the system says: "disk full".
            tell(tr("{name} could not be written ({reason}).", name=path.name, reason=reason))
        else:
            # Translators: {name} is a file.
            text = tr_plural(
                "{n} file exported to {name}.", "{n} files exported to {name}.", len(entries), name=path.name
            )
            tell(text)


_MOST_SHOWN = 20_000


class HistoryController:
    """Opens the history window, and looks up what it shows."""

    def __init__(
        self,
        history: History,
        window: MainWindow,
        intake: FileIntake,
        retention: HistoryRetention,
        events: QueueEvents,
        tasks: OwnedTasks,
    ) -> None:
        self._history = history
        self._window = window
        self._intake = intake
        self._retention = retention
        self._events = events
        self._tasks = tasks
        self._shown: HistoryWindow | None = None
        retention.changed.connect(self._refresh)
        window.handle(ActionId.HISTORY, self.open)
        window.handle(ActionId.COPY_LAST_BATCH, self.copy_last_batch)

    def open(self) -> None:
        """Open the history window, or bring it to the front if it is open."""
        if self._shown:
            self._shown.raise_()
            self._shown.activateWindow()
        else:
            self._tasks.spawn(self._open(), "history")

    async def _open(self) -> None:
        try:
            projects = await self._history.projects()
        except UploaderError as error:
            self._window.toast.show_message(error.problem.text)
            return
        if self._shown:  # asked for twice before the first had answered
            return
        from layers_desktop.gui.history.window import HistoryWindow

        shown = HistoryWindow(
            projects,
            self._window.controller.copier,
            self._window.desktop.open_url,
            self._window.icons,
            self._window,
        )
        shown.searchRequested.connect(
            lambda query: self._tasks.spawn(self._search(shown, query), "history search")
        )
        shown.copyBatchRequested.connect(
            lambda batch: self._tasks.spawn(self._copy_batch(batch), "copy a batch")
        )
        shown.forgetRequested.connect(lambda ids: self._tasks.spawn(self._forget(ids), "forget"))
        shown.exportRequested.connect(self._export)
        shown.uploadAgainRequested.connect(self._intake.add_again)
        shown.finished.connect(self._closed)
        self._events.batchFinished.connect(shown.bar.emit_query)
        self._shown = shown
        shown.bar.emit_query()
        shown.show()

    def _closed(self) -> None:
        self._shown = None

    def _refresh(self) -> None:
        if self._shown:
            self._shown.bar.emit_query()

    async def _search(self, shown: "HistoryWindow", query: HistoryQuery) -> None:
        try:
            entries = await self._entries(query, _MOST_SHOWN)
            total = await self._history.count()
        except UploaderError as error:
            self._tell(error.problem.text)
            return
        uploads = await asyncio.to_thread(lambda: [_as_upload(entry) for entry in entries])
        if shown is self._shown:
            shown.show_uploads(uploads, query, total)

    def copy_last_batch(self) -> None:
        """Copy the IDs of the batch that ran last, be it in an earlier run of the program."""
        copier = self._window.controller.list_copier
        if copier.has_batch:
            copier.copy_batch()
        else:
            self._tasks.spawn(self._copy_earlier_batch(), "copy the last batch")

    async def show_last_batch(self, queue: UploadQueue) -> None:
        """Add the finished files of the batch that ran last to the list again; nothing of them is sent."""
        try:
            entries = await self._last_batch()
        except UploaderError as error:
            self._tell(error.problem.text)
        else:
            queue.restore([_as_upload(each) for each in entries if UploadId(each.id) not in queue.uploads])

    async def _copy_earlier_batch(self) -> None:
        try:
            entries = await self._last_batch()
        except UploaderError as error:
            self._tell(error.problem.text)
            return
        if entries:
            uploads = [_as_upload(entry) for entry in entries]
            self._window.controller.copier.copy(uploads, names_project=True, show_message=self._tell)
        else:
            self._tell(tr("Nothing has been uploaded yet."))

    async def _last_batch(self) -> list[HistoryEntry]:
        """Return the entries of the batch of which a file was finished last, in the order of the drop."""
        newest = await self._history.search(limit=1)
        return await self._history.batch(newest[0].batch_id) if newest else []

    async def _copy_batch(self, batch: BatchId) -> None:
        """Copy the IDs of the whole batch, of which a search may have found a part."""
        try:
            entries = await self._history.batch(batch)
        except UploaderError as error:
            self._tell(error.problem.text)
        else:
            uploads = [_as_upload(entry) for entry in entries]
            self._window.controller.copier.copy(uploads, show_message=self._tell)

    def _tell(self, text: str) -> None:
        """Show a message where the person is: in the main window it may lie behind the history."""
        (self._shown or self._window).toast.show_message(text)

    async def _entries(self, query: HistoryQuery, limit: int) -> list[HistoryEntry]:
        return await self._history.search(
            query.text, project_id=query.project_id, kind=query.kind, since=query.since, limit=limit
        )

    async def _forget(self, ids: list[UploadId]) -> None:
        try:
            await self._history.remove(ids)
        except UploaderError as error:
            self._tell(error.problem.text)
        self._refresh()

    def _export(self, query: HistoryQuery, ids: Sequence[UploadId] | None) -> None:
        self._retention.export_entries(partial(self._entries_to_export, query, ids), self._shown, self._tell)

    async def _entries_to_export(
        self, query: HistoryQuery, ids: Sequence[UploadId] | None
    ) -> list[HistoryEntry]:
        entries = await self._entries(query, _EVERYTHING)
        wanted = None if ids is None else set(ids)
        return [entry for entry in entries if wanted is None or entry.id in wanted]


def _as_upload(entry: HistoryEntry) -> Upload:
    """Return the entry as an Upload, which the tables can show."""
    return Upload(
        id=UploadId(entry.id),
        batch_id=BatchId(entry.batch_id),
        path=entry.path,
        project=Project(entry.project_id, entry.project_name, account=entry.account),
        added_at=entry.added_at,
        fingerprint=Fingerprint(entry.size, 0, 0) if entry.size is not None else None,
        mime_type=entry.mime_type,
        kind=entry.kind,
        sha256=entry.sha256,
        state=UploadState.DONE,
        asset_id=entry.asset_id,
        asset_url=entry.asset_url,
        finished_at=entry.finished_at,
    )
