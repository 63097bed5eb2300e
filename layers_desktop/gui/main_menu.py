"""The window's menu: everything that a key or a button does stands in it, or in the one that adds files."""

from collections.abc import Iterable

from PySide6.QtWidgets import QMenu, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.live_menu import LiveMenu
from layers_desktop.gui.uploads.view import UploadsView
from layers_desktop.gui.window_actions import Do, WindowActions

_UPLOADS = (Do.START, Do.PAUSE_ALL, Do.RETRY_ALL, Do.CANCEL_ALL, None, Do.COPY_ALL)
_SHOWING = (Do.SHOW_ALL, Do.SHOW_ACTIVE, Do.SHOW_DONE, Do.SHOW_PROBLEMS, None)
_GOING = (Do.CHOOSE_PROJECT, Do.FILTER, None, Do.NEXT_BAND, Do.PREVIOUS_BAND)
_WINDOW = (
    None,
    Do.UNDO,
    Do.REDO,
    None,
    Do.REFRESH_PROJECTS,
    Do.HISTORY,
    None,
    Do.CHANGE_KEY,
    Do.SETTINGS,
    None,
    Do.HELP,
    Do.SHORTCUTS,
    Do.ABOUT,
    None,
    Do.CLOSE,
    Do.QUIT,
)


def main_menu(actions: WindowActions, view: UploadsView, parent: QWidget) -> QMenu:
    """Return the menu; what it offers of rows and columns is as they are when it opens."""
    menu = QMenu(parent)
    _fill(_submenu(menu, tr("Uploads")), actions, _UPLOADS)
    menu.addMenu(LiveMenu(tr("Selected files"), view.fill_selection_menu, menu))
    shown = _submenu(menu, tr("List"))
    _fill(shown, actions, _SHOWING)
    shown.addMenu(LiveMenu(tr("Sort by"), view.fill_order_menu, shown))
    shown.addMenu(LiveMenu(tr("Columns"), view.fill_columns_menu, shown))
    _fill(_submenu(menu, tr("Go to")), actions, _GOING)
    _fill(menu, actions, _WINDOW)
    return menu


def _submenu(menu: QMenu, title: str) -> QMenu:
    submenu = menu.addMenu(title)
    submenu.setAccessibleName(title)
    return submenu


def _fill(menu: QMenu, actions: WindowActions, names: Iterable[Do | None]) -> None:
    for name in names:
        if name is None:
            menu.addSeparator()
        else:
            menu.addAction(actions[name])
