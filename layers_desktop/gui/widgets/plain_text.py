"""Text from outside, such as a project's name, made safe for what would read more into it.

Buttons, menus and tabs take `&` for a shortcut; tooltips and labels take what looks like HTML for HTML.
Labels of the interface are `TextLabel`s, which show plain text only; the rest asks here.
"""

import html
import re

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

# Wider than Qt's own guess of what is HTML: what it might take for a tag is shown as it stands.
_MARKUP = re.compile(r"[<&]")


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
