"""Everything that can be done to the window as a whole, with its name and its keys."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.uploads.view import UploadsView
from layers_desktop.gui.widgets.buttons import LiveMenu


class Do(StrEnum):
    """The window's actions."""

    ADD_FILES = "add_files"
    ADD_FOLDER = "add_folder"
    PASTE = "paste"
    START = "start"
    PAUSE_ALL = "pause_all"
    CANCEL_ALL = "cancel_all"
    RETRY_ALL = "retry_all"
    COPY_ALL = "copy_all"
    UNDO = "undo"
    REDO = "redo"
    CHOOSE_PROJECT = "choose_project"
    REFRESH_PROJECTS = "refresh_projects"
    FILTER = "filter"
    SHOW_ALL = "show_all"
    SHOW_ACTIVE = "show_active"
    SHOW_DONE = "show_done"
    SHOW_PROBLEMS = "show_problems"
    NEXT_BAND = "next_band"
    PREVIOUS_BAND = "previous_band"
    HISTORY = "history"
    SETTINGS = "settings"
    CHANGE_KEY = "change_key"
    SHORTCUTS = "shortcuts"
    HELP = "help"
    ABOUT = "about"
    CLOSE = "close"
    QUIT = "quit"


class _Form(NamedTuple):
    text: str
    keys: tuple[str, ...] = ()
    glyph: Glyph | None = None


# These show themselves once somebody offers them.
_OFFERED = frozenset({Do.HISTORY, Do.SETTINGS})


class WindowActions(dict[Do, QAction]):
    """The actions, each known to the window so that its keys work wherever the focus is."""

    def __init__(self, window: QWidget, icons: Icons) -> None:
        super().__init__()
        for name, form in _forms().items():
            action = QAction(form.text, window)
            action.setShortcuts([QKeySequence(key) for key in form.keys])
            if form.glyph:
                action.setIcon(icons.icon(form.glyph))
            action.setVisible(name not in _OFFERED)
            window.addAction(action)
            self[name] = action


def _forms() -> dict[Do, _Form]:
    return {
        Do.ADD_FILES: _Form(tr("Add files…"), ("Ctrl+O",), Glyph.FILE),
        Do.ADD_FOLDER: _Form(tr("Add folder…"), ("Ctrl+Shift+O",), Glyph.FOLDER),
        Do.PASTE: _Form(tr("Paste files or a picture"), ("Ctrl+V",)),
        Do.START: _Form(tr("Upload"), ("Ctrl+Return", "Ctrl+Enter")),
        Do.PAUSE_ALL: _Form(tr("Pause or resume all"), ("Ctrl+Shift+P",)),
        Do.CANCEL_ALL: _Form(tr("Cancel all"), ("Ctrl+Shift+Del",)),
        Do.RETRY_ALL: _Form(tr("Retry all that failed"), ("Ctrl+Shift+R",)),
        Do.COPY_ALL: _Form(tr("Copy all IDs"), ("Ctrl+Shift+C",)),
        Do.UNDO: _Form(tr("Undo"), ("Ctrl+Z",)),
        Do.REDO: _Form(tr("Redo"), ("Ctrl+Shift+Z",)),
        Do.CHOOSE_PROJECT: _Form(tr("Choose the project"), ("Ctrl+L",)),
        Do.REFRESH_PROJECTS: _Form(tr("Refresh projects"), ("F5",)),
        Do.FILTER: _Form(tr("Filter the list"), ("Ctrl+F",)),
        Do.SHOW_ALL: _Form(tr("Show all"), ("Ctrl+1",)),
        Do.SHOW_ACTIVE: _Form(tr("Show what is active"), ("Ctrl+2",)),
        Do.SHOW_DONE: _Form(tr("Show what is done"), ("Ctrl+3",)),
        Do.SHOW_PROBLEMS: _Form(tr("Show problems"), ("Ctrl+4",)),
        Do.NEXT_BAND: _Form(tr("Go to the next part of the window"), ("F6",)),
        Do.PREVIOUS_BAND: _Form(tr("Go to the previous part of the window"), ("Shift+F6",)),
        Do.HISTORY: _Form(tr("History"), ("Ctrl+H",)),
        Do.SETTINGS: _Form(tr("Settings…"), ("Ctrl+,",)),
        Do.CHANGE_KEY: _Form(tr("Change API key…")),
        Do.SHORTCUTS: _Form(tr("Keyboard shortcuts"), ("Ctrl+/",)),
        Do.HELP: _Form(tr("Help"), ("F1",)),
        Do.ABOUT: _Form(tr("About Layers Desktop")),
        Do.CLOSE: _Form(tr("Close the window"), ("Ctrl+W",)),
        Do.QUIT: _Form(tr("Quit"), ("Ctrl+Q",)),
    }


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
