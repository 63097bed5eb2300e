"""Progress and a badge on the docks of Linux, by Unity's launcher protocol, which Plasma and docks speak too.

Source: https://wiki.ubuntu.com/Unity/LauncherAPI
"""

from jeepney import DBusAddress, new_signal

from layers_desktop.gui.system.freedesktop.bus import SESSION, Bus
from layers_desktop.gui.system.status import Mood, Outlook

_ENTRY = DBusAddress("/com/canonical/unity/launcherentry/1", interface="com.canonical.Unity.LauncherEntry")


class LauncherEntry:
    """The entry of the program's desktop file."""

    def __init__(self, desktop_file: str) -> None:
        self._uri = f"application://{desktop_file}.desktop"
        self._bus: Bus | None = None

    def show(self, outlook: Outlook) -> None:
        """Tell every dock that listens; without a session bus nobody does."""
        if self._bus is None or not self._bus.is_open:
            self._bus = Bus(SESSION)
        self._bus.send(new_signal(_ENTRY, "Update", "sa{sv}", (self._uri, _properties(outlook))))

    def close(self) -> None:
        """Show nothing any more."""
        if self._bus:
            self.show(Outlook())
            self._bus.close()


def _properties(outlook: Outlook) -> dict[str, tuple[str, object]]:
    return {
        "progress": ("d", (outlook.percent or 0) / 100),
        "progress-visible": ("b", outlook.percent is not None),
        "count": ("x", outlook.problems),
        "count-visible": ("b", outlook.problems > 0),
        "urgent": ("b", outlook.mood is Mood.TROUBLED),
    }
