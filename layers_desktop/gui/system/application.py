"""Requests of the operating system to the program: to open files, to quit, to come to the front."""

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

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


@cache
def keeps_clipboard() -> bool:
    """Return whether what is copied surely outlives the program.

    On X11 that takes a clipboard manager that Qt can hand it to at the end; there are others, which nobody
    can ask for.
    """
    try:
        return QGuiApplication.platformName() != "xcb" or _x11_owner(b"CLIPBOARD_MANAGER") != 0
    except (OSError, ValueError):
        return True  # nobody knows


def _x11_owner(selection: bytes) -> int:
    """Return the window that owns this selection of X11; 0 where none does. Qt has no question for that.

    Raises:
        OSError: There is no libxcb (https://xcb.freedesktop.org/manual).
        ValueError: The display does not answer.
    """
    import ctypes  # few programs run on X11

    class Cookie(ctypes.Structure):
        _fields_ = (("sequence", ctypes.c_uint),)

    class Reply(ctypes.Structure):
        _fields_ = (("head", ctypes.c_uint64), ("value", ctypes.c_uint32))

    xcb, libc = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL(None)
    xcb.xcb_connect.restype = ctypes.c_void_p
    display = ctypes.c_void_p(xcb.xcb_connect(None, None))

    def ask(name: str, *arguments: Any) -> int:
        request, reply = xcb[name], xcb[f"{name}_reply"]
        request.restype, reply.restype = Cookie, ctypes.POINTER(Reply)
        answer = reply(display, request(display, *arguments), None)
        value = answer.contents.value  # ValueError where there is no answer
        libc.free(answer)
        return int(value)

    try:
        atom = ask("xcb_intern_atom", ctypes.c_uint8(0), ctypes.c_uint16(len(selection)), selection)
        return ask("xcb_get_selection_owner", ctypes.c_uint32(atom))
    finally:
        xcb.xcb_disconnect(display)
