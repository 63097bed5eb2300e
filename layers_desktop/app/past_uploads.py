"""The history window at work: what it asks is looked up, what it wants done is done."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from layers_desktop.app.file_intake import FileIntake
from layers_desktop.app.history_keeping import HistoryKeeping
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.fingerprint import Fingerprint
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.desktop import Desktop
from layers_desktop.gui.history.query_bar import HistoryQuery
from layers_desktop.gui.icons import Icons
from layers_desktop.gui.main_window import MainWindow
from layers_desktop.gui.queue_signals import QueueSignals
from layers_desktop.local.history import History, HistoryEntry
from layers_desktop.transfer.tasks import OwnedTasks

if TYPE_CHECKING:  # loaded when it is opened, like every window that most runs do without
    from layers_desktop.gui.history.window import HistoryWindow

_MOST_SHOWN = 20_000


class PastUploads:
    """Opens the history and serves it."""

    def __init__(
        self,
        history: History,
        window: MainWindow,
        desktop: Desktop,
        icons: Icons,
        intake: FileIntake,
        keeping: HistoryKeeping,
        signals: QueueSignals,
        tasks: OwnedTasks,
    ) -> None:
        self._history = history
        self._window = window
        self._desktop = desktop
        self._icons = icons
        self._intake = intake
        self._keeping = keeping
        self._signals = signals
        self._tasks = tasks
        self._shown: HistoryWindow | None = None
        keeping.listen(self._look_again)

    def open(self) -> None:
        """Show the history, newest first; one that is open comes to the front."""
        if self._shown:
            self._shown.raise_()
            self._shown.activateWindow()
        else:
            self._tasks.spawn(self._open(), "history")

    async def _open(self) -> None:
        try:
            projects = await self._history.projects()
        except UploaderError as error:
            self._window.show_toast(error.problem.text)
            return
        if self._shown:  # asked for twice before the first had answered
            return
        from layers_desktop.gui.history.window import HistoryWindow

        shown = HistoryWindow(
            projects, self._window.copier, self._desktop.open_url, self._icons, self._window
        )
        shown.searchRequested.connect(
            lambda query: self._tasks.spawn(self._search(shown, query), "history search")
        )
        shown.forgetRequested.connect(lambda ids: self._tasks.spawn(self._forget(ids), "forget"))
        shown.exportRequested.connect(self._ask_where_to_export)
        shown.uploadAgainRequested.connect(self._intake.add_again)
        shown.finished.connect(self._closed)
        self._signals.batchFinished.connect(shown.bar.tell)
        self._shown = shown
        shown.bar.tell()
        shown.show()

    def _closed(self) -> None:
        self._shown = None

    def _look_again(self) -> None:
        if self._shown:
            self._shown.bar.tell()

    async def _search(self, shown: "HistoryWindow", query: HistoryQuery) -> None:
        try:
            entries = await self._entries(query, _MOST_SHOWN)
            total = await self._history.count()
        except UploaderError as error:
            self._window.show_toast(error.problem.text)
            return
        uploads = await asyncio.to_thread(_grouped, entries)
        if shown is self._shown:
            shown.show_uploads(uploads, query, total)

    async def _entries(self, query: HistoryQuery, limit: int) -> list[HistoryEntry]:
        return await self._history.search(
            query.text, project_id=query.project_id, kind=query.kind, since=query.since, limit=limit
        )

    async def _forget(self, ids: list[UploadId]) -> None:
        try:
            await self._history.forget(ids)
        except UploaderError as error:
            self._window.show_toast(error.problem.text)
        self._look_again()

    def _ask_where_to_export(self, query: HistoryQuery, ids: Sequence[UploadId] | None) -> None:
        self._keeping.ask_where_to(partial(self._wanted, query, ids))

    async def _wanted(self, query: HistoryQuery, ids: Sequence[UploadId] | None) -> list[HistoryEntry]:
        entries = await self._entries(query, _EVERYTHING)
        wanted = None if ids is None else set(ids)
        return [entry for entry in entries if wanted is None or entry.id in wanted]


def _grouped(entries: Sequence[HistoryEntry]) -> list[Upload]:
    """Return the entries as uploads, those of one batch together, the batch that ended last first."""
    batches: dict[str, list[HistoryEntry]] = {}
    for entry in entries:
        batches.setdefault(entry.batch_id, []).append(entry)
    return [_as_upload(entry) for batch in batches.values() for entry in batch]


def _as_upload(entry: HistoryEntry) -> Upload:
    """Return what the history knows in the form that lists show."""
    return Upload(
        id=UploadId(entry.id),
        batch_id=BatchId(entry.batch_id),
        path=entry.path,
        project=Project(entry.project_id, entry.project_name, account=entry.account),
        added_at=entry.finished_at,
        fingerprint=Fingerprint(entry.size, 0, 0) if entry.size is not None else None,
        mime_type=entry.mime_type,
        kind=entry.kind,
        sha256=entry.sha256,
        state=UploadState.DONE,
        asset_id=entry.asset_id,
        finished_at=entry.finished_at,
    )
