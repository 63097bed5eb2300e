"""`layers-desktop`: the window, from the first line of the program to its orderly end."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication, QIcon

from layers_desktop import APP_ID, __version__
from layers_desktop.app import event_loop
from layers_desktop.app.choices import Choices
from layers_desktop.app.faults import FaultReporter
from layers_desktop.app.garbage import CalmCollector
from layers_desktop.app.hand_over import Arrival, FirstWindow
from layers_desktop.app.window_session import WindowSession
from layers_desktop.cli.arguments import PROGRAM, window_parser
from layers_desktop.cli.console import Console
from layers_desktop.cli.place import Place, open_place
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.language import tr
from layers_desktop.gui.choosers import Choosers
from layers_desktop.gui.desktop import system_desktop
from layers_desktop.gui.icons import Icons
from layers_desktop.gui.notice_bar import Notice, Severity
from layers_desktop.gui.presence.application import Application
from layers_desktop.gui.queue_signals import QueueSignals
from layers_desktop.gui.theme import Theme
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.journal import Origin
from layers_desktop.local.preferences import PREFERENCES_NAME, PreferencesFile
from layers_desktop.local.resources import resource_path
from layers_desktop.transfer.desk import Pace
from layers_desktop.transfer.engine import Engine, Target
from layers_desktop.transfer.slots import Slots


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
    slots = Slots()
    choices = Choices(PreferencesFile(place.directories.config / PREFERENCES_NAME), Theme(application), slots)
    signals = QueueSignals()
    engine = await Engine.open(target, Origin.WINDOW, signals, faults.report, Pace(slots=slots))
    collector = CalmCollector()
    signals.uploadsRemoved.connect(lambda _: None if engine.queue.uploads else collector.look_at_all())
    try:
        session = _new_session(engine, signals, place, choices, faults)
        first.on_arrival(session.take_over)
        application.on_files(lambda paths: session.arrivals.take(Arrival(tuple(paths))))
        application.on_quit(session.ask_to_quit)
        application.commitDataRequest.connect(lambda _manager: session.end_with_desktop())
        event_loop.on_interrupt(loop, session.end_with_desktop)
        await _until_closed(session, arrival)
    finally:
        problem = await engine.close()
        first.release()
        collector.stop()
        if problem:
            Console().tell_problem(problem)
    return 0


async def _until_closed(session: WindowSession, arrival: Arrival) -> None:
    session.window.show()
    await session.begin()
    session.arrivals.take(arrival)
    await session.closed.wait()
    await session.end()


def _new_session(
    engine: Engine, signals: QueueSignals, place: Place, choices: Choices, faults: FaultReporter
) -> WindowSession:
    icons = Icons(resource_path("icons"))
    desktop = system_desktop(Choosers(choices.last_add_folder, choices.remember_add_folder))
    session = WindowSession(engine, signals, place, desktop, icons, choices, faults.report)
    faults.tell = lambda: session.window.show_notice(_fault_notice())
    return session


def _fault_notice() -> Notice:
    return Notice(
        "fault",
        Severity.PROBLEM,
        tr("A fault of this program came up. Uploads go on; the log tells more."),
    )
