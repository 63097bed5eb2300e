"""The middle of the window: the place to drop on while it is empty, and the table once it is not."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.empty_area import EmptyArea
from layers_desktop.gui.icons import Icons
from layers_desktop.gui.uploads.list_bar import ListBar
from layers_desktop.gui.uploads.listing import Filter
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.tally import Group, Tally
from layers_desktop.gui.uploads.view import UploadsView


class ListArea(QStackedWidget):
    """Holds the empty state and the list."""

    def __init__(self, model: UploadsModel, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = EmptyArea(icons)
        self.bar = ListBar()
        self.view = UploadsView(model, icons)
        self.bar.filterChanged.connect(model.set_filter)
        self.bar.filterChanged.connect(self._show_nothing)
        self._model = model
        self._count = 0
        self._nothing = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._nothing.setProperty("tone", "muted")
        QVBoxLayout(self.view.viewport()).addWidget(self._nothing)
        listing = QWidget()
        layout = QVBoxLayout(listing)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)
        self._listing = listing
        self.addWidget(self.empty)
        self.addWidget(listing)

    def show_state(self, tally: Tally) -> None:
        """Show the list where there is one, its numbers, and the project column where projects mix."""
        self.setCurrentWidget(self._listing if tally[Group.ALL] else self.empty)
        self.bar.show_counts(tally)
        self._count = tally[Group.ALL]
        self._show_nothing()
        self.view.show_project_column(is_shown=len(tally.projects(Group.ALL)) > 1)

    def _show_nothing(self) -> None:
        """Say so where the filter leaves nothing over."""
        self._nothing.setVisible(self._model.rowCount() == 0)
        self._nothing.setText(_nothing_text(self._model.filter, self._count))


def _nothing_text(shown: Filter, count: int) -> str:
    """Return why the list looks empty though it is not."""
    if not shown.text:
        return tr("Nothing here at the moment.")
    return tr_plural(
        "Nothing matches “{query}”. Clear the filter to see the {n} file in the list.",
        "Nothing matches “{query}”. Clear the filter to see the {n} files in the list.",
        count,
        query=shown.text,
    )
