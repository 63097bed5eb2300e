"""The window and what stands behind it, in one hand for those that are built around them."""

from typing import NamedTuple

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.gui.dialogs.system_dialogs import DesktopServices
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Icons
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.tasks import OwnedTasks


class WindowCore(NamedTuple):
    """What there is of a window once it is painted."""

    engine: Engine
    window: MainWindow
    signals: QueueEvents
    choices: PreferencesController
    tasks: OwnedTasks
    environment: RunEnvironment
    desktop: DesktopServices
    icons: Icons
