"""Progress and badge on Linux docks, by Unity's launcher protocol, which Plasma and other docks support.

Source: https://wiki.ubuntu.com/Unity/LauncherAPI
"""

from jeepney import DBusAddress, new_signal

from layers_desktop.gui.system.freedesktop.bus import SESSION, Bus
from layers_desktop.gui.system.status import OverallStatus, StatusTone

_LAUNCHER_ENTRY = DBusAddress(
    "/com/canonical/unity/launcherentry/1", interface="com.canonical.Unity.LauncherEntry"
)


class LauncherEntryTaskbar:
    """The launcher entry of the program's desktop file."""

    def __init__(self, desktop_file: str) -> None:
        self._uri = f"application://{desktop_file}.desktop"
        self._bus: Bus | None = None

    def show(self, status: OverallStatus) -> None:
        """Send the status to every dock that listens; without a session bus nothing happens."""
        if self._bus is None or not self._bus.is_open:
            self._bus = Bus(SESSION)
        self._bus.send(new_signal(_LAUNCHER_ENTRY, "Update", "sa{sv}", (self._uri, _properties(status))))

    def close(self) -> None:
        """Show no status any more."""
        if self._bus:
            self.show(OverallStatus())
            self._bus.close()


def _properties(status: OverallStatus) -> dict[str, tuple[str, object]]:
    return {
        "progress": ("d", (status.percent or 0) / 100),
        "progress-visible": ("b", status.percent is not None),
        "count": ("x", status.problems),
        "count-visible": ("b", status.problems > 0),
        "urgent": ("b", status.tone is StatusTone.ERROR),
    }
