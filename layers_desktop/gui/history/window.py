"""The window of past uploads: find them, and copy their IDs again."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.clipboard import Copier
from layers_desktop.gui.copy_formats import CopyFormat
from layers_desktop.gui.history.model import HistoryColumn, HistoryModel
from layers_desktop.gui.history.query_bar import HistoryQuery, QueryBar
from layers_desktop.gui.uploads.affordances import Action
from layers_desktop.gui.uploads.context_menu import copy_entries, menu_of
from layers_desktop.gui.uploads.entries import Entry

_WIDTH, _HEIGHT = 880, 520
_ROW_HEIGHT = 30


class HistoryWindow(QDialog):
    """Shows finished uploads, newest first; `show_uploads` answers `searchRequested`.

    Signals:
        searchRequested: The HistoryQuery of which the uploads are wanted.
        uploadAgainRequested: A list of paths to be added to the list anew.
        forgetRequested: A list of UploadIds that shall leave the history.
    """

    searchRequested = Signal(object)
    uploadAgainRequested = Signal(list)
    forgetRequested = Signal(list)

    def __init__(
        self,
        projects: Sequence[Project],
        copier: Copier,
        open_url: Callable[[QUrl], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("History"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._copier = copier
        self._open_url = open_url
        self.bar = QueryBar(projects)
        self.bar.changed.connect(self.searchRequested)
        self.model = HistoryModel(self)
        self.table = self._table()
        self.nothing = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.nothing.setProperty("tone", "muted")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        self.copy_button = QPushButton(tr("Copy IDs"), autoDefault=False)
        self.copy_button.clicked.connect(lambda: self._copier.copy(self.chosen()))
        self._count = QLabel()
        self._count.setProperty("tone", "muted")
        self._lay_out()
        self.resize(_WIDTH, _HEIGHT)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setAccessibleName(tr("History"))
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._pop_up)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(max(_ROW_HEIGHT, table.fontMetrics().height() + 14))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(HistoryColumn.NAME, QHeaderView.ResizeMode.Stretch)
        for column, sample in _SAMPLES.items():
            table.setColumnWidth(column, table.fontMetrics().horizontalAdvance(sample) + 24)
        return table

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 12, 16, 12)
        buttons.addWidget(self._count)
        buttons.addStretch()
        buttons.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        layout.addLayout(buttons)

    # ---------------------------------------------------------------- what it is told
    def show_uploads(self, uploads: Sequence[Upload], query: HistoryQuery) -> None:
        """Show what was found for this query; an answer to an older query is ignored."""
        asked = self.bar.query()
        if (query.text, query.project_id, query.kind) != (asked.text, asked.project_id, asked.kind):
            return
        self.model.show(uploads)
        self.copy_button.setEnabled(bool(uploads))
        self._count.setText(tr_plural("{n} file", "{n} files", len(uploads)))
        self.nothing.setText(_nothing_text(query))
        self._stack.setCurrentWidget(self.table if uploads else self.nothing)

    def chosen(self) -> list[Upload]:
        """Return the selected uploads in their order, or all where none is selected."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.upload_at(row) for row in rows or range(self.model.rowCount())]

    # ------------------------------------------------------------------------- the menu
    def _pop_up(self, place: QPoint) -> None:
        uploads = self.chosen()
        if not self.table.selectionModel().hasSelection():
            return

        def chosen(entry: Entry) -> None:
            self._run(entry, uploads)

        menu_of(history_entries(uploads), chosen, self).popup(self.table.viewport().mapToGlobal(place))

    def _run(self, entry: Entry, uploads: Sequence[Upload]) -> None:
        match entry.action:
            case Action.COPY | Action.COPY_AS:
                self._copier.copy(uploads, entry.value if isinstance(entry.value, CopyFormat) else None)
            case Action.SHOW_IN_FOLDER:
                self._open_url(QUrl.fromLocalFile(str(uploads[0].path.parent)))
            case Action.UPLOAD_AGAIN:
                self.uploadAgainRequested.emit([upload.path for upload in uploads])
            case Action.REMOVE:
                self.forgetRequested.emit([upload.id for upload in uploads])


def history_entries(uploads: Sequence[Upload]) -> tuple[Entry, ...]:
    """Return what can be done with these past uploads."""
    count = len(uploads)
    entries = [*copy_entries(uploads)]
    if count == 1:
        entries.append(Entry(Action.SHOW_IN_FOLDER, tr("Show in folder"), starts_group=True))
    again = tr_plural("Upload again as new", "Upload {n} again as new", count)
    forget = tr_plural("Remove from history", "Remove {n} from history", count)
    entries.append(Entry(Action.UPLOAD_AGAIN, again, starts_group=True))
    entries.append(Entry(Action.REMOVE, forget, starts_group=True))
    return tuple(entries)


def _nothing_text(query: HistoryQuery) -> str:
    if query.text:
        return tr("Nothing matches “{query}”. Clear the search to see all files.", query=query.text)
    if query != HistoryQuery():
        return tr("Nothing was uploaded that fits this choice.")
    return tr("Files you upload will be listed here with their IDs.")


_SAMPLES = {
    HistoryColumn.WHEN: "88/88/8888 88:88",
    HistoryColumn.KIND: "Reference image",
    HistoryColumn.PROJECT: "Acme Coffee iOS, spring",
    HistoryColumn.ASSET_ID: "med_01HXXXXXXXXXXXXXXXXX",
}
