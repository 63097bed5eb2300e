"""The small button beside a copy button that offers the formats."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QPushButton

from layers_desktop.domain.language import tr
from layers_desktop.gui.copy_formats import CopyFormat
from layers_desktop.gui.icons import Glyph, Icons
from layers_desktop.gui.live_menu import close_on_choice


def format_button(icons: Icons, chosen: Callable[[CopyFormat], object]) -> QPushButton:
    """Return a button with a menu of all formats that calls `chosen`."""
    button = QPushButton(icons.icon(Glyph.CHEVRON), "", autoDefault=False)
    button.setProperty("look", "join")
    button.setAccessibleName(tr("Formats for copying"))
    button.setToolTip(tr("Formats for copying"))
    menu = QMenu(button)
    menu.setAccessibleName(button.accessibleName())
    for each in CopyFormat:
        menu.addAction(each.label).triggered.connect(lambda _=False, each=each: chosen(each))
    close_on_choice(menu)
    button.setMenu(menu)
    return button
