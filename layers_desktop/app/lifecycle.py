"""The life of the one window, from the opening of its journal to its orderly end."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from layers_desktop.app.runtime import event_loop
from layers_desktop.app.runtime.event_loop import ErrorReporter
from layers_desktop.app.runtime.gc_control import GcController
from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.cli.output import Console
from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.gui.compat import override
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.system.application import Application
from layers_desktop.local.store.journal import Origin
from layers_desktop.transfer.engine import ApiTarget, Engine
from layers_desktop.transfer.job.context import QueueLimits
from layers_desktop.transfer.limits.concurrency import ConcurrencyLimiter

if TYPE_CHECKING:  # loaded below, while the journal is being opened
    from layers_desktop.app.window_controller import WindowController

# Seconds after which nobody waits any more: a window may begin where nobody sees it.
_PATIENCE = 1.0


class _Paint(QObject):
    """Sets its event once the window is painted and the event loop has come round."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.done = asyncio.Event()
        window.installEventFilter(self)

    @override
    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, self.done.set)
        return False


async def until_painted(window: QWidget, patience: float = _PATIENCE) -> None:
    """Return when the window was painted for the first time from now on, or was not for so many seconds."""
    paint = _Paint(window)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(paint.done.wait(), patience)
    window.removeEventFilter(paint)
    paint.deleteLater()


async def run_window(
    application: Application,
    loop: asyncio.AbstractEventLoop,
    environment: RunEnvironment,
    target: ApiTarget,
    first: SingleInstance,
    request: LaunchRequest,
    faults: ErrorReporter,
) -> int:
    """Show the window until the person ends it; return the exit code.

    Raises:
        JournalError: There is no place at all for a journal.
    """
    signals, slots = QueueEvents(), ConcurrencyLimiter()
    opening = asyncio.create_task(
        Engine.open(target, Origin.WINDOW, signals, faults.report, QueueLimits(concurrency=slots))
    )
    await asyncio.sleep(0)
    # Loaded while the journal is being opened: the one waits for the disk, the other for the processor.
    from layers_desktop.app import window_controller

    engine = await opening
    try:
        session = window_controller.new_session(application, engine, signals, slots, environment, faults)
        first.on_launch(session.accept_launch)
        application.set_file_handler(lambda paths: session.startup_files.add(LaunchRequest(tuple(paths))))
        application.set_quit_handler(session.ask_to_quit)
        application.commitDataRequest.connect(lambda _manager: session.end_with_desktop())
        event_loop.on_interrupt(loop, session.end_with_desktop)
        await _begin(session, request)
        await _until_closed(session, engine, signals)
    finally:
        problem = await engine.close()
        if problem:
            Console().write_problem(problem)
    return 0


async def _begin(session: "WindowController", request: LaunchRequest) -> None:
    """Show the window with what an earlier run left; all that can be seen later is loaded afterwards."""
    session.window.show()
    await session.recover_unfinished()
    await until_painted(session.window)
    session.load_deferred_services()
    session.startup_files.add(request)


async def _until_closed(session: "WindowController", engine: Engine, signals: QueueEvents) -> None:
    collector = GcController()
    signals.uploadsRemoved.connect(lambda _: None if engine.queue.uploads else collector.collect_all())
    try:
        await session.closed.wait()
        await session.end()
    finally:
        collector.stop()
