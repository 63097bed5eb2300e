"""The bar above the table of problems: a row for each reason, with buttons that help all its files."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.gui.override import override
from layers_desktop.gui.uploads.file_info import KindsThatFit
from layers_desktop.gui.uploads.problems import ProblemGroup, Reason, remedies_for_same_reason
from layers_desktop.gui.uploads.row_actions import MenuEntry, RowAction
from layers_desktop.gui.widgets.accessibility import set_tab_order_after
from layers_desktop.gui.widgets.buttons import ButtonRow
from layers_desktop.gui.widgets.labels import literal_text

# Thousands of files may have as many reasons: those without a row here are in the table only.
_MAX_ROWS = 12
_VISIBLE_ROWS = 4


class _ProblemRow(QWidget):
    """One reason: a toggle with the number of its files, and buttons for all of them."""

    def __init__(self, on_toggle: Callable[[bool], None]) -> None:
        super().__init__()
        self.toggle = QPushButton()
        self.toggle.setCheckable(True)
        self.toggle.setProperty("look", "reason")
        self.toggle.clicked.connect(on_toggle)
        self._buttons = ButtonRow("small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.toggle)
        layout.addStretch(1)
        layout.addWidget(self._buttons)

    @property
    def focus_stops(self) -> list[QWidget]:
        """What the Tab key stops at, from start to end."""
        return [self.toggle, *self._buttons.buttons]

    def show_group(
        self, group: ProblemGroup, remedies: Iterable[MenuEntry], run: Callable[[MenuEntry], None]
    ) -> None:
        """Show this group and these remedies."""
        if self.toggle.accessibleName() != group.text:
            self.toggle.setText(literal_text(group.text))
            self.toggle.setAccessibleName(group.text)
        choices = [(entry.text, lambda entry=entry: run(entry)) for entry in remedies]
        self._buttons.set_buttons(choices)
        for button, (text, _) in zip(self._buttons.buttons, choices, strict=True):
            button.setAccessibleName(tr("{button}: {reason}", button=text, reason=group.text))


class ProblemBar(QScrollArea):
    """Lists problems by their reasons, and can filter the table by one of them.

    Attributes:
        reason: The Reason that a person filters by; None for all.

    Signals:
        reasonChosen: The Reason to filter by; None for all.
        actionChosen: An Action, its value, and a list of the uploads it is for.
    """

    reasonChosen = Signal(object)
    actionChosen = Signal(object, object, object)

    def __init__(self, kinds_that_fit: KindsThatFit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds_that_fit = kinds_that_fit
        self._rows: dict[Reason, _ProblemRow] = {}
        self.reason: Reason | None = None
        self._more = QLabel()
        self._more.setProperty("tone", "muted")
        self._content = QWidget()
        self._content.setObjectName("listBar")
        self._layout = QVBoxLayout(self._content)
        self._layout.setContentsMargins(16, 0, 16, 8)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._more)
        self.setAccessibleName(tr("Problems by reason"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(self._content)
        self.hide()

    def show_groups(self, groups: Sequence[ProblemGroup]) -> None:
        """Show these groups; if the chosen reason is gone, all are chosen."""
        visible = groups[:_MAX_ROWS]
        self._remove_other_rows({group.reason for group in visible})
        previous: QWidget = self._content
        for index, group in enumerate(visible):
            row = self._rows.get(group.reason) or self._new_row(group.reason)
            self._layout.insertWidget(index, row)
            remedies = remedies_for_same_reason(group.uploads, self._kinds_that_fit)
            row.show_group(group, _group_remedies(remedies), self._run)
            previous = set_tab_order_after(previous, row.focus_stops)
        more = len(groups) - len(visible)
        self._more.setText(tr_plural("{n} more reason in the list", "{n} more reasons in the list", more))
        self._more.setVisible(more > 0)
        self.setVisible(bool(groups))
        self.updateGeometry()

    def clear_choice(self) -> None:
        """Stop filtering by a reason."""
        self._choose(None)

    @override
    def sizeHint(self) -> QSize:
        """Return the size of all rows, or of four and a half, so that it shows that there are more."""
        content = self._content.sizeHint()
        line = max((each.sizeHint().height() for each in self._rows.values()), default=0)
        return QSize(content.width(), min(content.height(), int(line * (_VISIBLE_ROWS + 0.5))))

    def _new_row(self, reason: Reason) -> _ProblemRow:
        row = _ProblemRow(lambda is_on: self._choose(reason if is_on else None))
        self._rows[reason] = row
        return row

    def _remove_other_rows(self, reasons: set[Reason]) -> None:
        for reason in self._rows.keys() - reasons:
            row = self._rows.pop(reason)
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        if self.reason is not None and self.reason not in reasons:
            self._choose(None)

    def _choose(self, reason: Reason | None) -> None:
        for each, line in self._rows.items():
            line.toggle.setChecked(each == reason)
        if reason != self.reason:
            self.reason = reason
            self.reasonChosen.emit(reason)

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
