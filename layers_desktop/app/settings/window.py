"""The settings window, of which there is one at most."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.system.application import bring_to_front

if TYPE_CHECKING:  # imported when the window is opened, like every window that most runs do without
    from layers_desktop.gui.settings.fields import PageSpec


def open_settings(window: MainWindow, pages: "Callable[[], list[PageSpec]]", first: str = "") -> None:
    """Open the settings over this window; one that is open comes to the front.

    Args:
        window: The window that the settings belong to.
        pages: Returns the pages as things stand when they are opened.
        first: The title of the page to show; empty for the first.
    """
    from layers_desktop.gui.settings.dialog import SettingsDialog

    for shown in window.findChildren(SettingsDialog):
        if shown.isVisible():
            shown.show_page(first)
            bring_to_front(shown)
            return
    SettingsDialog(pages(), window, first).show()
