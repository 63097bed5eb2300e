"""Chooses the implementation of each interface for this operating system; no other module of the gui does."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QIcon, QKeySequence
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from layers_desktop.gui.system.application import on_state_changed
from layers_desktop.gui.system.interfaces import (
    AwakeListener,
    DesktopNotifier,
    DockBadge,
    NoSleepLock,
    SleepLock,
    Taskbar,
)

if TYPE_CHECKING:  # imported where it is made
    from layers_desktop.gui.system.tray import Tray

_TRAY_WATCHER = "org.kde.StatusNotifierWatcher"
# https://www.freedesktop.org/wiki/Specifications/file-manager-interface/
_FILE_MANAGER = ("/org/freedesktop/FileManager1", "org.freedesktop.FileManager1")
_KEYS_OF_MACOS = {
    "Ctrl+H": "Ctrl+Y",  # where Command and H hide the program
    "Del": "Backspace",  # the key "delete" of its keyboards
    "Ctrl+Shift+Del": "Ctrl+Shift+Backspace",
    "F1": "Ctrl+?",
}
_FILE_MANAGER_PATIENCE_MS = 10_000  # the bus may have to start it


def sleep_lock(listener: AwakeListener, parent: QObject) -> SleepLock:
    """Return what keeps this computer awake; the listener is called when that begins or ends."""
    if sys.platform == "linux":
        from layers_desktop.gui.system.freedesktop.sleep import FreedesktopSleepLock

        return FreedesktopSleepLock(listener, parent)
    if sys.platform == "darwin":
        from layers_desktop.gui.system.macos import CaffeinateSleepLock

        return CaffeinateSleepLock(listener)
    if sys.platform == "win32":
        from layers_desktop.gui.system.windows import ExecutionStateSleepLock

        return ExecutionStateSleepLock(listener)
    return NoSleepLock()


def taskbar(window: QWidget) -> Taskbar:
    """Return the window's entry on the taskbar or dock."""
    if sys.platform == "linux":
        from layers_desktop.gui.system.freedesktop.taskbar import LauncherEntryTaskbar

        return LauncherEntryTaskbar(QGuiApplication.desktopFileName())
    if sys.platform == "win32":
        from layers_desktop.gui.system.windows import TaskbarButton

        return TaskbarButton(lambda: int(window.winId()))
    return DockBadge()


def notifier(fallback: DesktopNotifier, parent: QObject) -> DesktopNotifier:
    """Return what shows notifications: the system's own service, or `fallback` where none is known."""
    if sys.platform == "linux":
        from layers_desktop.gui.system.freedesktop.notifications import FreedesktopNotifier

        return FreedesktopNotifier(QGuiApplication.desktopFileName(), fallback, QApplication.beep, parent)
    return fallback


def has_menu_bar() -> bool:
    """Whether every program has its menus in one place of the screen."""
    return sys.platform == "darwin"


def tray(icon: QIcon, parent: QObject) -> "Tray":
    """Return the program's tray icon; Windows makes a sound with each notification by itself."""
    from layers_desktop.gui.system.tray import Tray

    beep = QApplication.beep if sys.platform != "win32" else lambda: None
    return Tray(icon, parent, opens_menu_by_click=sys.platform == "darwin", beep=beep)


def on_icon_clicked(slot: Callable[[], None]) -> None:
    """Call this whenever the program's icon in the Dock is clicked, and when it comes to the front."""
    if sys.platform == "darwin":
        on_state_changed(lambda state: slot() if state is Qt.ApplicationState.ApplicationActive else None)


def system_key(key: str) -> QKeySequence:
    """Return the key that does on this system what `key` does on most."""
    return QKeySequence(_KEYS_OF_MACOS.get(key, key) if sys.platform == "darwin" else key)


def key_text(key: str) -> str:
    """Return `system_key` as system and language write it: Ctrl+Z, Strg+Z, or Command's sign and Z."""
    return system_key(key).toString(QKeySequence.SequenceFormat.NativeText)


def show_in_folder(path: Path, open_url: Callable[[QUrl], object]) -> None:
    """Show the file in its folder, selected where the system's file manager can do that; returns at once."""
    open_folder = partial(open_url, QUrl.fromLocalFile(str(path.parent)))
    show: Callable[[Path], None] | None = None
    if sys.platform == "linux":
        _ask_file_manager(path, open_folder)
        return
    if sys.platform == "win32":
        from layers_desktop.gui.system.windows import show_in_explorer

        show = show_in_explorer
    if sys.platform == "darwin":
        from layers_desktop.gui.system.macos import show_in_finder

        show = show_in_finder
    if show is None:
        open_folder()
    else:
        # Nobody waits for it: the disk or network folder may not answer.
        Thread(target=show, args=(path,), daemon=True).start()


def _ask_file_manager(path: Path, fall_back: Callable[[], object]) -> None:
    """Have the session's file manager show the file; fall back where there is none, or it does not answer."""
    from jeepney import DBusAddress, new_method_call

    from layers_desktop.gui.system.freedesktop.bus import SESSION, Bus

    bus = Bus(SESSION, QGuiApplication.instance())

    def end(*, is_shown: bool) -> None:
        bus.close()
        bus.deleteLater()
        if not is_shown:
            fall_back()

    place, name = _FILE_MANAGER
    request = new_method_call(DBusAddress(place, name, name), "ShowItems", "ass", ([path.as_uri()], ""))
    bus.call(
        request, lambda _body: end(is_shown=True), lambda: end(is_shown=False), _FILE_MANAGER_PATIENCE_MS
    )


def detect_tray(parent: QObject, callback: Callable[[bool], None]) -> None:
    """Call back with whether this desktop has a tray.

    On Linux, Qt asks the session bus and blocks until it answers; so whether it answers is found out before.
    """
    if sys.platform != "linux":
        callback(QSystemTrayIcon.isSystemTrayAvailable())
        return
    from jeepney.bus_messages import message_bus

    from layers_desktop.gui.system.freedesktop.bus import SESSION, Bus

    bus = Bus(SESSION, parent)
    if not bus.is_open:
        callback(QSystemTrayIcon.isSystemTrayAvailable())  # an XEmbed tray needs no bus
        return

    def tell(*, is_alive: bool) -> None:
        bus.close()
        bus.deleteLater()
        callback(is_alive and QSystemTrayIcon.isSystemTrayAvailable())

    bus.call(
        message_bus.NameHasOwner(_TRAY_WATCHER),
        lambda _body: tell(is_alive=True),
        lambda: tell(is_alive=False),
    )
