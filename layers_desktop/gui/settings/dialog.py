"""The settings window: it draws what it is given, and each change applies at once."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.language import tr
from layers_desktop.gui.chosen_row import follow_selection
from layers_desktop.gui.fonts import width_of_letters
from layers_desktop.gui.room import make_room
from layers_desktop.gui.search_field import SearchField
from layers_desktop.gui.settings.fields import Page
from layers_desktop.gui.settings.page import SettingsPage

_LETTERS, _LINES = 108, 36
_PAGES_LETTERS = 26
_PAGE_MARGIN = 8


class SettingsDialog(QDialog):
    """Shows pages of settings, and finds one by its words; there is nothing to confirm.

    Args:
        pages: What is shown.
        parent: The window that it belongs to.
        first: The title of the page that is seen first; else that is the first of all.
    """

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None, first: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = SearchField(tr("Search settings"))
        self.field.setAccessibleName(tr("Search settings"))
        self.field.textChanged.connect(self._search)
        self._list = self._list_of_pages()
        self._stack = QStackedWidget()
        self._pages = [SettingsPage(page) for page in pages]
        self._items = [QListWidgetItem(page.title, self._list) for page in pages]
        for number, (item, shown) in enumerate(zip(self._items, self._pages, strict=True)):
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + 2 * _PAGE_MARGIN))
            self._stack.addWidget(shown)
        self.nothing = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setProperty("tone", "muted")
        self._stack.addWidget(self.nothing)
        self._list.currentItemChanged.connect(lambda item, _before: self._show_page_of(item))
        self._list.setCurrentRow(0)
        self.turn_to(first)
        self._lay_out()
        self._list.setFocus()

    def turn_to(self, title: str) -> None:
        """Show the page of this title, if there is one."""
        for item in self._list.findItems(title, Qt.MatchFlag.MatchExactly):
            self._list.setCurrentItem(item)

    def _list_of_pages(self) -> QListWidget:
        pages = QListWidget()
        pages.setAccessibleName(tr("Pages"))
        pages.setFrameShape(QListWidget.Shape.NoFrame)
        follow_selection(pages)
        return pages

    def _lay_out(self) -> None:
        search = QVBoxLayout()
        search.setContentsMargins(12, 16, 12, 4)
        search.addWidget(self.field)
        side = QWidget()
        side.setObjectName("side")
        side.setFixedWidth(width_of_letters(self, _PAGES_LETTERS))
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(4)
        left.addLayout(search)
        left.addWidget(self._list, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addWidget(self._stack, 1)
        make_room(self, _LETTERS, _LINES)

    def _show_page_of(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._stack.setCurrentWidget(self._pages[item.data(Qt.ItemDataRole.UserRole)])

    def _search(self, text: str) -> None:
        """Show the pages and settings with these words, the best of them at once; say so where none has."""
        words = text.casefold().split()
        distances = [(page.show_matching(words), number) for number, page in enumerate(self._pages)]
        found = sorted((distance, number) for distance, number in distances if distance is not None)
        current = self._list.currentItem()
        self._arrange([number for _, number in found])
        if not found:
            self.nothing.setText(tr("No setting matches “{query}”.", query=text.strip()))
            self._stack.setCurrentWidget(self.nothing)
            return
        self._list.setCurrentItem(self._list.item(0) if words else current)
        self._show_page_of(self._list.currentItem())

    def _arrange(self, found: Sequence[int]) -> None:
        """Put the pages that are found first, in this order; the others stand hidden behind them."""
        order = [*found, *(number for number in range(len(self._items)) if number not in found)]
        with QSignalBlocker(self._list):
            for row, item in enumerate(self._items[number] for number in order):
                self._list.insertItem(row, self._list.takeItem(self._list.row(item)))
                item.setHidden(row >= len(found))
