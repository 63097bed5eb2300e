"""Requests of the operating system to the program: to open files, to quit, to come to the front."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from layers_desktop.gui.override import override


class Application(QApplication):
    """The application object; on macOS it keeps files to open until there is a handler for them."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self._pending_files: list[Path] = []
        self._open_files: Callable[[list[Path]], None] = self._pending_files.extend
        self._quit: Callable[[], None] | None = None

    def set_file_handler(self, handler: Callable[[list[Path]], None]) -> None:
        """Call this with all files that the system wants opened, those of before at once."""
        self._open_files = handler
        if self._pending_files:
            handler(self._pending_files)

    def set_quit_handler(self, handler: Callable[[], None]) -> None:
        """Call this instead of quitting when the system asks the program to quit, as the dock's menu does."""
        self._quit = handler

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.url().isLocalFile():
            self._open_files([Path(event.url().toLocalFile())])
            return True
        if event.type() is QEvent.Type.Quit and self._quit:
            self._quit()
            event.ignore()  # the handler quits when everything is saved
            return True
        return super().event(event)


def bring_to_front(window: QWidget, token: str = "") -> None:
    """Show the window and ask for the keyboard focus.

    Args:
        window: May be hidden or minimised.
        token: An activation token of the desktop, without which Wayland refuses; Qt takes it from the
            environment. https://wayland.app/protocols/xdg-activation-v1
    """
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def is_in_front() -> bool:
    """Return whether one of the program's windows is active."""
    return QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive


def on_state_changed(slot: Callable[[Qt.ApplicationState], None]) -> None:
    """Call this whenever the program's windows come to the front or leave it."""
    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        application.applicationStateChanged.connect(slot)


def is_on_wayland() -> bool:
    """Return whether the desktop speaks Wayland with this program."""
    return QGuiApplication.platformName().startswith("wayland")


def may_copy() -> bool:
    """Return whether what is copied gets to the clipboard: on Wayland only from the window in front."""
    return is_in_front() or not is_on_wayland()
