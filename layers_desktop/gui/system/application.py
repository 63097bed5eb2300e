"""What the system asks of the program as a whole: to open files, and to end."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from layers_desktop.gui.compat import override


class Application(QApplication):
    """Keeps the files that macOS wants opened until somebody takes them: they may come before the window."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self._pending_files: list[Path] = []
        self._open_files: Callable[[list[Path]], None] = self._pending_files.extend
        self._quit: Callable[[], None] | None = None

    def set_file_handler(self, handler: Callable[[list[Path]], None]) -> None:
        """Give these files, and all that come later, to this."""
        self._open_files = handler
        if self._pending_files:
            handler(self._pending_files)

    def set_quit_handler(self, handler: Callable[[], None]) -> None:
        """Call this when the system asks the program to end, as the dock's menu does."""
        self._quit = handler

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.url().isLocalFile():
            self._open_files([Path(event.url().toLocalFile())])
            return True
        if event.type() is QEvent.Type.Quit and self._quit:
            self._quit()
            event.ignore()  # it ends in its own time, and in good order
            return True
        return super().event(event)


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
