"""Keeps a Linux computer awake.

The session's power management is asked first: it puts an idle computer to sleep, and still obeys a person
who chooses Suspend. Only where there is none, logind blocks all sleep; closing the lid suspends even then
(`LidSwitchIgnoreInhibited`). The screen may go dark in any case.

Sources: gnome-session's org.gnome.SessionManager.xml (Inhibit; flag 4: suspending the session),
https://www.freedesktop.org/wiki/Specifications/power-management-spec/,
https://www.freedesktop.org/software/systemd/man/org.freedesktop.login1.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, MessageFlag, new_method_call
from jeepney.fds import FileDescriptor
from PySide6.QtCore import QObject

from layers_desktop import APP_ID
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.system.freedesktop.bus import SESSION, SYSTEM, Bus, FindAddress
from layers_desktop.gui.system.interfaces import AwakeListener

_APP = "layers-desktop"
_NO_TOPLEVEL, _INHIBIT_SUSPEND = 0, 4


@dataclass(frozen=True, slots=True)
class _InhibitCall:
    """The D-Bus call by which one service is asked to keep the computer awake."""

    bus: FindAddress
    name: str
    path: str
    interface: str
    signature: str
    arguments: tuple[object, ...]


class FreedesktopSleepLock(QObject):
    """Asks one service after the other until one grants the lock.

    Each call has a connection of its own. Closing it releases the lock at once, even if the service hangs,
    and a lock that is granted too late cannot stay behind.
    """

    def __init__(self, listener: AwakeListener, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listener = listener
        self._bus: Bus | None = None
        self._descriptor: FileDescriptor | None = None
        self._is_held = False

    def hold(self) -> None:
        """Ask for the lock; the listener is called once it is granted."""
        if self._bus is None:
            self._try_next(_inhibit_calls())

    def release(self) -> None:
        """Let the computer sleep again."""
        self._close()
        self._set_held(is_held=False)

    def _try_next(self, calls: Sequence[_InhibitCall]) -> None:
        self._close()
        if not calls:
            return
        call, others = calls[0], calls[1:]
        service = DBusAddress(call.path, call.name, call.interface)
        request = new_method_call(service, "Inhibit", call.signature, call.arguments)
        request.header.flags |= MessageFlag.no_auto_start  # a service that does not run puts nothing to sleep
        self._bus = Bus(call.bus, self, takes_descriptors=call.bus is SYSTEM)
        self._bus.connectionLost.connect(self._handle_lost_connection)
        self._bus.call(request, self._confirm, lambda: self._try_next(others))

    def _confirm(self, answer: Sequence[Any]) -> None:
        self._descriptor = next((each for each in answer if isinstance(each, FileDescriptor)), None)
        self._set_held(is_held=True)

    def _handle_lost_connection(self) -> None:
        """Report that the lock is lost; a call that was still waiting fails by itself."""
        if self._is_held:
            self.release()

    def _close(self) -> None:
        if self._descriptor:
            self._descriptor.close()
            self._descriptor = None
        if self._bus:
            self._bus.close()
            self._bus.deleteLater()
            self._bus = None

    def _set_held(self, *, is_held: bool) -> None:
        if is_held != self._is_held:
            self._is_held = is_held
            self._listener(is_awake=is_held)


def _inhibit_calls() -> tuple[_InhibitCall, ...]:
    reason = tr("Files are being uploaded")
    return (
        _InhibitCall(
            SESSION,
            "org.gnome.SessionManager",
            "/org/gnome/SessionManager",
            "org.gnome.SessionManager",
            "susu",
            (APP_ID, _NO_TOPLEVEL, reason, _INHIBIT_SUSPEND),
        ),
        _InhibitCall(
            SESSION,
            "org.freedesktop.PowerManagement",
            "/org/freedesktop/PowerManagement/Inhibit",
            "org.freedesktop.PowerManagement.Inhibit",
            "ss",
            (_APP, reason),
        ),
        _InhibitCall(
            SYSTEM,
            "org.freedesktop.login1",
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
            "ssss",
            ("sleep", _APP, reason, "block"),
        ),
    )
