"""What a screen reader sees of a program: its tree by AT-SPI 2, asked over D-Bus.

The interfaces: https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jeepney import DBusAddress, MatchRule, Message, MessageType, Properties, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

# Seconds in which a window that is alive answers, on a machine that is busy with other things too.
ANSWERS_WITHIN = 15.0
_ROOT = "/org/a11y/atspi/accessible/root"
_REGISTRY = "org.a11y.atspi.Registry"
_CHECKED, _ENABLED, _FOCUSABLE, _SELECTED, _SENSITIVE = 4, 8, 11, 23, 24
_SHOWING, _VISIBLE, _CHECKABLE = 25, 30, 41
_ON_SCREEN = 0
_LABELLED_BY = 2
_TEXTS = ("Name", "Description", "HelpText", "AccessibleId")
_EVENTS = "org.a11y.atspi.Event"
_ASSERTIVE = 2
# Seconds without a word after which all that was said has been heard.
_SILENCE = 0.1


class GoneError(Exception):
    """What was asked is not there any more."""


class ActionMissingError(Exception):
    """What was to be done cannot be done with this."""


class Box(NamedTuple):
    """A rectangle on the screen."""

    x: int
    y: int
    width: int
    height: int

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class Seen:
    """One thing that shows on the screen."""

    role: str
    name: str
    box: Box
    is_enabled: bool
    is_checked: bool
    is_focusable: bool
    is_checkable: bool
    is_selected: bool
    place: DBusAddress = field(repr=False)


class ScreenReader:
    """Asks programs what they show; TimeoutError where one does not answer."""

    def __init__(self, address: str) -> None:
        self._bus: DBusConnection = open_dbus_connection(address)

    def close(self) -> None:
        self._bus.close()

    def look(self, pid: int) -> list[Seen]:
        """Return all that shows of the process's windows, from top to bottom; nothing before it is there."""
        return [seen for top in self.windows(pid) for seen in (top, *self.below(top))]

    def windows(self, pid: int) -> list[Seen]:
        """Return the process's windows, the one opened last at the end; nothing before it is there."""
        program = self._program(pid)
        with contextlib.suppress(GoneError):
            return list(self._shown(program)) if program else []
        return []

    def texts(self, pid: int) -> list[str]:
        """Return every text that the process tells of all it has, whether that shows or not."""
        program = self._program(pid)
        return list(self._texts_below(program)) if program else []

    def label(self, seen: Seen) -> str:
        """Return the text of the label that belongs to this; empty where none does."""
        relations = dict(self.ask(seen.place, "Accessible", "GetRelationSet"))
        labels = relations.get(_LABELLED_BY, [])
        return "".join(self.name(DBusAddress(path, bus_name)) for bus_name, path in labels)

    # ----------------------------------------------------------------- doing
    def press(self, seen: Seen, action: str = "Press") -> None:
        """Have the thing do this, by the name of the action; ActionMissingError where it cannot."""
        names = self.actions(seen)
        if action not in names:
            raise ActionMissingError(seen, names)
        assert self.ask(seen.place, "Action", "DoAction", "i", names.index(action))

    def actions(self, seen: Seen) -> list[str]:
        """Return what can be done with this."""
        return [str(name) for name, _, _ in self.ask(seen.place, "Action", "GetActions")]

    def faces(self, seen: Seen) -> set[str]:
        """Return the interfaces of this: Action, Text, Value and so on."""
        return {str(name).rsplit(".", 1)[1] for name in self.ask(seen.place, "Accessible", "GetInterfaces")}

    def children(self, place: DBusAddress) -> list[Seen]:
        """Return what is right below this, whether it shows or not."""
        found = self.ask(place, "Accessible", "GetChildren")
        return [self.see(DBusAddress(path, bus_name)) for bus_name, path in found]

    def write(self, seen: Seen, text: str) -> None:
        """Put this text in the place of what is there."""
        assert self.ask(seen.place, "EditableText", "SetTextContents", "s", text)

    def focus(self, seen: Seen) -> None:
        """Give it the keyboard."""
        assert self.ask(seen.place, "Component", "GrabFocus")

    def select(self, seen: Seen, child: int) -> None:
        """Select the child of this number."""
        assert self.ask(seen.place, "Selection", "SelectChild", "i", child)

    def value(self, seen: Seen) -> float:
        """Return how far it is, by its Value."""
        _, value = self._stream(Properties(_of(seen.place, "Value")).get("CurrentValue"))[0]
        return float(value)

    # ----------------------------------------------------------------- parts
    def _program(self, pid: int) -> DBusAddress | None:
        registry = DBusAddress(_ROOT, _REGISTRY)
        for bus_name, path in self.ask(registry, "Accessible", "GetChildren"):
            with contextlib.suppress(GoneError):
                if self._stream(message_bus.GetConnectionUnixProcessID(bus_name))[0] == pid:
                    return DBusAddress(path, bus_name)
        return None

    def _texts_below(self, parent: DBusAddress) -> Iterator[str]:
        for bus_name, path in self.ask(parent, "Accessible", "GetChildren"):
            child = DBusAddress(path, bus_name)
            with contextlib.suppress(GoneError):
                yield from self._texts_of(child)
                yield from self._texts_below(child)

    def _texts_of(self, place: DBusAddress) -> Iterator[str]:
        for name in _TEXTS:
            # Not every version of the interface has all of them.
            with contextlib.suppress(GoneError):
                yield str(self._stream(Properties(_of(place, "Accessible")).get(name))[0][1])
        yield str(self.ask(place, "Accessible", "GetAttributes"))
        if "org.a11y.atspi.Text" in self.ask(place, "Accessible", "GetInterfaces"):
            yield str(self.ask(place, "Text", "GetText", "ii", 0, -1))

    def below(self, parent: Seen) -> Iterator[Seen]:
        """Go through all that shows below this."""
        with contextlib.suppress(GoneError):
            for child in self._shown(parent.place):
                yield child
                yield from self.below(child)

    def _shown(self, parent: DBusAddress) -> Iterator[Seen]:
        for bus_name, path in self.ask(parent, "Accessible", "GetChildren"):
            child = DBusAddress(path, bus_name)
            with contextlib.suppress(GoneError):
                states = self._states(child)
                if states >> _SHOWING & states >> _VISIBLE & 1:
                    yield self._counts(child, states)

    def see(self, place: DBusAddress) -> Seen:
        """Return what is there."""
        return self._counts(place, self._states(place))

    def _states(self, place: DBusAddress) -> int:
        low, high = self.ask(place, "Accessible", "GetState")
        return int(low) | int(high) << 32

    def _counts(self, place: DBusAddress, states: int) -> Seen:
        return Seen(
            role=self.ask(place, "Accessible", "GetRoleName"),
            name=self.name(place),
            box=Box(*self.ask(place, "Component", "GetExtents", "u", _ON_SCREEN)),
            is_enabled=bool(states >> _ENABLED & states >> _SENSITIVE & 1),
            is_checked=bool(states >> _CHECKED & 1),
            is_focusable=bool(states >> _FOCUSABLE & 1),
            is_checkable=bool(states >> _CHECKABLE & 1),
            is_selected=bool(states >> _SELECTED & 1),
            place=place,
        )

    def name(self, place: DBusAddress) -> str:
        _, name = self._stream(Properties(_of(place, "Accessible")).get("Name"))[0]
        return str(name)

    def ask(self, place: DBusAddress, interface: str, method: str, types: str = "", *values: object) -> Any:
        message = new_method_call(_of(place, interface), method, types or None, values)
        return self._stream(message)[0]

    def _stream(self, message: Message) -> Any:
        answer = self._bus.send_and_get_reply(message, timeout=ANSWERS_WITHIN)
        if answer.header.message_type is MessageType.error:
            raise GoneError(answer.body)
        return answer.body


