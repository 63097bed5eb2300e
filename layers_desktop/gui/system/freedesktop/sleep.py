"""Keeping a Linux computer awake, by whoever would put it to sleep.

First the session's own power management is asked, for it is what puts an idle computer to sleep, and it
still obeys a person who chooses Suspend. Only where there is none, logind refuses all sleep; closing the
lid goes through even then (`LidSwitchIgnoreInhibited`). The screen may go dark in any case.

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
    """Who can keep the computer awake, and how it is asked."""

    bus: FindAddress
    name: str
    path: str
    interface: str
    signature: str
    arguments: tuple[object, ...]


class FreedesktopSleepLock(QObject):
    """Asks one after the other until one agrees.

    Each try has a connection of its own, and the lock lives as long as that: closing it releases the lock
    at once, even where whoever gave it hangs, and a late answer can leave none behind.
    """

    def __init__(self, listener: AwakeListener, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listener = listener
        self._bus: Bus | None = None
        self._descriptor: FileDescriptor | None = None
        self._is_held = False

    def hold(self) -> None:
        """Ask for the lock; whether and when it is had is told."""
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
        request.header.flags |= MessageFlag.no_auto_start  # who is not there puts nothing to sleep
        self._bus = Bus(call.bus, self, takes_descriptors=call.bus is SYSTEM)
        self._bus.connectionLost.connect(self._handle_lost_connection)
        self._bus.call(request, self._confirm, lambda: self._try_next(others))

    def _confirm(self, answer: Sequence[Any]) -> None:
        self._descriptor = next((each for each in answer if isinstance(each, FileDescriptor)), None)
        self._set_held(is_held=True)

    def _handle_lost_connection(self) -> None:
        """Say that the lock went with its connection; while asking, the failed call says it."""
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
