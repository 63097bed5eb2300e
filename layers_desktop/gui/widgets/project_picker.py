"""The project picker: a combo box that searches while one types."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLabel,
    QLineEdit,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)

from layers_desktop.domain.i18n import search_form, tr
from layers_desktop.domain.project import Project
from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import application_colours
from layers_desktop.gui.widgets.inputs import ChoiceDelegate, ComboBox
from layers_desktop.gui.widgets.labels import leading_side, literal_tooltip
from layers_desktop.gui.widgets.table import NO_PARENT, Index

PROJECT_ROLE = int(Qt.ItemDataRole.UserRole)
SEARCH_ROLE = PROJECT_ROLE + 1
_MARGIN = 8
# That Qt leaves on each side of the text of a line.
_INDENT = 2


class ProjectsModel(QAbstractListModel):
    """List model of projects.

    PROJECT_ROLE gives the Project, SEARCH_ROLE the search form of its name with its external ID.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.projects: tuple[Project, ...] = ()

    def set_projects(self, projects: Sequence[Project]) -> None:
        """Replace the projects."""
        self.beginResetModel()
        self.projects = tuple(projects)
        self.endResetModel()

    def row_of(self, project: Project | None) -> int:
        """Return the row of the project with this ID; -1 where there is none."""
        rows = (row for row, each in enumerate(self.projects) if project and each.id == project.id)
        return next(rows, -1)

    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.projects)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        project = self.projects[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return project.name
        if role == SEARCH_ROLE:
            return search_form(f"{project.name} {project.external_id or ''}")
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tooltip(project.external_id or "")
        return project if role == PROJECT_ROLE else None


class _ProjectCompleter(QCompleter):
    """Completes by name and external ID, whatever the case and the accents, and inserts the name."""

    @override
    def splitPath(self, path: str) -> list[str]:
        return [search_form(path)]

    @override
    def pathFromIndex(self, index: Index) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class _ProjectDelegate(ChoiceDelegate):
    """Paints the external ID, dimmed, at the end of a project's row where there is room."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        project: Project = index.data(PROJECT_ROLE)
        name_width = option.fontMetrics.horizontalAdvance(project.name)
        external_id = project.external_id or ""
        if name_width + option.fontMetrics.horizontalAdvance(external_id) + 4 * _MARGIN > option.rect.width():
            return
        painter.save()
        painter.setPen(application_colours().muted)
        end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0), end, external_id)
        painter.restore()


_MOST_ROWS = 16
# Reasons for which the focus goes without a person having turned to anything else.
_PASSING_REASONS = frozenset({Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason})


class _SearchLine(QLineEdit):
    """The line of the picker: a click opens the list while no project is chosen; a long name is elided."""

    def __init__(self, picker: "ProjectPicker") -> None:
        super().__init__()
        self._picker = picker

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.text():
            self._picker.open_list()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        room, metrics = self.contentsRect().adjusted(_INDENT, 0, -_INDENT, 0), self.fontMetrics()
        if self.hasFocus() or metrics.horizontalAdvance(self.text()) <= room.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        name = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, self.alignment(), name)
        painter.end()


class ProjectPicker(ComboBox):
    """An editable combo box of projects, which searches name and external ID.

    A project is chosen in the list, or by Return where what is typed is a name, an external ID or found in
    one project only. Leaving what was typed chooses nothing.

    Attributes:
        single_project: A label to be shown in its place when there is only one project.

    Signals:
        projectChosen: The Project that a person chose.
    """

    projectChosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ProjectsModel(self)
        self.setModel(self._model)
        self._line_edit = _SearchLine(self)
        self.setLineEdit(self._line_edit)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setItemDelegate(_ProjectDelegate(self))
        self.setMaxVisibleItems(_MOST_ROWS)
        self._completer = self._make_completer()
        self.setCompleter(self._completer)
        self._line_edit.setAcceptDrops(False)
        self._line_edit.setAccessibleName(tr("Project"))
        self._line_edit.returnPressed.connect(self._choose_typed)
        self.activated.connect(self._choose)
        self.currentIndexChanged.connect(lambda row: self.setToolTip(literal_tooltip(self.itemText(row))))
        self._project: Project | None = None
        self.single_project = QLabel()
        self.single_project.setTextFormat(Qt.TextFormat.PlainText)
        self.single_project.hide()
        self._align()
        self.show_unknown()

    def _make_completer(self) -> QCompleter:
        completer = _ProjectCompleter(self._model, self)
        completer.setCompletionRole(SEARCH_ROLE)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_MOST_ROWS)
        popup = QListView()
        popup.setProperty("look", "choices")
        completer.setPopup(popup)
        popup.setItemDelegate(_ProjectDelegate(completer))
        return completer

    @property
    def projects(self) -> tuple[Project, ...]:
        """The projects to choose from."""
        return self._model.projects

    @property
    def project(self) -> Project | None:
        """The chosen project."""
        return self._project

    @property
    def is_open(self) -> bool:
        """Whether a list of projects is open."""
        return any(each is not None and each.isVisible() for each in (self._completer.popup(), self.view()))

    @override
    def open_list(self) -> None:
        """Open the list of what is typed, or of all projects; typing goes on in the line."""
        self.setFocus()
        typed = self.currentText()
        self._completer.setCompletionPrefix("" if typed == self._project_name() else typed)
        if not self._completer.completionCount():
            self._completer.setCompletionPrefix("")
        if self.count():
            self._completer.complete()

    def show_projects(self, projects: Sequence[Project], current: Project | None) -> None:
        """Offer these projects with `current` chosen; emits nothing."""
        self._model.set_projects(projects)
        self._project = current
        self.setCurrentIndex(self._model.row_of(current))
        is_only = len(projects) == 1 and current is not None
        self.single_project.setText(projects[0].name if is_only else "")
        self.single_project.setVisible(is_only)
        self.setVisible(not is_only)
        self._set_placeholder(tr("Choose a project") if projects else tr("No projects yet"))

    def show_loading(self) -> None:
        """Show that the projects are being loaded; those known already stay."""
        self._set_placeholder(tr("Loading projects…"))

    def show_unknown(self) -> None:
        """Show that the projects are not known."""
        # Translators: The list of projects is not loaded yet.
        self._set_placeholder(tr("No projects known yet"))

    def _set_placeholder(self, text: str) -> None:
        self._line_edit.setPlaceholderText(text)
        self._line_edit.setCursorPosition(0)  # to show the beginning of a long name

    def _choose(self, row: int) -> None:
        project = self.itemData(row, PROJECT_ROLE)
        if project is not None and project != self._project:
            self._project = project
            self.projectChosen.emit(project)

    def _choose_typed(self) -> None:
        """Choose the one project that is meant by what is typed; of several, show the list."""
        typed = search_form(self.currentText().strip())
        rows = [row for row in range(self.count()) if typed in self.itemData(row, SEARCH_ROLE)]
        meant = self._rows_called(typed) or rows
        if typed and len(meant) == 1:
            self.setCurrentIndex(meant[0])
            self._choose(meant[0])
        if not rows or (typed and len(meant) == 1):
            self._show_chosen()
        elif typed:
            QTimer.singleShot(0, self, self.open_list)  # the completer closes it on Return

    def _choose_written(self) -> None:
        """Choose the project whose whole name a screen reader wrote: it has no Return to press."""
        written = search_form(self.currentText().strip())
        if self._line_edit.isModified() or written == search_form(self._project_name()):
            return
        rows = [row for row, each in enumerate(self._model.projects) if search_form(each.name) == written]
        if len(rows) == 1:
            self._choose(rows[0])

    def _show_chosen(self) -> None:
        """Show the name of the chosen project again, whatever was typed."""
        self.setCurrentIndex(self._model.row_of(self._project))
        self.setEditText(self._project_name())

    def _project_name(self) -> str:
        return self._project.name if self._project else ""

    def _rows_called(self, text: str) -> list[int]:
        """Return the rows of the projects whose whole name or external ID has this search form."""
        return [
            row
            for row, each in enumerate(self._model.projects)
            if text in {search_form(each.name), search_form(each.external_id or "")}
        ]

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        self._line_edit.setAlignment(leading_side(self) | Qt.AlignmentFlag.AlignVCenter)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in _PASSING_REASONS:
            self._choose_written()
            self._show_chosen()  # before Qt takes a name that happens to stand there for a choice
        super().focusOutEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._line_edit.selectAll()
