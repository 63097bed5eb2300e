"""`layers-desktop` without a command: open the window, or pass the files on to the one that is open.

What is imported above is what the window's frame needs; the rest is loaded while it stands.
"""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QMessageLogContext, QtMsgType, qInstallMessageHandler

from layers_desktop import APP_ID, __version__
from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.cli.run_environment import RunEnvironment, open_environment
from layers_desktop.domain.errors import ConfigurationError, Problem, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.local.environment import ApiTarget, api_host, base_url
from layers_desktop.local.language import choose_language, use_language
from layers_desktop.local.paths import APP_NAME
from layers_desktop.local.preferences import PREFERENCES_NAME, PreferencesFile
from layers_desktop.local.resources import resource_path

if TYPE_CHECKING:  # a later start, which only hands over, needs neither
    from layers_desktop.gui.main_window.window import MainWindow
    from layers_desktop.gui.system.application import Application

# What most starts are given, who need no parser.
NOTHING = argparse.Namespace(sandbox=False, start=False, in_tray=False, project=None, kind=None, files=[])
# In steps that nobody feels: between two of them the frame is painted and takes what is dropped.
_LOADED_BEHIND_THE_FRAME = (
    "PySide6.QtNetwork",
    "asyncio",
    "layers_desktop.app.runtime.event_loop",
    "layers_desktop.transfer.engine",
    "layers_desktop.gui.style.theme",
    "layers_desktop.gui.widgets.inputs",
    "layers_desktop.gui.uploads.view",
    "layers_desktop.gui.main_window.window_parts",
    "layers_desktop.gui.main_window.controller",
    "layers_desktop.app.lifecycle",
)


def main(arguments: Sequence[str]) -> int:
    """Open the window with the files that the arguments name; return the exit code."""
    options = _parse(arguments) if arguments else NOTHING
    try:
        _require_display()
        with open_environment(sandbox=options.sandbox) as environment:
            return _open_or_hand_over(environment, options)
    except UploaderError as error:
        _write_problem(error.problem)
        return 1


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    from layers_desktop.cli.arguments import window_parser

    return window_parser().parse_args(arguments)


def _write_problem(problem: Problem) -> None:
    from layers_desktop.cli.output import Console

    Console().write_problem(problem)


def hand_over(environment: RunEnvironment, request: LaunchRequest) -> None:
    """Pass the request on to the window that is open; no display is needed.

    Raises:
        ConfigurationError: None is open, or it does not answer.
    """
    application = QCoreApplication.instance() or QCoreApplication([])  # its sockets need one
    instance = SingleInstance(_target(environment).folder)
    try:
        if instance.acquire():
            raise ConfigurationError(
                # Translators: On the command line, where --no-wait hands files to the window.
                tr("No window is open that could take the files."),
                tr("Open one, or leave --no-wait out."),
            )
        instance.hand_over(request)
    finally:
        instance.release()
        del application


def _require_display() -> None:
    """Refuse to start where Qt would abort: without a display of X or Wayland, and nothing else chosen.

    Raises:
        ConfigurationError: There is none.
    """
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in names):
        raise _NoWindowError(tr("There is no display here, so no window can open."))


class _NoWindowError(ConfigurationError):
    """No window can open."""

    code = "NO_DISPLAY"

    def __init__(self, title: str) -> None:
        # Translators: {program} is the command, layers-desktop.
        super().__init__(title, tr("Without a window: {program} upload FILE", program=APP_NAME))


@contextmanager
def _told_without_window() -> Iterator[None]:
    """Say in a sentence that no window can open, and end with 1, where Qt would abort inside."""
    said: list[str] = []

    def listen(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtFatalMsg:
            said.append(text.strip())
            return
        why = tr("No window can open here ({reason}).", reason=said[0] if said else text)
        _write_problem(_NoWindowError(why).problem)
        os._exit(1)  # once this returns, Qt aborts

    before = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _target(environment: RunEnvironment) -> ApiTarget:
    url = base_url(environment.environ)
    return ApiTarget.of(url, api_host(url), environment.state)


def _open_or_hand_over(environment: RunEnvironment, options: argparse.Namespace) -> int:
    target = _target(environment)
    files = tuple(path.absolute() for path in options.files)
    request = LaunchRequest(files, options.start, options.project, options.kind)
    instance = SingleInstance(target.folder)
    try:
        if instance.acquire():
            with _told_without_window():
                application = _application()  # outlives window and sockets
            return _open(application, environment, target, instance, request, in_tray=options.in_tray)
        if options.in_tray and not files:
            return 0  # it is there already
        for_sockets = QCoreApplication([])
        instance.hand_over(request)
        del for_sockets
        return 0
    finally:
        instance.release()


def _open(
    application: "Application",
    environment: RunEnvironment,
    target: ApiTarget,
    instance: SingleInstance,
    request: LaunchRequest,
    *,
    in_tray: bool,
) -> int:
    """Show the window's frame, or none in the tray; load the rest, and run until the person ends it."""
    window = _frame(environment)
    _end_when_asked(window)
    if not in_tray:
        window.show()
    for name in _LOADED_BEHIND_THE_FRAME:
        application.processEvents()
        importlib.import_module(name)
    instance.listen()
    from layers_desktop.app.lifecycle import run_window
    from layers_desktop.app.runtime import event_loop

    new_window = partial(_frame, environment)
    work = run_window(application, environment, target, instance, request, window, new_window)
    return event_loop.run(application, work)


def _end_when_asked(window: "MainWindow") -> None:
    """Close the window where terminal or system ask for its end; later `on_interrupt` sees to that."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: window.close())


def _application() -> "Application":
    from PySide6.QtGui import QIcon

    from layers_desktop.gui.system.application import Application

    application = Application(sys.argv[:1])
    application.setApplicationName(APP_NAME)
    application.setApplicationDisplayName(tr("Layers Desktop"))
    application.setApplicationVersion(__version__)
    # The last window's end would stop the loop in the middle of things: the session ends it instead.
    application.setQuitOnLastWindowClosed(False)
    application.setDesktopFileName(APP_ID)
    application.setWindowIcon(QIcon(str(resource_path("layers-desktop.svg"))))
    return application


def _frame(environment: RunEnvironment) -> "MainWindow":
    """Return the window where it was left, with nothing in it but a place to drop files on."""
    from layers_desktop.gui.main_window.window import MainWindow

    chosen = PreferencesFile(environment.directories.config / PREFERENCES_NAME).peek()
    use_language(choose_language(environment.environ, chosen.language, QLocale.system().uiLanguages()))
    window = MainWindow()
    window.show_geometry(chosen.window_geometry)
    return window