def _of(place: DBusAddress, interface: str) -> DBusAddress:
    return DBusAddress(place.object_path, place.bus_name, f"org.a11y.atspi.{interface}")


class Ear:
    """Hears what programs say without being asked."""

    def __init__(self, address: str) -> None:
        self._bus: DBusConnection = open_dbus_connection(address)
        registry = DBusAddress("/org/a11y/atspi/registry", _REGISTRY, _REGISTRY)
        rule = MatchRule(type="signal", interface=f"{_EVENTS}.Object", member="Announcement")
        for message in (
            message_bus.AddMatch(rule),
            new_method_call(registry, "RegisterEvent", "s", ("object:announcement",)),
        ):
            self._bus.send_and_get_reply(message, timeout=ANSWERS_WITHIN)
        self._heard = self._bus.filter(rule, bufsize=1000)
        self._queue = self._heard.queue
        self._all: list[Said] = []

    def close(self) -> None:
        self._heard.close()
        self._bus.close()

    def heard(self) -> list["Said"]:
        """Return all that was said so far."""
        with contextlib.suppress(TimeoutError):
            while True:
                message = self._bus.recv_until_filtered(self._queue, timeout=_SILENCE)
                _, politeness, _, (_, text), *_ = message.body
                self._all.append(Said(text, is_urgent=politeness == _ASSERTIVE))
        return self._all


class Said(NamedTuple):
    """One announcement."""

    text: str
    is_urgent: bool
