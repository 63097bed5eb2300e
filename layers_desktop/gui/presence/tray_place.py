"""Whether there is a tray to go to."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

_WATCHER = "org.kde.StatusNotifierWatcher"


def look_for_tray(parent: QObject, found: Callable[[bool], None]) -> None:
    """Tell whether this desktop has a tray, once that is known.

    On Linux Qt waits for the session bus when it is asked, so a bus that hangs must be known before.
    """
    if sys.platform != "linux":
        found(QSystemTrayIcon.isSystemTrayAvailable())
        return
    from jeepney.bus_messages import message_bus

    from layers_desktop.gui.presence.freedesktop.bus import SESSION, Bus

    bus = Bus(SESSION, parent)
    if not bus.is_open:
        found(QSystemTrayIcon.isSystemTrayAvailable())  # there may be a tray of the old kind, without a bus
        return

    def tell(*, is_alive: bool) -> None:
        bus.close()
        bus.deleteLater()
        found(is_alive and QSystemTrayIcon.isSystemTrayAvailable())

    bus.call(
        message_bus.NameHasOwner(_WATCHER),
        lambda _body: tell(is_alive=True),
        lambda: tell(is_alive=False),
    )
