"""The history window: past uploads to search, copy, export, upload again or forget."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.clipboard.copier import Copier, format_button
from layers_desktop.gui.history.search_bar import HistoryQuery, HistorySearchBar
from layers_desktop.gui.history.table import HistoryModel, HistoryTable
from layers_desktop.gui.notices.notice_bar import Toast
from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import application_colours
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.system.platform_factory import show_in_folder
from layers_desktop.gui.uploads.context_menu import copy_entries, fill_menu
from layers_desktop.gui.uploads.row_actions import MenuEntry, RowAction
from layers_desktop.gui.widgets.accessibility import FocusFallback
from layers_desktop.gui.widgets.buttons import DynamicMenu, PrimaryButton, close_on_choice
from layers_desktop.gui.widgets.inputs import MenuButton
from layers_desktop.gui.widgets.labels import TextLabel
from layers_desktop.gui.widgets.layout import resize_to_text, separator
from layers_desktop.transfer.id_formats import CopyFormat

_ICON_SIZE = 40
_WINDOW_CHARS, _WINDOW_LINES = 190, 40


class EmptyStateIcon(QWidget):
    """A muted icon."""

    def __init__(self, icons: Icons, glyph: Glyph, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._glyph = glyph
        self.setFixedSize(_ICON_SIZE, _ICON_SIZE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._icons.paint(QPainter(self), self.rect(), self._glyph, application_colours().muted)


class HistoryEmptyState(QWidget):
    """Shown in place of the table: why it is empty, and a button that clears the search.

    Attributes:
        label: Shows the reason.

    Signals:
        clearRequested: The person clears the search.
    """

    clearRequested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("band")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setProperty("tone", "muted")
        self.clear_button = QPushButton(tr("Clear the search"), autoDefault=False)
        self.clear_button.clicked.connect(self.clearRequested)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch()
        layout.addWidget(EmptyStateIcon(icons, Glyph.CLOCK), alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.label)
        layout.addWidget(self.clear_button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()

    def show_reason(self, query: HistoryQuery, total: int) -> None:
        """Show why this query found nothing among `total` uploads."""
        self.label.setText(_reason_text(query, total))
        self.clear_button.setVisible(total > 0 and query != HistoryQuery())


def _reason_text(query: HistoryQuery, total: int) -> str:
    if not total or query == HistoryQuery():
        return tr("Files you upload will be listed here with their IDs.")
    if query.text:
        # Translators: {n} is 1 or more, here and in the next one.
        return tr_plural(
            "Nothing matches “{query}”. Clear the search to see the one file.",
            "Nothing matches “{query}”. Clear the search to see all {n} files.",
            total,
            query=query.text,
        )
    return tr_plural(
        "No upload matches these filters. Clear the search to see the one file.",
        "No upload matches these filters. Clear the search to see all {n} files.",
        total,
    )


class HistoryWindow(FocusFallback, QDialog):
    """Shows finished uploads, newest batch first; `show_uploads` is to be called for each `searchRequested`.

    Attributes:
        toast: Shows messages: that of the main window may lie behind this one.

    Signals:
        searchRequested: The HistoryQuery whose uploads are to be shown.
        copyBatchRequested: The BatchId whose IDs are to be copied, also those that the search did not find.
        exportRequested: The HistoryQuery, and a list of the selected UploadIds or None for all that it finds.
        uploadAgainRequested: A list of uploads to add to the main window's list again.
        forgetRequested: A list of UploadIds to remove from the history.
    """

    searchRequested = Signal(object)
    copyBatchRequested = Signal(str)
    exportRequested = Signal(object, object)
    uploadAgainRequested = Signal(object)
    forgetRequested = Signal(object)

    def __init__(
        self,
        projects: Sequence[tuple[str, str]],
        copier: Copier,
        open_url: Callable[[QUrl], object],
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("History"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._copier = copier
        self._open_url = open_url
        self.bar = HistorySearchBar(projects)
        self.bar.queryChanged.connect(self.searchRequested)
        self.model = HistoryModel(self)
        self.table = HistoryTable(self.model)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.selectionModel().selectionChanged.connect(self._update_counts)
        self.empty_state = HistoryEmptyState(icons)
        self.empty_state.clearRequested.connect(self.bar.clear)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty_state)
        self._count_label = TextLabel(is_wrapped=False)
        self._count_label.setProperty("tone", "muted")
        self.copy_button = PrimaryButton()
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(lambda: self._copy(self.selected_or_all()))
        self.format_button = format_button(icons, lambda each: self._copy(self.selected_or_all(), each))
        self.selected_button = self._make_menu_button()
        self.export_button = QPushButton(tr("Export…"), autoDefault=False)
        self.export_button.clicked.connect(self._export)
        self.toast = Toast(self, self._lay_out())
        self._add_keys()
        self._update_counts()
        resize_to_text(self, _WINDOW_CHARS, _WINDOW_LINES)
        self.bar.field.setFocus()

    def _lay_out(self) -> QWidget:
        """Lay out the parts; return the last one, with the buttons."""
        last = QWidget()
        buttons = QHBoxLayout(last)
        buttons.setContentsMargins(16, 12, 16, 12)
        buttons.setSpacing(8)
        buttons.addWidget(self._count_label)
        buttons.addStretch()
        buttons.addWidget(self.selected_button)
        buttons.addWidget(self.export_button)
        copying = QHBoxLayout()
        copying.setSpacing(2)
        copying.addWidget(self.copy_button)
        copying.addWidget(self.format_button)
        buttons.addLayout(copying)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.bar, separator(), self._stack, separator(), last):
            layout.addWidget(part, 1 if part is self._stack else 0)
        return last

    def _add_keys(self) -> None:
        """Copy with the keys of the main window: the selected rows, and all of them."""
        selected = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        selected.setContext(Qt.ShortcutContext.WidgetShortcut)  # in a field it copies text
        selected.activated.connect(lambda: self._copy(self.table.selected_uploads()))
        everything = QShortcut(QKeySequence("Ctrl+Shift+C"), self)
        everything.activated.connect(lambda: self._copy(self._listed()))

    def _make_menu_button(self) -> MenuButton:
        """Return a button with the menu of the selected rows: screen readers cannot right-click."""
        button = MenuButton(tr("Selected files"))
        button.setAutoDefault(False)
        menu = DynamicMenu(button.text(), self._fill_menu, button)
        close_on_choice(menu)
        button.setMenu(menu)
        return button

    def show_uploads(self, uploads: Sequence[Upload], query: HistoryQuery, total: int = 0) -> None:
        """Show the result of this query among `total` uploads; ignored if the query has changed since."""
        current = self.bar.query()
        if (query.text, query.project_id, query.kind) != (current.text, current.project_id, current.kind):
            return
        self.model.set_uploads(uploads)
        self._update_counts()
        self.empty_state.show_reason(query, total)
        self._stack.setCurrentWidget(self.table if uploads else self.empty_state)

    @property
    @override
    def focus_target(self) -> QWidget:
        return self.table if self.table.isVisible() else self.bar.field

    def selected_or_all(self) -> list[Upload]:
        """Return the selected uploads in the order of the rows, or all if none is selected."""
        return self.table.selected_uploads() or self._listed()

    def _listed(self) -> list[Upload]:
        return [self.model.upload_at(row) for row in range(self.model.rowCount())]

    def _copy(self, uploads: Sequence[Upload], wanted: CopyFormat | None = None) -> None:
        self._copier.copy(uploads, wanted, show_message=self.toast.show_message)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears the search before it closes the window."""
        if event.key() == Qt.Key.Key_Escape and self.bar.query() != HistoryQuery():
            self.bar.clear()
        else:
            super().keyPressEvent(event)

    def _update_counts(self) -> None:
        """Show how many uploads are listed or selected, here and on the copy button."""
        found, selected = self.model.rowCount(), len(self.table.selected_uploads())
        count = selected or found
        text = tr_plural("{n} file", "{n} files", count)
        if selected:
            text = tr_plural("{n} file selected", "{n} files selected", count)
        self._count_label.setText(text)
        copy = tr_plural("Copy {n} ID", "Copy {n} IDs", count)
        self.copy_button.setText(copy if count else tr("Copy IDs"))
        for button in (self.copy_button, self.format_button, self.export_button):
            button.setEnabled(found > 0)
        self.selected_button.setEnabled(selected > 0)

    def _export(self) -> None:
        selected = [upload.id for upload in self.table.selected_uploads()]
        self.exportRequested.emit(self.bar.query(), selected or None)

    def _open_menu(self, position: QPoint) -> None:
        if self.table.selected_uploads():
            menu = DynamicMenu(self.selected_button.text(), self._fill_menu, self)
            close_on_choice(menu)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.table.viewport().mapToGlobal(position))

    def _fill_menu(self, menu: QMenu) -> None:
        uploads = self.table.selected_uploads()
        fill_menu(menu, history_entries(uploads), lambda entry: self._run(entry, uploads))

    def _run(self, entry: MenuEntry, uploads: Sequence[Upload]) -> None:
        match entry.action:
            case RowAction.COPY | RowAction.COPY_AS:
                self._copy(uploads, entry.value if isinstance(entry.value, CopyFormat) else None)
            case RowAction.COPY_BATCH:
                self.copyBatchRequested.emit(uploads[0].batch_id)
            case RowAction.SHOW_IN_FOLDER:
                show_in_folder(uploads[0].path, self._open_url)
            case RowAction.OPEN_LINK:
                self._open_url(QUrl(uploads[0].asset_url or ""))
            case RowAction.SELECT_BATCH:
                self.table.select_batch(self.table.currentIndex().row())
            case RowAction.UPLOAD_AGAIN:
                self.uploadAgainRequested.emit(list(uploads))
            case RowAction.REMOVE:
                self.forgetRequested.emit([upload.id for upload in uploads])


def history_entries(uploads: Sequence[Upload]) -> tuple[MenuEntry, ...]:
    """Return the menu entries for these past uploads."""
    count = len(uploads)
    entries = [*copy_entries(uploads)]
    if len({upload.batch_id for upload in uploads}) == 1:
        entries.append(MenuEntry(RowAction.COPY_BATCH, tr("Copy the IDs of this batch")))
    if count == 1:
        entries.append(MenuEntry(RowAction.SHOW_IN_FOLDER, tr("Show in folder"), starts_group=True))
    entries.append(MenuEntry(RowAction.SELECT_BATCH, tr("Select the whole batch"), starts_group=count > 1))
    again = tr_plural("Upload again as new", "Upload {n} again as new", count)
    forget = tr_plural("Remove from history", "Remove {n} from history", count)
    entries.append(MenuEntry(RowAction.UPLOAD_AGAIN, again, starts_group=True))
    entries.append(MenuEntry(RowAction.REMOVE, forget, starts_group=True))
    return tuple(entries)
