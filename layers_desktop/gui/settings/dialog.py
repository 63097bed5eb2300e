"""The settings dialog: pages of settings, and a search over all of them."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.i18n import search_form, tr
from layers_desktop.gui.override import override
from layers_desktop.gui.settings.controls import Control, control_for
from layers_desktop.gui.settings.fields import (
    ActionsSetting,
    BoolSetting,
    ChoiceSetting,
    PageSpec,
    PreviewSetting,
    Setting,
    always,
)
from layers_desktop.gui.style.theme import width_in_chars
from layers_desktop.gui.widgets.accessibility import FocusFallback, sync_current_row
from layers_desktop.gui.widgets.inputs import FOCUS_MARGIN, SearchField, Switch
from layers_desktop.gui.widgets.labels import Heading, TextLabel, literal_tooltip
from layers_desktop.gui.widgets.layout import resize_to_text, resize_within_screen

# Added to the distance of a word that is found in an explanation, not in a label.
_EXPLANATION_DISTANCE = 3
_WORD = re.compile(r"\w+")
_DIALOG_CHARS, _DIALOG_LINES = 108, 36
_SIDE_CHARS = 26
# Beside the texts at the side: what the field of the search takes, which is more than the pages do.
_SIDE_PADDING = 56
_PAGE_MARGIN = 8


class SearchIndex:
    """The words by which one setting or page is found.

    Args:
        labels: Names, values and button texts.
        explanations: Longer texts, in which a match counts less.
    """

    def __init__(self, labels: Sequence[str], explanations: Sequence[str] = ()) -> None:
        self._labels = search_form("\n".join(labels))
        self._explanations = search_form("\n".join(explanations))

    def distance(self, words: Sequence[str]) -> int | None:
        """Return the distance from matching all the words, 0 for the best match; None if a word is missing.

        A whole word is nearer than the beginning of one, that is nearer than a part of one, and a word in a
        label is nearer than any in an explanation.
        """
        distances = [self._word_distance(word) for word in words]
        found = [distance for distance in distances if distance is not None]
        return sum(found) if len(found) == len(distances) else None

    def _word_distance(self, word: str) -> int | None:
        in_label = _distance_in_text(self._labels, word)
        if in_label is not None:
            return in_label
        in_explanation = _distance_in_text(self._explanations, word)
        return None if in_explanation is None else in_explanation + _EXPLANATION_DISTANCE


def search_index(setting: Setting, page_title: str) -> SearchIndex:
    """Return the index of a setting on the page with this title."""
    labels = [setting.text, page_title]
    if isinstance(setting, ChoiceSetting):
        labels += [name for _, name in setting.choices]
    if isinstance(setting, ActionsSetting):
        labels += [text for text, _ in setting.buttons()]
    return SearchIndex(labels, [_explanation_of(setting)])


def _explanation_of(setting: Setting) -> str:
    return "" if isinstance(setting, PreviewSetting) else setting.explanation


def _distance_in_text(text: str, word: str) -> int | None:
    if word not in text:
        return None
    words = _WORD.findall(text)
    if word in words:
        return 0
    return 1 if any(each.startswith(word) for each in words) else 2


class SettingsPage(QScrollArea):
    """One page: its settings, each with a reset button, and one button that resets them all.

    Attributes:
        reset_button: Resets all settings of the page.
    """

    def __init__(self, page: PageSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._controls: list[Control] = []
        self._resets: list[tuple[QPushButton, Control]] = []
        self._usable: list[tuple[QWidget, Callable[[], bool]]] = []
        self._is_shown: dict[QWidget, Callable[[], bool]] = {}
        heading = Heading(page.title)
        heading.setIndent(FOCUS_MARGIN)
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(24 - FOCUS_MARGIN, 24, 24 - FOCUS_MARGIN, 16)
        layout.setSpacing(12)
        layout.addWidget(heading)
        self._rows = [
            (search_index(setting, page.title), self._make_row(setting)) for setting in page.settings
        ]
        if page.create_content:
            own = page.create_content()
            own.setContentsMargins(FOCUS_MARGIN, 0, FOCUS_MARGIN, 0)
            self._rows.append((SearchIndex([page.title, page.search_words]), own))
        for _, row in self._rows:
            layout.addWidget(row)
        layout.addStretch()
        self.reset_button = QPushButton(tr("Reset to default"), autoDefault=False)
        self.reset_button.setAccessibleName(tr("Reset to default: {page}", page=page.title))
        self.reset_button.clicked.connect(self._reset)
        self.reset_button.setVisible(any(control.reset for control in self._controls))
        last = QHBoxLayout()
        last.addSpacing(FOCUS_MARGIN)
        last.addWidget(self.reset_button)
        last.addStretch()
        layout.addLayout(last)
        self.setWidget(self._content)
        self._refresh()

    def fitting_width(self) -> int:
        """Return the width in pixels at which it need not be scrolled sideways."""
        return self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()

    def show_matching(self, words: Sequence[str]) -> int | None:
        """Show only the settings that match all words; return the smallest distance, None without a match."""
        distances = [each.distance(words) for each, _ in self._rows]
        for (_, row), distance in zip(self._rows, distances, strict=True):
            row.setVisible(distance is not None and self._is_shown.get(row, always)())
        return min((distance for distance in distances if distance is not None), default=None)

    def _make_row(self, setting: Setting) -> QWidget:
        control = control_for(setting, self._refresh)
        self._controls.append(control)
        row = QWidget()
        if not isinstance(setting, PreviewSetting | ActionsSetting):
            self._usable.append((row, setting.is_used))
        if isinstance(setting, ActionsSetting):
            self._is_shown[row] = setting.is_shown
        layout = QVBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._make_control_line(setting, control))
        text = (setting.disabled_reason if isinstance(setting, BoolSetting) else "") or _explanation_of(
            setting
        )
        if text:
            explanation = TextLabel(text)
            explanation.setProperty("tone", "muted")
            widget = control.widget
            explanation.setIndent(widget.text_start() if isinstance(widget, Switch) else FOCUS_MARGIN)
            layout.addWidget(explanation)
        return row

    def _make_control_line(self, setting: Setting, control: Control) -> QHBoxLayout | QVBoxLayout:
        """Return the control with its label, and the reset button between them."""
        label = TextLabel(setting.text)
        label.setBuddy(control.widget)
        label.setIndent(FOCUS_MARGIN)
        if isinstance(setting, PreviewSetting):
            tall = QVBoxLayout()
            tall.setContentsMargins(FOCUS_MARGIN, 0, FOCUS_MARGIN, 0)
            label.setIndent(0)
            tall.addWidget(label)
            tall.addWidget(control.widget)
            return tall
        line = QHBoxLayout()
        is_switch = isinstance(control.widget, Switch)
        if is_switch:
            line.addWidget(control.widget)
            line.addStretch()
        else:
            line.addWidget(label, 1)
        if control.reset:
            line.addWidget(self._make_reset_button(setting.text, control))
            line.addSpacing(4 if not is_switch else 0)
        if not is_switch:
            line.addWidget(control.widget)
        else:
            label.deleteLater()
        line.addSpacing(FOCUS_MARGIN)
        return line

    def _make_reset_button(self, name: str, control: Control) -> QPushButton:
        """Return the button that resets one setting; it is visible while the value is not the default."""
        button = QPushButton(tr("Reset"), autoDefault=False)
        button.setProperty("look", "chip")
        button.setAccessibleName(tr("Reset to default: {page}", page=name))
        if control.default_text:
            button.setToolTip(literal_tooltip(tr("Default: {value}", value=control.default_text)))
        keeps_place = button.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)  # so that the line does not move
        button.setSizePolicy(keeps_place)
        button.clicked.connect(partial(_reset_and_focus, control))
        self._resets.append((button, control))
        return button

    def _refresh(self) -> None:
        """Show what the settings are now: which can be reset, and which have an effect."""
        for row, is_used in self._usable:
            row.setEnabled(is_used())
        for row, is_shown in self._is_shown.items():
            row.setVisible(is_shown())
        for button, control in self._resets:
            button.setVisible(not control.is_default())
        for control in self._controls:
            control.refresh()

    def _reset(self) -> None:
        for control in self._controls:
            if control.reset:
                control.reset()


def _reset_and_focus(control: Control) -> None:
    """Reset a setting and move the focus to it: the reset button is about to hide."""
    control.widget.setFocus()
    if control.reset:
        control.reset()


class SettingsDialog(FocusFallback, QDialog):
    """The settings dialog; changes apply at once, so there is no OK or Cancel.

    Args:
        pages: The pages in the order of the list.
        parent: The main window.
        first: The title of the page to open with; empty for the first page.
    """

    def __init__(self, pages: Sequence[PageSpec], parent: QWidget | None = None, first: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = SearchField(tr("Search settings"))
        self.field.setAccessibleName(tr("Search settings"))
        self.field.textChanged.connect(self._search)
        self._page_list = self._make_page_list()
        self._stack = QStackedWidget()
        self._pages = [SettingsPage(page) for page in pages]
        self._items = [QListWidgetItem(page.title, self._page_list) for page in pages]
        for number, (item, page) in enumerate(zip(self._items, self._pages, strict=True)):
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + 2 * _PAGE_MARGIN))
            self._stack.addWidget(page)
        self.no_match = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.no_match.setTextFormat(Qt.TextFormat.PlainText)
        self.no_match.setProperty("tone", "muted")
        self._stack.addWidget(self.no_match)
        self._page_list.currentItemChanged.connect(lambda item, _before: self._show_page_of(item))
        self._page_list.setCurrentRow(0)
        self.show_page(first)
        self._lay_out()
        self._page_list.setFocus()

    @property
    @override
    def focus_target(self) -> QWidget:
        return self._page_list

    def show_page(self, title: str) -> None:
        """Show the page with this title, if there is one."""
        for item in self._page_list.findItems(title, Qt.MatchFlag.MatchExactly):
            self._page_list.setCurrentItem(item)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears the search before it closes the settings."""
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        else:
            super().keyPressEvent(event)

    def _make_page_list(self) -> QListWidget:
        pages = QListWidget()
        pages.setAccessibleName(tr("Pages"))
        pages.setFrameShape(QListWidget.Shape.NoFrame)
        sync_current_row(pages)
        return pages

    def _lay_out(self) -> None:
        search = QVBoxLayout()
        search.setContentsMargins(12, 16, 12, 4)
        search.addWidget(self.field)
        side = QWidget()
        side.setObjectName("side")
        texts = (self.field.placeholderText(), *(item.text() for item in self._items))
        widest = max(map(self.fontMetrics().horizontalAdvance, texts))
        side.setFixedWidth(max(width_in_chars(self, _SIDE_CHARS), widest + _SIDE_PADDING))
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(4)
        left.addLayout(search)
        left.addWidget(self._page_list, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addWidget(self._stack, 1)
        resize_to_text(self, _DIALOG_CHARS, _DIALOG_LINES)
        page_width = max(page.fitting_width() for page in self._pages)
        resize_within_screen(self, max(self.width(), side.width() + page_width), self.height())

    def _show_page_of(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._stack.setCurrentWidget(self._pages[item.data(Qt.ItemDataRole.UserRole)])

    def _search(self, text: str) -> None:
        """Show only pages and settings that match, the best first, or that nothing does."""
        words = search_form(text).split()
        distances = [(page.show_matching(words), number) for number, page in enumerate(self._pages)]
        found = sorted((distance, number) for distance, number in distances if distance is not None)
        current = self._page_list.currentItem()
        self._reorder_pages([number for _, number in found])
        if not found:
            self.no_match.setText(tr("No setting matches “{query}”.", query=text.strip()))
            self._stack.setCurrentWidget(self.no_match)
            return
        self._page_list.setCurrentItem(self._page_list.item(0) if words else current)
        self._show_page_of(self._page_list.currentItem())

    def _reorder_pages(self, found: Sequence[int]) -> None:
        """Move the pages with these numbers to the top of the list, in this order, and hide the others."""
        order = [*found, *(number for number in range(len(self._items)) if number not in found)]
        with QSignalBlocker(self._page_list):
            for row, item in enumerate(self._items[number] for number in order):
                self._page_list.insertItem(row, self._page_list.takeItem(self._page_list.row(item)))
                item.setHidden(row >= len(found))
