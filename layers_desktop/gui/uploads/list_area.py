"""The middle of the window: the place to drop on while it is empty, and the table once it is not."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.empty_area import EmptyArea
from layers_desktop.gui.file_lookups import NO_LOOKUPS, FileLookups
from layers_desktop.gui.icons import Icons
from layers_desktop.gui.overriding import override
from layers_desktop.gui.uploads.cell_text import project_text
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.contents import Contents
from layers_desktop.gui.uploads.list_bar import ListBar
from layers_desktop.gui.uploads.listing import Chip, Filter
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.problem_groups import grouped
from layers_desktop.gui.uploads.problem_strip import ProblemStrip
from layers_desktop.gui.uploads.tally import Group, Tally
from layers_desktop.gui.uploads.view import UploadsView

# The strip of reasons takes at most this part of the height: the table is what is worked in.
_STRIP_SHARE = 3


class ListArea(QStackedWidget):
    """Holds the empty state and the list."""

    def __init__(
        self,
        model: UploadsModel,
        icons: Icons,
        lookups: FileLookups = NO_LOOKUPS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.empty = EmptyArea(icons)
        self.bar = ListBar()
        self.strip = ProblemStrip(lookups.kinds_that_fit)
        self.view = UploadsView(model, icons, lookups)
        contents = Contents(lookups.facts_of, self)
        contents.found.connect(self.view.viewport().update)
        model.look_up(Column.CONTENTS, lambda upload: contents.of(upload.path))
        model.look_up(Column.PROJECT, partial(project_text, lookups.account_of))
        self._model = model
        self._tally = Tally()
        self._grouped_at: int | None = None
        self._filter = Filter()
        self.bar.filterChanged.connect(self._take_filter)
        self.strip.reasonChosen.connect(lambda _reason: self._apply_filter())
        self.strip.actionChosen.connect(self.view.actionChosen)
        model.arranged.connect(self._show_nothing)
        self._nothing = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._nothing.setProperty("tone", "muted")
        QVBoxLayout(self.view.viewport()).addWidget(self._nothing)
        self._listing = self._listing_page()
        self.addWidget(self.empty)
        self.addWidget(self._listing)

    def _listing_page(self) -> QWidget:
        page = QWidget()
        self.strip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.strip)
        layout.addWidget(self.view, 1)
        return page

    @property
    def target(self) -> QWidget:
        """What the keyboard is for here; as a focus proxy it would hide all else from the Tab key."""
        return self.view if self.currentWidget() is self._listing else self.empty.drop

    def show_state(self, tally: Tally) -> None:
        """Show the list where there is one, its numbers, and the project column where projects mix."""
        self._tally = tally
        self._show_page(self._listing if tally[Group.ALL] else self.empty)
        self.bar.show_counts(tally)
        self._show_groups()
        self._show_nothing()
        self.view.show_project_column(is_shown=len(tally.projects(Group.ALL)) > 1)

    def _show_page(self, page: QWidget) -> None:
        """Turn to this page; a focus that was on the other goes along."""
        if page is self.currentWidget():
            return
        focused = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.setCurrentWidget(page)
        if had_focus:
            self.target.setFocus()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.strip.setMaximumHeight(event.size().height() // _STRIP_SHARE)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape, wherever it is pressed here, clear the filter, and the selection once there is none."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.bar.field.text():
            self.bar.field.clear()
        else:
            self.view.clearSelection()

    # ---------------------------------------------------------------------- the filter
    def _take_filter(self, wanted: Filter) -> None:
        self._filter = wanted
        if wanted.chip is not Chip.PROBLEMS:
            self.strip.forget_choice()
        self._apply_filter()
        self._show_groups()

    def _apply_filter(self) -> None:
        self._model.set_filter(self._filter._replace(reason=self.strip.reason))

    def _show_groups(self) -> None:
        """Group the problems while they are what is shown, each time that they changed."""
        wanted = self._tally.revision if self._filter.chip is Chip.PROBLEMS else None
        if wanted != self._grouped_at:
            self._grouped_at = wanted
            self.strip.show_groups(grouped(self._tally.problems.values()) if wanted is not None else ())

    def _show_nothing(self) -> None:
        """Say so where the filter leaves nothing over."""
        self._nothing.setVisible(self._model.rowCount() == 0)
        self._nothing.setText(_nothing_text(self._model.filter, self._tally[Group.ALL]))


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
