"""`layers-desktop`: the first window, or a start that hands its files to it."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication, QIcon

from layers_desktop import APP_ID, __version__
from layers_desktop.app.runtime import event_loop
from layers_desktop.app.runtime.event_loop import FaultReporter
from layers_desktop.app.runtime.single_instance import Arrival, FirstWindow
from layers_desktop.cli.arguments import PROGRAM, window_parser
from layers_desktop.cli.output import Console
from layers_desktop.cli.run_environment import Place, open_place
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.system.application import Application
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.paths import resource_path
from layers_desktop.transfer.engine import Target


def main(arguments: Sequence[str]) -> int:
    """Open the window with the files that the arguments name; return the exit code."""
    options = window_parser().parse_args(arguments)
    try:
        with open_place(sandbox=options.sandbox) as place:
            application = _application()
            return event_loop.run(application, lambda loop: _run(application, loop, place, options))
    except UploaderError as error:
        Console().tell_problem(error.problem)
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


async def _run(
    application: Application, loop: asyncio.AbstractEventLoop, place: Place, options: argparse.Namespace
) -> int:
    faults = FaultReporter()
    faults.install(loop)
    url = base_url(place.environ)
    target = Target.of(url, api_host(url), place.state)
    files = tuple(path.absolute() for path in options.files)
    arrival = Arrival(files, options.start, options.project, options.kind)
    first = FirstWindow(target.folder)
    if not first.claim():
        first.hand_over(arrival)
        return 0
    # Only the first start needs the window: a later one has handed over by now, and has loaded none of it.
    from layers_desktop.app import lifecycle

    try:
        return await lifecycle.live(application, loop, place, target, first, arrival, faults)
    finally:
        first.release()
