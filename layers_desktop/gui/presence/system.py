"""What this system has of everything around the window; the one place that asks which system it is."""

import sys

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from layers_desktop.gui.presence.notices import Notices
from layers_desktop.gui.presence.sleep import NoSleepLock, SleepLock, Told
from layers_desktop.gui.presence.taskbar import DockBadge, Taskbar


def sleep_lock(told: Told, parent: QObject) -> SleepLock:
    """Return what keeps this computer awake; `told` learns whether it does."""
    if sys.platform == "linux":
        from layers_desktop.gui.presence.freedesktop.sleep import FreedesktopSleepLock

        return FreedesktopSleepLock(told, parent)
    if sys.platform == "darwin":
        from layers_desktop.gui.presence.macos import Caffeine

        return Caffeine(told)
    if sys.platform == "win32":
        from layers_desktop.gui.presence.windows import ExecutionState

        return ExecutionState(told)
    return NoSleepLock()


def taskbar(window: QWidget) -> Taskbar:
    """Return the entry of the window on this system's taskbar or dock."""
    if sys.platform == "linux":
        from layers_desktop.gui.presence.freedesktop.taskbar import LauncherEntry

        return LauncherEntry(QGuiApplication.desktopFileName())
    if sys.platform == "win32":
        from layers_desktop.gui.presence.windows import TaskbarButton

        return TaskbarButton(lambda: int(window.winId()))
    return DockBadge()


def notices(otherwise: Notices, parent: QObject) -> Notices:
    """Return what shows notifications; `otherwise` shows them where the system has no way of its own."""
    if sys.platform == "linux":
        from layers_desktop.gui.presence.freedesktop.notices import FreedesktopNotices

        return FreedesktopNotices(QGuiApplication.desktopFileName(), otherwise, QApplication.beep, parent)
    return otherwise
