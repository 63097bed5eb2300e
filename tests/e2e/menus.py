"""Menus as a screen reader meets them: told of when they open, for they stand outside the window's tree."""

import time

from jeepney import DBusAddress, HeaderFields, MatchRule, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.e2e.accessibility import ANSWERS_WITHIN, GoneError, ScreenReader, Seen
from tests.e2e.waiting import PATIENCE

_REGISTRY = "org.a11y.atspi.Registry"
_SHOWING = "showing"


class Menus:
    """Hears of every menu that opens; make it before the program starts."""

    def __init__(self, address: str, reader: ScreenReader) -> None:
        self._reader = reader
        self._bus: DBusConnection = open_dbus_connection(address)
        registry = DBusAddress("/org/a11y/atspi/registry", _REGISTRY, _REGISTRY)
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="StateChanged")
        rule.add_arg_condition(0, _SHOWING)
        for message in (
            message_bus.AddMatch(rule),
            new_method_call(registry, "RegisterEvent", "s", (f"object:state-changed:{_SHOWING}",)),
        ):
            self._bus.send_and_get_reply(message, timeout=ANSWERS_WITHIN)
        self._told = self._bus.filter(rule, bufsize=10_000)

    def close(self) -> None:
        self._told.close()
        self._bus.close()

    def open(self, opener: Seen) -> list[Seen]:
        """Have this show its menu; return the entries, from top to bottom."""
        self._reader.press(opener, "ShowMenu")
        return self.opened()

    def choose(self, opener: Seen, *path: str) -> None:
        """Open the menu of this, go down by these names, and have the last do what it is for."""
        entries = self.open(opener)
        for name in path[:-1]:
            entries = self.open(named(entries, name))
        self._reader.press(named(entries, path[-1]))

    def opened(self) -> list[Seen]:
        """Return the entries of the menu that opens now, or has just opened."""
        due = time.monotonic() + PATIENCE
        while time.monotonic() < due:
            message = self._bus.recv_until_filtered(self._told.queue, timeout=PATIENCE)
            place = DBusAddress(
                message.header.fields[HeaderFields.path], message.header.fields[HeaderFields.sender]
            )
            if message.body[1] and (entries := self._entries(place)):
                return entries
        raise TimeoutError

    def _entries(self, place: DBusAddress) -> list[Seen]:
        """Return what stands in it; nothing where it is no menu, or gone."""
        try:
            menu = self._reader.see(place)
            if menu.role != "popup menu":
                return []
            assert menu.name not in {"", "Layers Desktop"}, "A menu without a name of its own"
            return [each for each in self._reader.children(place) if each.role != "separator"]
        except GoneError:
            return []


def named(entries: list[Seen], name: str) -> Seen:
    """Return the entry of this name."""
    found = [each for each in entries if each.name == name]
    assert found, f"There is no '{name}' among {[each.name for each in entries]}"
    return found[0]
