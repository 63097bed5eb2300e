"""Chooses the implementation of each interface for this operating system; no other module of the gui does."""

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from layers_desktop.gui.system.interfaces import (
    AwakeListener,
    DesktopNotifier,
    DockBadge,
    NoSleepLock,
    SleepLock,
    Taskbar,
)

_TRAY_WATCHER = "org.kde.StatusNotifierWatcher"


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


def show_in_folder(path: Path, open_url: Callable[[QUrl], object]) -> None:
    """Show where the file is: on Windows and macOS selected in its folder, elsewhere the folder."""
    show: Callable[[Path], None] | None = None
    if sys.platform == "win32":
        from layers_desktop.gui.system.windows import show_in_explorer

        show = show_in_explorer
    if sys.platform == "darwin":
        from layers_desktop.gui.system.macos import show_in_finder

        show = show_in_finder
    if show is None:
        open_url(QUrl.fromLocalFile(str(path.parent)))
    else:
        # Nobody waits for it: the disk or network folder may not answer.
        Thread(target=show, args=(path,), daemon=True).start()


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
