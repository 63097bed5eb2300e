"""The middle of the window: where files can be dropped, or the list of uploads below its filter bar."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpacerItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import application_colours, blend
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.style.theme import set_style_property, width_in_chars
from layers_desktop.gui.system.platform_factory import key_text
from layers_desktop.gui.uploads.cells.cell_text import project_text
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.counts import FILTER_GROUPS, CountGroup, StatusCounts
from layers_desktop.gui.uploads.file_info import NO_LOOKUPS, FileLookups
from layers_desktop.gui.uploads.filter_sort import Filter
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.view import UploadsView
from layers_desktop.gui.widgets.file_cache import FileCache
from layers_desktop.gui.widgets.inputs import SearchField
from layers_desktop.gui.widgets.labels import Heading

# The Tab key stops at the checked chip only; the arrow keys check another.
_CHECKED_FOCUS, _UNCHECKED_FOCUS = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus


# The text of each chip for its count, and the one for screen readers, which says what is counted.
_CHIP_TEXTS: dict[CountGroup, Callable[[int], tuple[str, str]]] = {
    # Translators: A filter and how many files it shows, here and in the next ones.
    CountGroup.ALL: lambda n: (tr("All {n}", n=n), tr_plural("All: {n} file", "All: {n} files", n)),
    CountGroup.ACTIVE: lambda n: (
        tr("Active {n}", n=n),
        tr_plural("Active: {n} file", "Active: {n} files", n),
    ),
    CountGroup.DONE: lambda n: (tr("Done {n}", n=n), tr_plural("Done: {n} file", "Done: {n} files", n)),
    CountGroup.PROBLEMS: lambda n: (
        tr("Problems {n}", n=n),
        tr_plural("Problems: {n} file", "Problems: {n} files", n),
    ),
}


_ICON_SIZE, _MIN_ICON_SIZE = 56, 24
_GAP = 16
_POLICY = QSizePolicy.Policy
_TEXT_CHARS = 66
_HEADING_FACTOR = 1.6
_BORDER_MARGIN = 16
_FIELD_WIDTH = 240
_MEDIA_INFO_CAPACITY = 10_000


class FilterBar(QWidget):
    """Chips that count uploads and filter the table, and a search field.

    Signals:
        filterChanged: The new Filter.
    """

    filterChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chips = {group: self._make_chip() for group in FILTER_GROUPS}
        buttons = QButtonGroup(self)
        self.field = SearchField(tr("Name, folder, ID or problem"))
        self.field.setAcceptDrops(False)
        self.field.setMaximumWidth(max(_FIELD_WIDTH, self.field.sizeHint().width()))
        self.field.textChanged.connect(self._emit_filter)
        label = QLabel(tr("&Filter"))
        label.setBuddy(self.field)
        layout = self._layout = QHBoxLayout(self)
        layout.setSpacing(4)
        self.set_low(is_low=False)
        for chip in self._chips.values():
            buttons.addButton(chip)
            layout.addWidget(chip)
        self.show_counts(StatusCounts())
        self.select_group(CountGroup.ALL)
        layout.addStretch()
        layout.addWidget(label)
        layout.addSpacing(4)
        layout.addWidget(self.field, 1)

    def set_low(self, *, is_low: bool) -> None:
        """Use little room, for a window that is low."""
        gap = 1 if is_low else 8
        self._layout.setContentsMargins(16, gap, 16, gap)

    def _make_chip(self) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setProperty("look", "chip")
        button.setFocusPolicy(_UNCHECKED_FOCUS)
        button.toggled.connect(
            lambda is_on: button.setFocusPolicy(_CHECKED_FOCUS if is_on else _UNCHECKED_FOCUS)
        )
        button.toggled.connect(lambda is_on: self._emit_filter() if is_on else None)
        return button

    def show_counts(self, counts: StatusCounts) -> None:
        """Show the number of uploads of each group."""
        for group, button in self._chips.items():
            text, accessible_name = _CHIP_TEXTS[group](counts[group])
            if text != button.text():
                button.setText(text)
                button.setAccessibleName(accessible_name)
        set_style_property(self._chips[CountGroup.PROBLEMS], "tone", _problems_tone(counts))

    def select_group(self, group: CountGroup) -> None:
        """Filter by this group, as if its chip had been clicked."""
        self._chips[group].setChecked(True)

    def _emit_filter(self) -> None:
        checked = next((group for group, button in self._chips.items() if button.isChecked()), CountGroup.ALL)
        self.filterChanged.emit(Filter(checked, self.field.text().strip()))


def _problems_tone(counts: StatusCounts) -> str:
    """Return the tone of the worst problem."""
    if counts[CountGroup.FAILED]:
        return "problem"
    return "caution" if counts[CountGroup.PROBLEMS] else ""


class EmptyState(QWidget):
    """A large area to drop files on, which is a button as well, with two buttons inside.

    Attributes:
        drop_button: The area as a button.

    Signals:
        filesRequested: A person asks to choose files.
        folderRequested: A person asks to choose a folder.
    """

    filesRequested = Signal()
    folderRequested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.drop_button = _DropButton(icons, lambda: self._heading.geometry().top() - _GAP, self)
        self.drop_button.clicked.connect(self.filesRequested)
        self._heading = Heading(tr("Drop files or folders here"), _HEADING_FACTOR)
        self._heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 24, 40, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addItem(QSpacerItem(0, _ICON_SIZE + _GAP, _POLICY.Minimum, _POLICY.Maximum))
        layout.addWidget(self._heading)
        layout.addLayout(self._make_explanation())
        layout.addSpacing(16)
        layout.addLayout(self._make_buttons())
        layout.addStretch(3)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _make_explanation(self) -> QHBoxLayout:
        label = QLabel(
            tr(
                "Images, videos, audio, logos and reference images. "
                "You get an ID for each one to paste wherever you need it."
            )
        )
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setProperty("tone", "muted")
        label.setMaximumWidth(width_in_chars(self, _TEXT_CHARS))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(label, 8)
        row.addStretch(1)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        files = QPushButton(self._icons.icon(Glyph.FILE), tr("Add files…"))
        folder = QPushButton(self._icons.icon(Glyph.FOLDER), tr("Add folder…"))
        files.clicked.connect(self.filesRequested)
        folder.clicked.connect(self.folderRequested)
        hint = QLabel(tr("or paste with {key}", key=key_text("Ctrl+V")))
        hint.setProperty("tone", "muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for widget in (files, folder, hint):
            row.addWidget(widget)
        row.addStretch()
        return row

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drop_button.setGeometry(self.rect())


class _DropButton(QPushButton):
    """The area below the text of the empty state."""

    def __init__(self, icons: Icons, icon_bottom: Callable[[], int], parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._icon_bottom = icon_bottom
        self.setAccessibleName(tr("Drop files or folders here, or press to choose files"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours, base = application_colours(), self.palette().base().color()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), base)
        pen = QPen(colours.accent, 2) if self.hasFocus() else _dashed_pen(colours.outline)
        painter.setPen(pen)
        painter.setBrush(blend(base, self.palette().window().color(), 0.45))
        edge = _BORDER_MARGIN + pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 12, 12)
        self._paint_icon(painter, colours.accent)

    def _paint_icon(self, painter: QPainter, colour: QColor) -> None:
        """Paint the icon above the text: smaller in a low window, and not at all below a minimum."""
        bottom = self._icon_bottom()
        size = min(_ICON_SIZE, bottom - 2 * _GAP)
        if size >= _MIN_ICON_SIZE:
            rect = QRect(self.rect().center().x() - size // 2, bottom - size, size, size)
            self._icons.paint(painter, rect, Glyph.DROP, colour)


def _dashed_pen(colour: QColor) -> QPen:
    pen = QPen(colour, 1.5, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 4])
    return pen


class UploadList(QStackedWidget):
    """A stack of two pages: the empty state, and the list with filter bar.

    Attributes:
        empty, bar, view: Its parts.
    """

    def __init__(
        self,
        model: UploadsModel,
        icons: Icons,
        lookups: FileLookups = NO_LOOKUPS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.empty = EmptyState(icons)
        self.bar = FilterBar()
        self.view = UploadsView(model, icons, lookups)
        media_info: FileCache[str] = FileCache(lookups.load_media_info, _MEDIA_INFO_CAPACITY, self)
        media_info.ready.connect(lambda _path: self.view.viewport().update())
        model.set_column_text(Column.CONTENTS, lambda upload: media_info.get(upload.path) or "")
        model.set_column_text(Column.PROJECT, partial(project_text, lookups.account_name))
        self._model = model
        self._counts = StatusCounts()
        self.bar.filterChanged.connect(model.set_filter)
        model.rearranged.connect(self._update_no_match)
        self._no_match = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._no_match.setTextFormat(Qt.TextFormat.PlainText)
        self._no_match.setProperty("tone", "muted")
        QVBoxLayout(self.view.viewport()).addWidget(self._no_match)
        self._list = self._make_list_page()
        self.addWidget(self.empty)
        self.addWidget(self._list)

    def _make_list_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)
        return page

    @property
    def focus_target(self) -> QWidget:
        """The widget to give the focus to; it is no focus proxy, which would exclude the rest from Tab."""
        return self.view if self.currentWidget() is self._list else self.empty.drop_button

    def update_counts(self, counts: StatusCounts) -> None:
        """Show the list if there are uploads, their counts, and the project column if projects differ."""
        self._counts = counts
        self._show_page(self._list if counts[CountGroup.ALL] else self.empty)
        self.bar.show_counts(counts)
        self._update_no_match()
        self.view.show_project_column(is_shown=len(counts.projects(CountGroup.ALL)) > 1)

    def _show_page(self, page: QWidget) -> None:
        """Show this page; if the other page has the focus, move it along."""
        if page is self.currentWidget():
            return
        focused = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.setCurrentWidget(page)
        if had_focus:
            self.focus_target.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear the search field on Escape, or the selection if the field is empty."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.bar.field.text():
            self.bar.field.clear()
        else:
            self.view.clearSelection()

    def _update_no_match(self) -> None:
        """Say so if the filter leaves no rows."""
        self._no_match.setVisible(self._model.rowCount() == 0)
        self._no_match.setText(_no_match_text(self._model.filter, self._counts[CountGroup.ALL]))


def _no_match_text(current: Filter, count: int) -> str:
    """Return why no rows are shown though there are uploads."""
    if not current.text:
        return tr("Nothing here at the moment.")
    # Translators: {n} is 1 or more.
    return tr_plural(
        "Nothing matches “{query}”. Clear the filter to see the {n} file in the list.",
        "Nothing matches “{query}”. Clear the filter to see the {n} files in the list.",
        count,
        query=current.text,
    )
