"""The actions of the main window: their texts, keyboard shortcuts, icons, and the menu that lists them."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from layers_desktop.domain.i18n import isolated, tr
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.system.platform_factory import key_text, system_key
from layers_desktop.gui.uploads.view import UploadsView
from layers_desktop.gui.widgets.buttons import DynamicMenu


class ActionId(StrEnum):
    """Identifies an action of the main window."""

    ADD_FILES = "add_files"
    ADD_FOLDER = "add_folder"
    PASTE = "paste"
    START = "start"
    PAUSE_ALL = "pause_all"
    CANCEL_ALL = "cancel_all"
    RETRY_ALL = "retry_all"
    COPY_ALL = "copy_all"
    COPY_LAST_BATCH = "copy_last_batch"
    UNDO = "undo"
    REDO = "redo"
    CHOOSE_PROJECT = "choose_project"
    REFRESH_PROJECTS = "refresh_projects"
    FILTER = "filter"
    SHOW_ALL = "show_all"
    SHOW_ACTIVE = "show_active"
    SHOW_DONE = "show_done"
    SHOW_PROBLEMS = "show_problems"
    NEXT_REGION = "next_band"
    PREVIOUS_REGION = "previous_band"
    HISTORY = "history"
    SETTINGS = "settings"
    NETWORK_SETTINGS = "network_settings"
    SHOW_LIST_FOLDER = "show_list_folder"
    CHANGE_KEY = "change_key"
    SHORTCUTS = "shortcuts"
    HELP = "help"
    ABOUT = "about"
    CLOSE = "close"
    QUIT = "quit"


class ActionSpec(NamedTuple):
    """Text, keyboard shortcuts and icon of one action."""

    text: str
    keys: tuple[str, ...] = ()
    glyph: Glyph | None = None


# What macOS has in the menu that bears the program's name.
_ROLES = {
    ActionId.SETTINGS: QAction.MenuRole.PreferencesRole,
    ActionId.ABOUT: QAction.MenuRole.AboutRole,
    ActionId.QUIT: QAction.MenuRole.QuitRole,
}
# Hidden until somebody handles them.
_HANDLED_LATER = frozenset({ActionId.HISTORY, ActionId.SETTINGS, ActionId.COPY_LAST_BATCH})


class WindowActions(dict[ActionId, QAction]):
    """The QAction for each ID; all are added to the window, so that shortcuts work wherever the focus is."""

    def __init__(self, window: QWidget, icons: Icons) -> None:
        super().__init__()
        for name, spec in _action_specs().items():
            action = QAction(_with_key(spec), window)
            action.setShortcuts([*map(system_key, spec.keys)])
            if spec.glyph:
                action.setIcon(icons.icon(spec.glyph))
            action.setVisible(name not in _HANDLED_LATER)
            action.setMenuRole(_ROLES.get(name, QAction.MenuRole.NoRole))
            window.addAction(action)
            self[name] = action

    def press(self, key: QKeyCombination) -> None:
        """Trigger what this is the shortcut of; but send nothing: it was pressed before the list was seen."""
        # With ^: on Windows, where Qt's flags are signed, ~ of a modifier lacks all the others.
        modifiers = key.keyboardModifiers()
        modifiers ^= modifiers & Qt.KeyboardModifier.KeypadModifier
        # Some keyboards have a digit or a sign behind Shift, as the German its "/".
        if key.key() < Qt.Key.Key_A:
            modifiers ^= modifiers & Qt.KeyboardModifier.ShiftModifier
        pressed = QKeySequence(QKeyCombination(modifiers, key.key()))
        for name, action in self.items():
            if pressed in action.shortcuts() and name is not ActionId.START:
                action.trigger()


def _with_key(spec: ActionSpec) -> str:
    """Return the text; behind a tab the key, where a menu from the right would write ",+Ctrl"."""
    key = "".join(map(key_text, spec.keys[:1]))
    is_torn = key[-1:].isprintable() and not key[-1:].isalnum() and isolated(key) != key
    return f"{spec.text}\t{isolated(key)}" if is_torn else spec.text


def _action_specs() -> dict[ActionId, ActionSpec]:
    return {
        ActionId.ADD_FILES: ActionSpec(tr("Add files…"), ("Ctrl+O",), Glyph.FILE),
        ActionId.ADD_FOLDER: ActionSpec(tr("Add folder…"), ("Ctrl+Shift+O",), Glyph.FOLDER),
        # Translators: A command.
        ActionId.PASTE: ActionSpec(tr("Paste files or a picture"), ("Ctrl+V",)),
        # Translators: A button or a command: send the files.
        ActionId.START: ActionSpec(tr("Upload"), ("Ctrl+Return", "Ctrl+Enter")),
        ActionId.PAUSE_ALL: ActionSpec(tr("Pause or resume all"), ("Ctrl+Shift+P",)),
        ActionId.CANCEL_ALL: ActionSpec(tr("Cancel all"), ("Ctrl+Shift+Del",)),
        ActionId.RETRY_ALL: ActionSpec(tr("Retry all failed and cancelled"), ("Ctrl+Shift+R",)),
        ActionId.COPY_ALL: ActionSpec(tr("Copy all IDs"), ("Ctrl+Shift+C",)),
        # Translators: Copies the IDs of the files that were uploaded together last.
        ActionId.COPY_LAST_BATCH: ActionSpec(tr("Copy last batch")),
        ActionId.UNDO: ActionSpec(tr("Undo"), ("Ctrl+Z",)),
        ActionId.REDO: ActionSpec(tr("Redo"), ("Ctrl+Shift+Z",)),
        ActionId.CHOOSE_PROJECT: ActionSpec(tr("Choose the project"), ("Ctrl+L",)),
        ActionId.REFRESH_PROJECTS: ActionSpec(tr("Refresh projects"), ("F5",)),
        ActionId.FILTER: ActionSpec(tr("Filter the list"), ("Ctrl+F",)),
        ActionId.SHOW_ALL: ActionSpec(tr("Show all"), ("Ctrl+1",)),
        ActionId.SHOW_ACTIVE: ActionSpec(tr("Show what is active"), ("Ctrl+2",)),
        ActionId.SHOW_DONE: ActionSpec(tr("Show what is done"), ("Ctrl+3",)),
        ActionId.SHOW_PROBLEMS: ActionSpec(tr("Show problems"), ("Ctrl+4",)),
        ActionId.NEXT_REGION: ActionSpec(tr("Go to the next part of the window"), ("F6",)),
        ActionId.PREVIOUS_REGION: ActionSpec(tr("Go to the previous part of the window"), ("Shift+F6",)),
        ActionId.HISTORY: ActionSpec(tr("History"), ("Ctrl+H",)),
        ActionId.SETTINGS: ActionSpec(tr("Settings…"), ("Ctrl+,",)),
        ActionId.NETWORK_SETTINGS: ActionSpec(tr("Network settings…")),
        # Translators: A command: open the folder of the file in the file manager.
        ActionId.SHOW_LIST_FOLDER: ActionSpec(tr("Show folder")),
        ActionId.CHANGE_KEY: ActionSpec(tr("Change API key…")),
        ActionId.SHORTCUTS: ActionSpec(tr("Keyboard shortcuts"), ("Ctrl+/",)),
        ActionId.HELP: ActionSpec(tr("Help"), ("F1",)),
        ActionId.ABOUT: ActionSpec(tr("About Layers Desktop")),
        ActionId.CLOSE: ActionSpec(tr("Close the window"), ("Ctrl+W",)),
        ActionId.QUIT: ActionSpec(tr("Quit"), ("Ctrl+Q",)),
    }


_UPLOADS = (
    ActionId.START,
    ActionId.PAUSE_ALL,
    ActionId.RETRY_ALL,
    ActionId.CANCEL_ALL,
    None,
    ActionId.COPY_ALL,
    ActionId.COPY_LAST_BATCH,
)
_SHOWING = (ActionId.SHOW_ALL, ActionId.SHOW_ACTIVE, ActionId.SHOW_DONE, ActionId.SHOW_PROBLEMS, None)
_PROJECT = (ActionId.CHOOSE_PROJECT, ActionId.REFRESH_PROJECTS, None)
_GOING = (ActionId.FILTER, None, ActionId.NEXT_REGION, ActionId.PREVIOUS_REGION)
_WINDOW = (
    None,
    ActionId.UNDO,
    ActionId.REDO,
    None,
    ActionId.HISTORY,
    None,
    ActionId.CHANGE_KEY,
    ActionId.SETTINGS,
    None,
    ActionId.HELP,
    ActionId.SHORTCUTS,
    ActionId.ABOUT,
    None,
    ActionId.CLOSE,
    ActionId.QUIT,
)


def main_menu(
    actions: WindowActions, view: UploadsView, fill_kinds: Callable[[QMenu], object], parent: QWidget
) -> QMenu:
    """Return the main menu; its submenus that depend on how things are get filled each time they open."""
    menu = QMenu(parent)
    _fill(_submenu(menu, tr("Uploads")), actions, _UPLOADS)
    menu.addMenu(DynamicMenu(tr("Selected files"), view.fill_selection_menu, menu))
    project = _submenu(menu, tr("Project"))
    _fill(project, actions, _PROJECT)
    # Translators: In the menu "Project": the kind for new files of the project that is chosen.
    project.addMenu(DynamicMenu(tr("Kind for its new files"), fill_kinds, project))
    # Translators: A menu: what concerns the list of files.
    shown = _submenu(menu, tr("List"))
    _fill(shown, actions, _SHOWING)
    shown.addMenu(DynamicMenu(tr("Sort by"), view.fill_order_menu, shown))
    shown.addMenu(DynamicMenu(tr("Columns"), view.fill_columns_menu, shown))
    # Translators: A menu: parts of the window to go to.
    _fill(_submenu(menu, tr("Go to")), actions, _GOING)
    _fill(menu, actions, _WINDOW)
    return menu


def fill_menu_bar(bar: QMenuBar, menu: QMenu) -> None:
    """Show in the bar what the main menu has: its submenus, and in one more the rest."""
    rest = QMenu(tr("Menu"), bar)
    for action in menu.actions():
        (bar if isinstance(action.menu(), QMenu) else rest).addAction(action)
    bar.addMenu(rest)


def _submenu(menu: QMenu, title: str) -> QMenu:
    submenu = menu.addMenu(title)
    submenu.setAccessibleName(title)
    return submenu


def _fill(menu: QMenu, actions: WindowActions, names: Iterable[ActionId | None]) -> None:
    for name in names:
        if name is None:
            menu.addSeparator()
        else:
            menu.addAction(actions[name])
