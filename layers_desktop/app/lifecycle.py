"""The lifecycle of the window: open the engine, show the window, wait for its end, close everything."""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from layers_desktop.app.composition import WindowProgram
from layers_desktop.app.runtime import event_loop
from layers_desktop.app.runtime.event_loop import ErrorReporter
from layers_desktop.app.runtime.gc_control import GcController
from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.app.unfinished_uploads import Restart
from layers_desktop.cli.output import Console
from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.override import override
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.system.application import Application
from layers_desktop.local.environment import ApiTarget
from layers_desktop.local.store.journal import Origin
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.job.job_context import QueueLimits

# Seconds after which nobody waits any more: a window may begin where nobody sees it.
_PATIENCE = 1.0


class _Paint(QObject):
    """Sets an event once the window is painted and the event loop has run once more."""

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


async def until_painted(window: QWidget, timeout_seconds: float = _PATIENCE) -> None:
    """Return after the window's next paint event, or after this many seconds without one."""
    paint = _Paint(window)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(paint.done.wait(), timeout_seconds)
    window.removeEventFilter(paint)
    paint.deleteLater()


async def run_window(
    application: Application,
    environment: RunEnvironment,
    target: ApiTarget,
    instance: SingleInstance,
    request: LaunchRequest,
    window: MainWindow,
    new_window: Callable[[], MainWindow],
) -> int:
    """Fill the window until the person ends it, in between perhaps another; return the exit code.

    Raises:
        JournalError: No journal can be opened anywhere.
    """
    errors = ErrorReporter()
    errors.install(asyncio.get_running_loop())
    run_once = partial(_run_once, application, environment, target, instance, errors)
    restart = await run_once(window, request)
    while restart:
        restart = await run_once(new_window(), LaunchRequest(), restart)
    return 0


async def _run_once(
    application: Application,
    environment: RunEnvironment,
    target: ApiTarget,
    instance: SingleInstance,
    errors: ErrorReporter,
    window: MainWindow,
    request: LaunchRequest,
    before: Restart | None = None,
) -> Restart | None:
    """Fill this window until its end; return what it leaves to the next, None where there shall be none."""
    events, limits = QueueEvents(), QueueLimits()
    engine = await Engine.open(target, Origin.WINDOW, events, errors.report, limits)
    try:
        program = WindowProgram(window, engine, events, limits, environment, errors)
        instance.on_launch(program.accept_launch)
        application.set_file_handler(lambda paths: program.startup_files.add(LaunchRequest(tuple(paths))))
        application.set_quit_handler(program.ask_to_quit)
        application.set_session_end_handler(program.end_with_desktop)
        event_loop.on_interrupt(asyncio.get_running_loop(), program.end_with_desktop)
        await _begin(program, request, before)
        await _until_closed(program, engine, events)
        instance.keep_launches()
    finally:
        problem = await engine.close()
        if problem:
            Console().write_problem(problem)
    return program.restart


async def _begin(program: WindowProgram, request: LaunchRequest, before: Restart | None) -> None:
    """Show what an earlier run or the window before left, and what was asked of the frame; load the rest."""
    if before:
        program.window.show()
    await program.recover(before)
    program.window.take_early_requests()
    if program.window.isVisible():
        await until_painted(program.window)
    program.load_deferred(before)
    program.window.press_early_keys()
    program.startup_files.add(request)


async def _until_closed(program: WindowProgram, engine: Engine, events: QueueEvents) -> None:
    collector = GcController()
    events.uploadsRemoved.connect(lambda _: None if engine.queue.uploads else collector.collect_all())
    try:
        await program.closed.wait()
        await program.end()
    finally:
        collector.stop()
