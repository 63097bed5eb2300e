"""Heads above the rows of each reason in the table of problems, with buttons that help all its files."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.override import override
from layers_desktop.gui.style.theme import set_style_property
from layers_desktop.gui.uploads.file_info import KindsThatFit
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.problems import ProblemGroup, Reason, remedies_for_same_reason
from layers_desktop.gui.uploads.row_actions import MenuEntry, RowAction
from layers_desktop.gui.widgets.accessibility import set_tab_order_after
from layers_desktop.gui.widgets.buttons import ButtonRow
from layers_desktop.gui.widgets.labels import literal_text
from layers_desktop.gui.widgets.table import PartialRepaintTable


class GroupHead(QWidget):
    """The head of one reason: a toggle with the number of its files, and buttons for all of them.

    Signals:
        pressed: Somewhere beside the buttons.
        turned: The QWheelEvent of the mouse wheel above it.
    """

    pressed = Signal()
    turned = Signal(object)

    def __init__(self, on_toggle: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("groupHead")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.toggle = QPushButton(autoDefault=False)
        self.toggle.setCheckable(True)
        self.toggle.setProperty("look", "reason")
        self.toggle.clicked.connect(lambda _is_on: on_toggle())
        self._buttons = ButtonRow("small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 3, 2)
        layout.setSpacing(8)
        layout.addWidget(self.toggle)
        layout.addStretch(1)
        layout.addWidget(self._buttons)

    @property
    def focus_stops(self) -> list[QWidget]:
        """What the Tab key stops at, from start to end."""
        return [self.toggle, *self._buttons.buttons]

    def show_group(self, group: ProblemGroup, *, is_folded: bool) -> None:
        """Show this group, whose files are hidden if it is folded."""
        text = group.text
        # Translators: Keep the triangle; {reason} is such as "12 × empty".
        shown = tr("▸ {reason}", reason=text) if is_folded else tr("▾ {reason}", reason=text)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            shown = shown.replace("▸", "◂")
        self.toggle.setText(literal_text(shown))
        self.toggle.setAccessibleName(text)
        self.toggle.setChecked(not is_folded)
        self.toggle.setToolTip(tr("Show the files") if is_folded else tr("Hide the files"))

    def show_remedies(self, remedies: Sequence[MenuEntry], run: Callable[[MenuEntry], None]) -> None:
        """Show a button for each remedy, or for the first alone if there is no room for more."""
        for entries in (remedies, remedies[:1]):
            self._buttons.set_buttons([(entry.text, partial(run, entry)) for entry in entries])
            for button, entry in zip(self._buttons.buttons, entries, strict=True):
                # Translators: For screen readers: what a button does, and for which files.
                name = tr("{button}: {reason}", button=entry.text, reason=self.toggle.accessibleName())
                button.setAccessibleName(name)
            if self.sizeHint().width() <= self.width():
                return

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.turned.emit(event)


class GroupHeads(QObject):
    """Shows a head at the top of the first row of each reason, which is higher for it.

    Heads are made for rows in sight only: thousands of files may have as many reasons.

    Attributes:
        groups: The group of each row that has a head.

    Signals:
        actionChosen: An Action, its value, and a list of the uploads it is for.
        groupPressed: The ProblemGroup whose head was pressed.
    """

    actionChosen = Signal(object, object, object)
    groupPressed = Signal(object)

    def __init__(self, table: PartialRepaintTable, model: UploadsModel, kinds_that_fit: KindsThatFit) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._kinds_that_fit = kinds_that_fit
        self._heads: dict[Reason, GroupHead] = {}
        self._shown: dict[Reason, tuple[ProblemGroup, bool, int]] = {}
        self.groups: dict[int, ProblemGroup] = {}
        self._height = 0
        self._resized: list[QPersistentModelIndex] = []
        model.rearranged.connect(self.arrange)

    def height(self, row: int) -> int:
        """Return the height in pixels of the head in this row; 0 without one."""
        return self._height if row in self.groups else 0

    def folded_group(self, row: int) -> ProblemGroup | None:
        """Return the group whose head this row is, with its files hidden; None for a row of one file."""
        group = self.groups.get(row)
        return group if group and self._model.is_folded(group) else None

    def arrange(self) -> None:
        """Give the first row of each reason room for its head."""
        rows = self._table.verticalHeader()
        usual = rows.defaultSectionSize()
        for index in self._resized:
            if index.isValid():
                rows.resizeSection(index.row(), usual)
        self.groups = self._model.groups_by_row()
        self._height = self._measured_height() if self.groups else 0
        for row in self.groups:
            rows.resizeSection(row, self._height + (1 if self.folded_group(row) else usual))
        self._resized = [QPersistentModelIndex(self._model.index(row, 0)) for row in self.groups]
        self.place()

    def place(self) -> None:
        """Put the heads where their rows are now."""
        in_sight = [row for row in self._table.rows_in_sight() if row in self.groups] if self.groups else []
        placed = {self.groups[row].reason for row in in_sight}
        for reason in self._heads.keys() - placed:
            self._remove(reason)
        previous: QWidget = self._table
        for row in in_sight:
            head = self._show(row, self.groups[row])
            previous = set_tab_order_after(previous, head.focus_stops)

    def _show(self, row: int, group: ProblemGroup) -> GroupHead:
        head = self._heads.get(group.reason) or self._new_head(group.reason)
        width, is_folded = self._table.viewport().width(), self._model.is_folded(group)
        self._put(head, QRect(0, self._table.rowViewportPosition(row), width, self._height))
        if self._shown.get(group.reason) != (group, is_folded, width):
            self._shown[group.reason] = group, is_folded, width
            remedies = remedies_for_same_reason(group.uploads, self._kinds_that_fit)
            head.show_group(group, is_folded=is_folded)
            head.show_remedies(list(_group_remedies(remedies)), self._run)
        is_selected = is_folded and self._table.selectionModel().isRowSelected(row)
        set_style_property(head, "tone", "selected" if is_selected else "")
        return head

    def _put(self, head: GroupHead, place: QRect) -> None:
        """Put a head at this place of the viewport, and show what of it is inside."""
        viewport = self._table.viewport()
        head.setGeometry(place.translated(viewport.mapTo(self._parent(), QPoint())))
        seen = place.intersected(viewport.rect())
        if seen == place:
            head.clearMask()
        else:
            head.setMask(seen.translated(-place.topLeft()))
        head.setVisible(not seen.isEmpty())

    def _new_head(self, reason: Reason) -> GroupHead:
        head = GroupHead(partial(self._toggle, reason), self._parent())
        head.turned.connect(partial(QApplication.sendEvent, self._table.viewport()))
        head.pressed.connect(lambda: self.groupPressed.emit(self._shown[reason][0]))
        self._heads[reason] = head
        return head

    def _remove(self, reason: Reason) -> None:
        head = self._heads.pop(reason)
        self._shown.pop(reason, None)
        if head.isAncestorOf(head.window().focusWidget()):
            self._table.setFocus()
        head.hide()
        head.deleteLater()

    def _toggle(self, reason: Reason) -> None:
        _, is_folded, _ = self._shown[reason]
        self._model.set_folded(reason, is_folded=not is_folded)

    def _measured_height(self) -> int:
        head = GroupHead(lambda: None, self._parent())
        head.deleteLater()
        return head.sizeHint().height()

    def _parent(self) -> QWidget:
        """Return what holds the heads: beside the table, whose own parts screen readers take for cells."""
        return self._table.parentWidget() or self._table.viewport()

    def _run(self, entry: MenuEntry) -> None:
        self.actionChosen.emit(entry.action, entry.value, list(entry.uploads or ()))


def _group_remedies(remedies: Iterable[MenuEntry]) -> Iterable[MenuEntry]:
    """Return the remedies for a whole group: the first of several kinds, and nothing about a single file."""
    has_kind = False
    for entry in remedies:
        if entry.action is RowAction.SHOW_IN_FOLDER or (entry.action is RowAction.KIND and has_kind):
            continue
        has_kind = has_kind or entry.action is RowAction.KIND
        yield entry
