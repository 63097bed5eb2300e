"""The window and what stands behind it, in one hand for those that are built around them."""

from typing import NamedTuple

from layers_desktop.app.preferences import Choices
from layers_desktop.cli.run_environment import Place
from layers_desktop.gui.dialogs.system_dialogs import Desktop
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.queue_events import QueueSignals
from layers_desktop.gui.style.icons import Icons
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.tasks import OwnedTasks


class WindowCore(NamedTuple):
    """What there is of a window once it is painted."""

    engine: Engine
    window: MainWindow
    signals: QueueSignals
    choices: Choices
    tasks: OwnedTasks
    place: Place
    desktop: Desktop
    icons: Icons
