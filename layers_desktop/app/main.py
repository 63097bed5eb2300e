"""`layers-desktop` without a command: open the window, or pass the files on to the one that is open."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication, QIcon

from layers_desktop import APP_ID, __version__
from layers_desktop.app.runtime import event_loop
from layers_desktop.app.runtime.event_loop import ErrorReporter
from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.cli.arguments import PROGRAM, window_parser
from layers_desktop.cli.output import Console
from layers_desktop.cli.run_environment import RunEnvironment, open_environment
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.system.application import Application
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.resources import resource_path
from layers_desktop.transfer.engine import ApiTarget


def main(arguments: Sequence[str]) -> int:
    """Open the window with the files that the arguments name; return the exit code."""
    options = window_parser().parse_args(arguments)
    try:
        with open_environment(sandbox=options.sandbox) as environment:
            application = _application()
            return event_loop.run(application, _run(application, environment, options))
    except UploaderError as error:
        Console().write_problem(error.problem)
        return 1


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
