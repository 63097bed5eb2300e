"""Requests of the operating system to the program: to open files, to quit, to come to the front.

`Qt` is imported where it is used: it makes sixty enumerations, which the first paint of the window needs not.
"""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtGui import QFileOpenEvent, QGuiApplication, QSessionManager
from PySide6.QtWidgets import QApplication, QWidget

from layers_desktop.domain.i18n import NumberForm, isolate_fields, tr, use_numbers
from layers_desktop.gui.override import override

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

# Digits of a number that is grouped, where none is.
_NEVER = 100
# Seconds.
_ANSWERS_WITHIN, _LATEST = 1.0, 600.0


class Application(QApplication):
    """The application object; on macOS it keeps files to open until there is a handler for them."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self._pending_files: list[Path] = []
        self._open_files: Callable[[list[Path]], None] = self._pending_files.extend
        self._quit: Callable[[], None] | None = None
        self._end_session: Callable[[], None] | None = None
        self.commitDataRequest.connect(self._session_ends)

    def set_file_handler(self, handler: Callable[[list[Path]], None]) -> None:
        """Call this with all files that the system wants opened, those of before at once."""
        self._open_files = handler
        if self._pending_files:
            handler(list(self._pending_files))
            self._pending_files.clear()

    def set_quit_handler(self, handler: Callable[[], None]) -> None:
        """Call this instead of quitting when the system asks the program to quit, as the dock's menu does."""
        self._quit = handler

    def set_session_end_handler(self, handler: Callable[[], None]) -> None:
        """Call this when the person leaves the desktop."""
        self._end_session = handler

    def _session_ends(self, _manager: QSessionManager) -> None:
        if self._end_session:
            self._end_session()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.url().isLocalFile():
            self._open_files([Path(event.url().toLocalFile())])
            return True
        if event.type() is QEvent.Type.Quit and self._quit:
            if self._end_session and _session_ends():
                self._end_session()
                return True  # to ignore it would hold the system up, and what is unfinished is on the disk
            self._quit()
            event.ignore()  # the handler quits when everything is saved
            return True
        return super().event(event)


def _session_ends() -> bool:
    """Whether the request to quit comes with the end of the session, which is told otherwise elsewhere."""
    if sys.platform != "darwin":
        return False
    from layers_desktop.gui.system.macos import session_ends

    return session_ends()


def adopt_language(code: str, name: str, application: QApplication) -> None:
    """Write numbers and dates as this language does, have its texts from Qt too, and turn windows its way.

    Args:
        code: The code of the language.
        name: As the system names it, perhaps with a region: "de_AT".
        application: The one that is running.
    """
    from PySide6.QtCore import Qt

    locale = locale_of(name)
    QLocale.setDefault(locale)
    use_numbers(_number_form(locale))
    for before in application.findChildren(QTranslator):
        application.removeTranslator(before)
        before.deleteLater()
    translator = QTranslator(application)
    # Qt's wheels and the bundle have them; a system's own Qt may come without.
    if translator.load(
        QLocale(code), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        application.installTranslator(translator)
    application.setLayoutDirection(locale.textDirection())
    isolate_fields(is_on=locale.textDirection() is Qt.LayoutDirection.RightToLeft)


def _number_form(locale: QLocale) -> NumberForm:
    point, group = locale.decimalPoint(), locale.groupSeparator()
    is_grouped = {digits: group in locale.toString(10 ** (digits - 1)) for digits in (4, 5)}
    least_grouped = next((digits for digits, is_there in is_grouped.items() if is_there), _NEVER)
    return NumberForm(point, group, least_grouped, locale.zeroDigit())


def locale_of(name: str) -> QLocale:
    """Return how the system writes numbers and dates in this language: its own way where it speaks it.

    Else the language's way in the system's country, where it is known: English in Germany has 1,5 too.
    """
    system, language = QLocale.system(), QLocale(name)
    if system.language() is language.language() and system.script() is language.script():
        return system
    here = QLocale(language.language(), language.script(), system.territory())
    return here if "_" not in name and here.territory() is system.territory() else language


def bring_to_front(window: QWidget, token: str = "") -> None:
    """Show the window and ask for the keyboard focus.

    Args:
        window: May be hidden or minimised.
        token: An activation token of the desktop, without which Wayland refuses; Qt takes it from the
            environment. https://wayland.app/protocols/xdg-activation-v1
    """
    from PySide6.QtCore import Qt

    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def is_in_front() -> bool:
    """Return whether one of the program's windows is active."""
    from PySide6.QtCore import Qt

    return QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive


def on_state_changed(slot: "Callable[[Qt.ApplicationState], None]") -> None:
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
    if QGuiApplication.platformName() != "xcb":
        return True
    from layers_desktop.gui.system.x11 import XServer  # few programs run on X11

    try:
        with XServer.connected() as server:
            return server.owner(b"CLIPBOARD_MANAGER") != 0
    except (OSError, ValueError):
        return True  # nobody knows


class ClipboardQuestion(QObject):
    """Asks whether the program answers that holds the clipboard of X11; Qt would wait for it, for minutes.

    Where the clipboard is another's than X11's the answer is yes, at once.

    Args:
        then: Called with the answer.
    """

    _answered = Signal(bool)

    def __init__(self, then: Callable[[bool], None], parent: QObject) -> None:
        super().__init__(parent)
        self._then = then
        self._answered.connect(self._tell)
        if QGuiApplication.platformName() == "xcb":
            Thread(target=self._ask, name="clipboard", daemon=True).start()
        else:
            self._tell(True)  # noqa: FBT003 - the slot of a Qt signal

    @staticmethod
    def no_answer_text() -> str:
        """Return what to say where it does not answer."""
        return tr("Nothing was pasted: the program that you copied from does not answer. Copy it again.")

    def _ask(self) -> None:
        from layers_desktop.gui.system.x11 import XServer

        with suppress(OSError, ValueError), XServer.connected() as server:
            if server.ask_owner(b"CLIPBOARD") and not server.is_answered(_ANSWERS_WITHIN):
                self._pass_on(answers=False)
                server.is_answered(_LATEST)  # a plain program dies of answering a window that is gone
                return
        self._pass_on(answers=True)

    def _pass_on(self, *, answers: bool) -> None:
        with suppress(RuntimeError):  # the window is gone
            self._answered.emit(answers)

    def _tell(self, answers: bool) -> None:  # noqa: FBT001 - the same
        self.deleteLater()
        self._then(answers)
