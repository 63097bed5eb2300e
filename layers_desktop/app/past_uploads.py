"""The history window at work: what it asks is looked up, what it wants done is done."""

from collections.abc import Sequence

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.fingerprint import Fingerprint
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.clipboard import Copier
from layers_desktop.gui.desktop import Desktop
from layers_desktop.gui.history.query_bar import HistoryQuery
from layers_desktop.gui.history.window import HistoryWindow
from layers_desktop.gui.main_window import MainWindow
from layers_desktop.local.history import History, HistoryEntry
from layers_desktop.transfer.tasks import OwnedTasks

_MOST_SHOWN = 1_000


class PastUploads:
    """Opens the history and serves it."""

    def __init__(
        self, history: History, window: MainWindow, desktop: Desktop, copier: Copier, tasks: OwnedTasks
    ) -> None:
        self._history = history
        self._window = window
        self._desktop = desktop
        self._copier = copier
        self._tasks = tasks

    def open(self, projects: Sequence[Project]) -> None:
        """Show the history, newest first."""
        shown = HistoryWindow(projects, self._copier, self._desktop.open_url, self._window)
        shown.searchRequested.connect(
            lambda query: self._tasks.spawn(self._search(shown, query), "history search")
        )
        shown.forgetRequested.connect(lambda ids: self._tasks.spawn(self._forget(shown, ids), "forget"))
        shown.uploadAgainRequested.connect(
            lambda paths: self._window.filesDropped.emit(paths, False)  # noqa: FBT003  # a Qt signal has no keywords
        )
        shown.bar.tell()
        shown.show()

    async def _search(self, shown: HistoryWindow, query: HistoryQuery) -> None:
        try:
            entries = await self._history.search(
                query.text,
                project_id=query.project_id,
                kind=query.kind,
                since=query.since,
                limit=_MOST_SHOWN,
            )
        except UploaderError as error:
            self._window.show_toast(error.problem.text)
        else:
            shown.show_uploads([_as_upload(entry) for entry in entries], query)

    async def _forget(self, shown: HistoryWindow, ids: list[UploadId]) -> None:
        try:
            await self._history.forget(ids)
        except UploaderError as error:
            self._window.show_toast(error.problem.text)
        shown.bar.tell()


def _as_upload(entry: HistoryEntry) -> Upload:
    """Return what the history knows in the form that lists show."""
    return Upload(
        id=UploadId(entry.id),
        batch_id=BatchId(entry.batch_id),
        path=entry.path,
        project=Project(entry.project_id, entry.project_name),
        added_at=entry.finished_at,
        fingerprint=Fingerprint(entry.size, 0, 0) if entry.size is not None else None,
        mime_type=entry.mime_type,
        kind=entry.kind,
        sha256=entry.sha256,
        state=UploadState.DONE,
        asset_id=entry.asset_id,
        finished_at=entry.finished_at,
    )
