"""The life of the one window, from the opening of its journal to its orderly end."""

import asyncio
from typing import TYPE_CHECKING

from layers_desktop.app import event_loop
from layers_desktop.app.faults import FaultReporter
from layers_desktop.app.first_paint import until_painted
from layers_desktop.app.garbage import CalmCollector
from layers_desktop.app.hand_over import Arrival, FirstWindow
from layers_desktop.cli.console import Console
from layers_desktop.cli.place import Place
from layers_desktop.gui.presence.application import Application
from layers_desktop.gui.queue_signals import QueueSignals
from layers_desktop.local.journal import Origin
from layers_desktop.transfer.desk import Pace
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.slots import Slots
from layers_desktop.transfer.target import Target

if TYPE_CHECKING:  # loaded below, while the journal is being opened
    from layers_desktop.app.window_session import WindowSession


async def live(
    application: Application,
    loop: asyncio.AbstractEventLoop,
    place: Place,
    target: Target,
    first: FirstWindow,
    arrival: Arrival,
    faults: FaultReporter,
) -> int:
    """Show the window until the person ends it; return the exit code.

    Raises:
        JournalError: There is no place at all for a journal.
    """
    signals, slots = QueueSignals(), Slots()
    opening = asyncio.create_task(
        Engine.open(target, Origin.WINDOW, signals, faults.report, Pace(slots=slots))
    )
    await asyncio.sleep(0)
    # Loaded while the journal is being opened: the one waits for the disk, the other for the processor.
    from layers_desktop.app import window_building

    engine = await opening
    try:
        session = window_building.new_session(application, engine, signals, slots, place, faults)
        first.on_arrival(session.take_over)
        application.on_files(lambda paths: session.arrivals.take(Arrival(tuple(paths))))
        application.on_quit(session.ask_to_quit)
        application.commitDataRequest.connect(lambda _manager: session.end_with_desktop())
        event_loop.on_interrupt(loop, session.end_with_desktop)
        await _begin(session, arrival)
        await _until_closed(session, engine, signals)
    finally:
        problem = await engine.close()
        if problem:
            Console().tell_problem(problem)
    return 0


async def _begin(session: "WindowSession", arrival: Arrival) -> None:
    """Show the window with what an earlier run left; all that can be seen later is loaded afterwards."""
    session.window.show()
    await session.bring_back()
    await until_painted(session.window)
    session.furnish()
    session.arrivals.take(arrival)


async def _until_closed(session: "WindowSession", engine: Engine, signals: QueueSignals) -> None:
    collector = CalmCollector()
    signals.uploadsRemoved.connect(lambda _: None if engine.queue.uploads else collector.look_at_all())
    try:
        await session.closed.wait()
        await session.end()
    finally:
        collector.stop()
