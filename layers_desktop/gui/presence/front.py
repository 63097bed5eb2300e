"""Bringing the window before the person, and knowing whether it is there."""

import os

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def bring_to_front(window: QWidget, token: str = "") -> None:
    """Show the window, and ask for the keyboard.

    Args:
        window: May be hidden or minimised.
        token: The desktop's leave to come to the front, which Wayland wants to see; Qt takes it from there.
            https://wayland.app/protocols/xdg-activation-v1
    """
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def is_in_front() -> bool:
    """Return whether the person is at one of the program's windows."""
    return QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
