"""What a screen reader sees of a program: its tree by AT-SPI 2, asked over D-Bus.

The interfaces: https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, Properties, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

# Seconds in which a window that is alive answers, on a machine that is busy with other things too.
ANSWERS_WITHIN = 15.0
_ROOT = "/org/a11y/atspi/accessible/root"
_REGISTRY = "org.a11y.atspi.Registry"
_ACTIVE, _CHECKED, _ENABLED, _FOCUSABLE, _SELECTED, _SENSITIVE = 1, 4, 8, 11, 23, 24
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
    is_active: bool
    place: DBusAddress = field(repr=False)


class ScreenReader:
    """Asks programs what they show; TimeoutError where one does not answer."""

    def __init__(self, address: str) -> None:
        self._bus: DBusConnection = open_dbus_connection(address)

    def close(self) -> None:
        self._bus.close()

    def look(self, pid: int) -> list[Seen]:
        """Return all that shows of the process's windows, from top to bottom; nothing before it is there."""
        program = self._program(pid)
        return self._below(program) if program else []

    def windows(self, pid: int) -> list[Seen]:
        """Return the process's windows, the one opened last at the end; nothing before it is there."""
        program = self._program(pid)
        return self._shown(self._children([program])[0]) if program else []

    def texts(self, pid: int) -> list[str]:
        """Return every text that the process tells of all it has, whether that shows or not."""
        texts: list[str] = []
        level = [program] if (program := self._program(pid)) else []
        while level:
            level = [child for children in self._children(level) for child in children]
            texts += self._texts(level)
        return texts

    def below(self, parent: Seen) -> list[Seen]:
        """Return all that shows below this, from top to bottom."""
        return self._below(parent.place)

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
        """Return what can be done with this, each named in one word."""
        # From Qt 6.12 on it is "Show Menu", before "ShowMenu".
        return [str(name).replace(" ", "") for name, _, _ in self.ask(seen.place, "Action", "GetActions")]

    def faces(self, seen: Seen) -> set[str]:
        """Return the interfaces of this: Action, Text, Value and so on."""
        return {str(name).rsplit(".", 1)[1] for name in self.ask(seen.place, "Accessible", "GetInterfaces")}

    def children(self, place: DBusAddress) -> list[Seen]:
        """Return what is right below this, whether it shows or not."""
        return self._see_all(self._children([place])[0])

    def see(self, place: DBusAddress) -> Seen:
        """Return what is there; GoneError where nothing is."""
        if not (seen := self._see_all([place])):
            raise GoneError(place)
        return seen[0]

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
        _, value = self._ask(Properties(_of(seen.place, "Value")).get("CurrentValue"))[0]
        return float(value)

    # ----------------------------------------------------------------- parts
    def _program(self, pid: int) -> DBusAddress | None:
        programs = self._children([DBusAddress(_ROOT, _REGISTRY)])[0]
        owners = self._answers([message_bus.GetConnectionUnixProcessID(each.bus_name) for each in programs])
        return next((each for each, owner in zip(programs, owners, strict=True) if owner == (pid,)), None)

    def _below(self, top: DBusAddress) -> list[Seen]:
        """Go down level by level, so that a level is asked for at once; return all from top to bottom."""
        found: dict[tuple[int, ...], Seen] = {}
        level = {top: ()}
        while level:
            families = zip(level.values(), self._children(list(level)), strict=True)
            rows = {each: (*above, row) for above, family in families for row, each in enumerate(family)}
            level = {}
            for seen in self._shown(list(rows)):
                level[seen.place] = rows[seen.place]
                found[rows[seen.place]] = seen
        return [found[row] for row in sorted(found)]

    def _children(self, parents: Sequence[DBusAddress]) -> list[list[DBusAddress]]:
        """Return what is right below each of them; nothing where it is gone."""
        answers = self._answers([_question(each, "Accessible", "GetChildren") for each in parents])
        return [
            [DBusAddress(path, bus_name) for bus_name, path in answer[0]] if answer else []
            for answer in answers
        ]

    def _see_all(self, places: Sequence[DBusAddress]) -> list[Seen]:
        return self._see(list(zip(places, self._states(places), strict=True)))

    def _shown(self, places: Sequence[DBusAddress]) -> list[Seen]:
        """Return those of these that show."""
        states = self._states(places)
        return self._see(
            [
                (place, each)
                for place, each in zip(places, states, strict=True)
                if each >> _SHOWING & each >> _VISIBLE & 1
            ]
        )

    def _states(self, places: Sequence[DBusAddress]) -> list[int]:
        """Return the states of each as bits; none where it is gone."""
        answers = self._answers([_question(each, "Accessible", "GetState") for each in places])
        return [answer[0][0] | answer[0][1] << 32 if answer else 0 for answer in answers]

    def _see(self, places: Sequence[tuple[DBusAddress, int]]) -> list[Seen]:
        """Return what is at these places, of which the states are known; what has gone is left out."""
        questions = [
            question
            for place, _ in places
            for question in (
                _question(place, "Accessible", "GetRoleName"),
                Properties(_of(place, "Accessible")).get("Name"),
                _question(place, "Component", "GetExtents", "u", _ON_SCREEN),
            )
        ]
        answers = self._answers(questions)
        threes = zip(answers[::3], answers[1::3], answers[2::3], strict=True)
        return [
            _seen(place, states, role[0], name[0][1], Box(*box[0]))
            for (place, states), (role, name, box) in zip(places, threes, strict=True)
            if role and name and box
        ]

    def _texts(self, places: Sequence[DBusAddress]) -> list[str]:
        """Return every text of these."""
        # Not every version of the interface has all of them; what has no text gives an error.
        questions = [
            question
            for each in places
            for question in (
                *(Properties(_of(each, "Accessible")).get(name) for name in _TEXTS),
                _question(each, "Accessible", "GetAttributes"),
                _question(each, "Text", "GetText", "ii", 0, -1),
            )
        ]
        return [str(answer[0]) for answer in self._answers(questions) if answer]

    def name(self, place: DBusAddress) -> str:
        _, name = self._ask(Properties(_of(place, "Accessible")).get("Name"))[0]
        return str(name)

    def ask(self, place: DBusAddress, interface: str, method: str, types: str = "", *values: object) -> Any:
        return self._ask(_question(place, interface, method, types, *values))[0]

    def _ask(self, question: Message) -> Any:
        answer = self._answers([question])[0]
        if answer is None:
            raise GoneError(question.header)
        return answer

    def _answers(self, questions: Sequence[Message]) -> list[Any]:
        """Ask all before the first is answered; return the answers, and None where what was asked is gone."""
        serials = [next(self._bus.outgoing_serial) for _ in questions]
        for question, serial in zip(questions, serials, strict=True):
            self._bus.send(question, serial=serial)
        answers: dict[int, Any] = {}
        while len(answers) < len(serials):
            message = self._bus.receive(timeout=ANSWERS_WITHIN)
            serial = message.header.fields.get(HeaderFields.reply_serial)
            if serial in serials:
                is_gone = message.header.message_type is MessageType.error
                answers[serial] = None if is_gone else message.body
        return [answers[serial] for serial in serials]


def _question(place: DBusAddress, interface: str, method: str, types: str = "", *values: object) -> Message:
    return new_method_call(_of(place, interface), method, types or None, values)


def _of(place: DBusAddress, interface: str) -> DBusAddress:
    return DBusAddress(place.object_path, place.bus_name, f"org.a11y.atspi.{interface}")


def _seen(place: DBusAddress, states: int, role: str, name: str, box: Box) -> Seen:
    return Seen(
        role=role,
        name=name,
        box=box,
        is_enabled=bool(states >> _ENABLED & states >> _SENSITIVE & 1),
        is_checked=bool(states >> _CHECKED & 1),
        is_focusable=bool(states >> _FOCUSABLE & 1),
        is_checkable=bool(states >> _CHECKABLE & 1),
        is_selected=bool(states >> _SELECTED & 1),
        is_active=bool(states >> _ACTIVE & 1),
        place=place,
    )


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
