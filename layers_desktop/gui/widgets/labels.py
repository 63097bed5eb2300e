"""Labels, and text from outside, such as a project's name, made safe for controls that read more into it.

Buttons, menus and tabs take `&` for a shortcut; tooltips and labels take what looks like HTML for HTML.
Labels of the interface are `TextLabel`s, which show plain text only; the rest calls the functions here.
"""

import html
import re

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from layers_desktop.gui.override import override
from layers_desktop.gui.style.theme import larger_font

_DEFAULT_FACTOR = 1.35


# Wider than Qt's own guess of what is HTML: what it might take for a tag is shown as it stands.
_MARKUP = re.compile(r"[<&]")


def leading_side(widget: QWidget, *, is_trailing: bool = False) -> Qt.AlignmentFlag:
    """Return the alignment to the leading, or trailing, edge of the widget's layout direction."""
    is_mirrored = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if is_mirrored != is_trailing else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute


class TextLabel(QLabel):
    """A label of plain text, aligned by the layout direction of its window.

    Qt aligns by the direction of the text instead: in a mirrored window, English text, a name or a path
    would stand at the left.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        is_wrapped: bool = True,
        is_trailing: bool = False,
        vertical: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)  # names from outside may look like HTML
        self.setWordWrap(is_wrapped)
        self._is_trailing = is_trailing
        self._vertical = vertical
        self._align()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        self.setAlignment(leading_side(self, is_trailing=self._is_trailing) | self._vertical)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft and self.contentsMargins().isNull():
            # Qt 6.11 counts the space at which a line from the right is broken, and begins the line so much
            # further to the left.
            self.setContentsMargins(self.fontMetrics().horizontalAdvance(" "), 0, 0, 0)


class Heading(TextLabel):
    """A bold line `factor` times as large as the application's font, also after that has changed."""

    def __init__(self, text: str, factor: float = _DEFAULT_FACTOR, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._factor = factor
        self._enlarge()

    def _enlarge(self) -> None:
        self.setFont(larger_font(QApplication.font(self), self._factor, bold=True))

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ApplicationFontChange:
            self._enlarge()
        return super().event(event)


def literal_text(text: str) -> str:
    """Return the text for a button, menu, tab or checkbox, which shows it as it stands."""
    return text.replace("&", "&&")


def literal_tooltip(text: str) -> str:
    """Return the text for a tooltip, which shows it as it stands, line by line."""
    if not _MARKUP.search(text):
        return text
    lines = html.escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>"


def literal_action(text: str, parent: QObject) -> QAction:
    """Return an action for a menu, whose text and tooltip show the text as it stands."""
    action = QAction(literal_text(text), parent)
    action.setToolTip(literal_tooltip(text))
    return action
