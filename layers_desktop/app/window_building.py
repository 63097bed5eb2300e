"""Builds the window around an engine that is open."""

from layers_desktop.app.choices import Choices
from layers_desktop.app.faults import FaultReporter
from layers_desktop.app.window_session import WindowSession
from layers_desktop.cli.place import Place
from layers_desktop.domain.language import tr
from layers_desktop.gui.choosers import Choosers
from layers_desktop.gui.desktop import system_desktop
from layers_desktop.gui.icons import Icons
from layers_desktop.gui.notice_bar import Notice, Severity
from layers_desktop.gui.presence.application import Application
from layers_desktop.gui.queue_signals import QueueSignals
from layers_desktop.gui.theme import Theme
from layers_desktop.local.preferences import PREFERENCES_NAME, PreferencesFile
from layers_desktop.local.resources import resource_path
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.slots import Slots


def new_session(
    application: Application,
    engine: Engine,
    signals: QueueSignals,
    slots: Slots,
    place: Place,
    faults: FaultReporter,
) -> WindowSession:
    """Return the window at work with this engine; it is shown by the caller, and tells of faults."""
    preferences = PreferencesFile(place.directories.config / PREFERENCES_NAME)
    choices = Choices(preferences, Theme(application), slots)
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
