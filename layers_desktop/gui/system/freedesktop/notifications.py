"""Notifications by the desktop's notification service.

Source: https://specifications.freedesktop.org/notification-spec/latest/
"""

import html
import os
from collections.abc import Callable, Sequence
from typing import Any

from jeepney import DBusAddress, MatchRule, new_method_call
from jeepney.bus_messages import message_bus
from PySide6.QtCore import QObject

from layers_desktop.gui.system.freedesktop.bus import SESSION, Bus
from layers_desktop.gui.system.interfaces import DesktopNotification, DesktopNotifier

_SERVICE = DBusAddress(
    "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications"
)
_DEFAULT_ACTION, _BUTTON_ACTION = "default", "copy"
_DEFAULT_EXPIRY = -1
_START_TIMEOUT_MS = 10_000  # the bus may have to start the service
_SOUND = "complete-download"  # from the freedesktop sound naming specification


class FreedesktopNotifier(QObject):
    """Shows notifications as far as the service's capabilities go; without a service, by the fallback.

    Args:
        desktop_file: Name of the program's desktop file, whose name and icon the desktop shows.
        fallback: Shows notifications where there is no service.
        beep: Makes a sound where the service cannot.
    """

    def __init__(
        self,
        desktop_file: str,
        fallback: DesktopNotifier,
        beep: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desktop_file = desktop_file
        self._fallback = fallback
        self._beep = beep
        self._bus: Bus | None = None
        self._shown: DesktopNotification | None = None
        self._id = 0

    def show(self, notice: DesktopNotification) -> None:
        """Show the notification; returns at once."""
        bus = self._connect()

        def fall_back() -> None:
            self._fallback.show(notice)

        def ask(answer: Sequence[Any]) -> None:
            self._notify(bus, notice, frozenset(answer[0]), fall_back)

        bus.call(new_method_call(_SERVICE, "GetCapabilities"), ask, fall_back, _START_TIMEOUT_MS)

    def close(self) -> None:
        """Show nothing more and report no more clicks."""
        self._fallback.close()
        if self._bus:
            self._bus.close()

    def _connect(self) -> Bus:
        """Return a connection that receives the service's signals."""
        if self._bus is None or not self._bus.is_open:
            self._bus = Bus(SESSION, self)
            self._bus.signalReceived.connect(self._handle_signal)
            rule = MatchRule(type="signal", sender=_SERVICE.bus_name, interface=_SERVICE.interface)
            self._bus.call(message_bus.AddMatch(rule), lambda _body: None, lambda: None)
        return self._bus

    def _notify(
        self,
        bus: Bus,
        notice: DesktopNotification,
        capabilities: frozenset[str],
        fall_back: Callable[[], None],
    ) -> None:
        if notice.plays_sound and "sound" not in capabilities:
            self._beep()
        self._shown = notice
        body = (
            "layers-desktop",
            self._id,
            self._desktop_file,
            *_summary_and_body(notice, capabilities),
            _actions(notice) if "actions" in capabilities else [],
            self._hints(notice),
            _DEFAULT_EXPIRY,
        )
        bus.call(new_method_call(_SERVICE, "Notify", "susssasa{sv}i", body), self._store_id, fall_back)

    def _hints(self, notice: DesktopNotification) -> dict[str, tuple[str, object]]:
        sound = {"sound-name": ("s", _SOUND)} if notice.plays_sound else {"suppress-sound": ("b", True)}
        return {"desktop-entry": ("s", self._desktop_file), **sound}

    def _store_id(self, answer: Sequence[Any]) -> None:
        self._id = answer[0]

    def _handle_signal(self, member: str, body: Sequence[Any]) -> None:
        """Do what was clicked; the token that lets a window come to the front is sent just before."""
        if not self._shown or not body or body[0] != self._id:
            return
        if member == "ActivationToken":
            os.environ["XDG_ACTIVATION_TOKEN"] = body[1]
        elif member == "ActionInvoked":
            self._run_action(self._shown, body[1])

    @staticmethod
    def _run_action(notice: DesktopNotification, action: str) -> None:
        if action == _BUTTON_ACTION and notice.button:
            notice.button[1]()
        else:
            notice.on_click()


def _actions(notice: DesktopNotification) -> list[str]:
    """Return keys and labels in turn, as the service expects them; the default action has no label."""
    return [_DEFAULT_ACTION, "", *((_BUTTON_ACTION, notice.button[0]) if notice.button else ())]


def _summary_and_body(notice: DesktopNotification, capabilities: frozenset[str]) -> tuple[str, str]:
    """Return summary and body: only a body may hold markup, and some services show no body."""
    if "body" not in capabilities:
        return notice.text, ""
    return notice.title, html.escape(
        notice.text, quote=False
    ) if "body-markup" in capabilities else notice.text
