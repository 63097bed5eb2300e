"""The table of uploads."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QToolTip, QWidget

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.override import override
from layers_desktop.gui.style.icons import Icons
from layers_desktop.gui.uploads.cells.delegate import UploadDelegate
from layers_desktop.gui.uploads.column_layout import (
    DEFAULT_COLUMNS,
    ColumnLayout,
    ColumnWidths,
    fill_columns_menu,
    fill_order_menu,
    restore_columns,
    serialize_columns,
    set_default_order,
)
from layers_desktop.gui.uploads.columns import UPLOAD_ROLE, Column
from layers_desktop.gui.uploads.context_menu import RowMenus
from layers_desktop.gui.uploads.file_info import NO_LOOKUPS, FileLookups
from layers_desktop.gui.uploads.filter_sort import row_ranges
from layers_desktop.gui.uploads.group_heads import GroupHeads
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.problems import ProblemGroup
from layers_desktop.gui.uploads.row_actions import CellButton, RowAction, action_for_key
from layers_desktop.gui.widgets.buttons import DynamicMenu
from layers_desktop.gui.widgets.labels import literal_tooltip
from layers_desktop.gui.widgets.table import Index, PartialRepaintTable

_SELECT = QItemSelectionModel.SelectionFlag


class UploadsView(PartialRepaintTable):
    """The table of uploads, with menus, keys, and buttons in its cells.

    Signals:
        actionChosen: An Action, its value (a kind, a format or None), and a list of the uploads it is for.
        dragStarted: The uploads that are dragged out of the window.
    """

    actionChosen = Signal(object, object, object)
    dragStarted = Signal(object)

    def __init__(
        self,
        model: UploadsModel,
        icons: Icons,
        lookups: FileLookups = NO_LOOKUPS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Uploads"))
        self.setModel(model)
        self.setDragEnabled(True)
        self._uploads = model
        self._menus = RowMenus(self, lookups.kinds_that_fit, self.actionChosen.emit)
        self._heads = GroupHeads(self, model, lookups.kinds_that_fit)
        self._heads.actionChosen.connect(self.actionChosen)
        self._heads.groupPressed.connect(self._select_group)
        self.selectionModel().selectionChanged.connect(self._heads.place)
        self._delegate = UploadDelegate(icons, lookups.thumbnails, self._heads.height, self)
        self.setItemDelegate(self._delegate)
        if lookups.thumbnails:
            lookups.thumbnails.ready.connect(self._repaint_picture)
        self._chosen_columns = DEFAULT_COLUMNS
        self._has_mixed_projects = False
        self._column_widths = ColumnWidths(self, lambda: self._delegate.button_size)
        model.batchShown.connect(self._show_new_work)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_up_headers()

    def _set_up_headers(self) -> None:
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        columns.setMinimumSectionSize(48)
        columns.setSortIndicatorClearable(True)
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        columns.customContextMenuRequested.connect(self._open_columns_menu)
        set_default_order(columns)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self._fit_to_font()

    def _fit_to_font(self) -> None:
        """Set column widths and row height for the font."""
        self._column_widths.fit_to_font()
        self._update_columns()

    # --------------------------------------------------------------------- selection
    def selected_uploads(self) -> list[Upload]:
        """Return the selected uploads in the order of the rows; a folded group is selected as a whole."""
        return [upload for row in self.selected_rows() for upload in self._uploads_of(row)]

    def _uploads_of(self, row: int) -> Sequence[Upload]:
        group = self._heads.folded_group(row)
        return group.uploads if group else (self._uploads.upload_at(row),)

    def _select_group(self, group: ProblemGroup) -> None:
        self.setFocus()
        select_uploads(self, self._uploads, [upload.id for upload in group.uploads])

    def open_kind_menu(self) -> None:
        """Open the menu of kinds for the selection, at the current row."""
        index = self.currentIndex().siblingAtColumn(Column.KIND)
        if index.isValid():
            self._menus.open_kind_menu(self.selected_uploads(), self.visualRect(index).bottomLeft())

    def offer_projects(self, projects: Sequence[Project]) -> None:
        """Offer these, last used first, for rows to be moved to."""
        self._menus.projects = projects

    def show_project_column(self, *, is_shown: bool) -> None:
        """Show or hide the project column, whether it is chosen or not."""
        if is_shown != self._has_mixed_projects:
            self._has_mixed_projects = is_shown
            self._update_columns()

    def columns_text(self) -> str:
        """Return widths, order, sorting and choice of the columns as text for `restore_columns`."""
        return serialize_columns(self, ColumnLayout(self._chosen_columns, self._column_widths.by_hand))

    def restore_columns(self, text: str) -> None:
        """Restore the columns from the text of `columns_text`; any other text is ignored."""
        layout = restore_columns(self, text, self._column_widths.full)
        if layout is not None:
            self._chosen_columns, self._column_widths.by_hand = layout
            self._update_columns()

    # --------------------------------------------------- entries for the main menu
    def fill_selection_menu(self, menu: QMenu) -> None:
        """Add the entries for the selected rows to a menu."""
        self._menus.fill(menu, self.selected_uploads())

    def fill_columns_menu(self, menu: QMenu) -> None:
        """Add the choice of columns to a menu."""
        fill_columns_menu(menu, self._chosen_columns, self._toggle_column)

    def fill_order_menu(self, menu: QMenu) -> None:
        """Add the choice of the sorting to a menu."""
        fill_order_menu(menu, self.horizontalHeader())

    # ------------------------------------------------------------------------ events
    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_columns()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._heads.place()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._delegate.update_style()
            self.viewport().update()
        if event.type() is QEvent.Type.FontChange:
            self._fit_to_font()

    @override
    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        """Drag the selection: what arrives is for whoever knows the formats to say."""
        self.dragStarted.emit(self.selected_uploads())

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        position = event.pos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            position = self.visualRect(self.currentIndex()).center()
        self._menus.open_menu(self.selected_uploads(), position)

    @override
    def is_clickable(self, position: QPoint) -> bool:
        return self._button_at(position) is not None

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        position = event.position().toPoint()
        button = self._button_at(position) if event.button() is Qt.MouseButton.LeftButton else None
        if button:
            self._click_button(position, button)

    @override
    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Keep the selection when a button in a cell is clicked: its action may be for all of it."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonRelease
            and self.is_clickable(event.position().toPoint())
        ):
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """Show the tooltips of buttons in cells; the model has those of the cells."""
        if event.type() is QEvent.Type.Paint:
            self._delegate.begin_painting()
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            button = self._button_at(event.pos())
            if button:
                QToolTip.showText(event.globalPos(), literal_tooltip(button.tooltip), self.viewport())
                return True
        return super().viewportEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        uploads = self.selected_uploads()
        action, value = action_for_key(event.keyCombination(), uploads)
        if not uploads:
            super().keyPressEvent(event)
        elif action is RowAction.KIND and value is None:
            self.open_kind_menu()
        elif action is not None:
            self.actionChosen.emit(action, value, uploads)
        else:
            super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(640, 320)

    # --------------------------------------------------------------------- details
    def _update_columns(self) -> None:
        """Show the chosen columns, and Project while projects are mixed, as far as there is room."""
        mixed = {Column.PROJECT} if self._has_mixed_projects else frozenset()
        self._column_widths.apply(self._chosen_columns | mixed)
        height = self._delegate.row_height(2 if self._column_widths.needs_two_lines else 1)
        if height != self.verticalHeader().defaultSectionSize():
            self.verticalHeader().setDefaultSectionSize(height)
            self._heads.arrange()
        self._heads.place()

    def _open_columns_menu(self, position: QPoint) -> None:
        menu = DynamicMenu(tr("Columns"), self.fill_columns_menu, self.horizontalHeader())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.horizontalHeader().mapToGlobal(position))

    def _toggle_column(self, column: Column) -> None:
        self._chosen_columns ^= {column}
        self._update_columns()

    def _show_new_work(self, first: Upload) -> None:
        """Scroll to the first file of a drop; those that follow leave the list where it is."""
        row = self._uploads.row_of(first.id)
        if row is not None:
            index = self._uploads.index(row, Column.NAME)
            if not self.viewport().rect().contains(self.visualRect(index)):
                self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _repaint_picture(self, path: Path) -> None:
        """Repaint the visible rows of this file."""
        for row in self.rows_in_sight():
            if self._uploads.upload_at(row).path == path:
                self.viewport().update(self.visualRect(self._uploads.index(row, Column.NAME)))

    def _button_at(self, position: QPoint) -> CellButton | None:
        found = (each for each, rect in self.buttons(self.rowAt(position.y())) if rect.contains(position))
        return next(found, None)

    def buttons(self, row: int) -> list[tuple[CellButton, QRect]]:
        """Return the buttons of a row, and where they are in the viewport; none for no row."""
        index = self._uploads.index(row, Column.STATUS)
        return self._delegate.buttons_of(index) if index.isValid() else []

    def _click_button(self, position: QPoint, button: CellButton) -> None:
        index = self.indexAt(position)
        if button.action is RowAction.KIND:
            self.open_kind_menu()
        elif button.action is RowAction.FIX:
            self._menus.open_remedy_menu(index.data(UPLOAD_ROLE), self.selected_uploads(), position)
        else:
            self.actionChosen.emit(button.action, None, [index.data(UPLOAD_ROLE)])


def select_uploads(view: UploadsView, model: UploadsModel, upload_ids: Iterable[UploadId]) -> None:
    """Select exactly these uploads, as far as they are shown, and scroll to the first."""
    rows = [row for row in map(model.row_of, upload_ids) if row is not None]
    if not rows:
        return
    selection = QItemSelection()
    for first, last in row_ranges(rows):
        selection.select(model.index(first, 0), model.index(last, model.columnCount() - 1))
    view.selectionModel().select(selection, _SELECT.ClearAndSelect)
    top = model.index(min(rows), 0)
    view.selectionModel().setCurrentIndex(top, _SELECT.NoUpdate)
    view.scrollTo(top)
