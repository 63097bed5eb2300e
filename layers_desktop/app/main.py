"""`layers-desktop` without a command: open the window, or pass the files on to the one that is open."""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QIcon

from layers_desktop import APP_ID, __version__
from layers_desktop.app.runtime import event_loop
from layers_desktop.app.runtime.event_loop import ErrorReporter
from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.cli.arguments import PROGRAM, window_parser
from layers_desktop.cli.output import Console
from layers_desktop.cli.run_environment import RunEnvironment, open_environment
from layers_desktop.domain.errors import ConfigurationError, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.system.application import Application
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.resources import resource_path
from layers_desktop.transfer.engine import ApiTarget


def main(arguments: Sequence[str]) -> int:
    """Open the window with the files that the arguments name; return the exit code."""
    options = window_parser().parse_args(arguments)
    try:
        _require_display()
        with open_environment(sandbox=options.sandbox) as environment:
            with _told_without_window():
                application = _application()
            return event_loop.run(application, _run(application, environment, options))
    except UploaderError as error:
        Console().write_problem(error.problem)
        return 1


def hand_over(environment: RunEnvironment, request: LaunchRequest) -> None:
    """Pass the request on to the window that is open; no display is needed.

    Raises:
        ConfigurationError: None is open, or it does not answer.
    """
    application = QCoreApplication.instance() or QCoreApplication([])  # its sockets need one
    url = base_url(environment.environ)
    instance = SingleInstance(ApiTarget.of(url, api_host(url), environment.state).folder)
    try:
        if not instance.is_open_elsewhere():
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
        super().__init__(title, tr("Without a window: {program} upload FILE", program=PROGRAM))


@contextmanager
def _told_without_window() -> Iterator[None]:
    """Say in a sentence that no window can open, and end with 1, where Qt would abort inside."""
    said: list[str] = []

    def listen(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtFatalMsg:
            said.append(text.strip())
            return
        why = tr("No window can open here ({reason}).", reason=said[0] if said else text)
        Console().write_problem(_NoWindowError(why).problem)
        os._exit(1)  # once this returns, Qt aborts

    before = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _application() -> Application:
    application = Application(sys.argv[:1])
    application.setApplicationName(PROGRAM)
    application.setApplicationDisplayName(tr("Layers Desktop"))
    application.setApplicationVersion(__version__)
    # The last window's end would stop the loop in the middle of things: the session ends it instead.
    application.setQuitOnLastWindowClosed(False)
    QGuiApplication.setDesktopFileName(APP_ID)
    application.setWindowIcon(QIcon(str(resource_path("layers-desktop.svg"))))
    return application


async def _run(application: Application, environment: RunEnvironment, options: argparse.Namespace) -> int:
    errors = ErrorReporter()
    errors.install(asyncio.get_running_loop())
    url = base_url(environment.environ)
    target = ApiTarget.of(url, api_host(url), environment.state)
    files = tuple(path.absolute() for path in options.files)
    request = LaunchRequest(files, options.start, options.project, options.kind)
    instance = SingleInstance(target.folder)
    if not instance.acquire():
        instance.hand_over(request)
        return 0
    # Only the first start needs the window: a later one has handed over by now, and has loaded none of it.
    from layers_desktop.app.lifecycle import run_window

    try:
        return await run_window(application, environment, target, instance, request, errors)
    finally:
        instance.release()
