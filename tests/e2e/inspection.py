"""What shows, looked at as somebody must who cannot see it: what is it called, and what can it do?"""

import re
from collections.abc import Iterable, Iterator

from tests.e2e.accessibility import ScreenReader, Seen

# What can take the keyboard or be pressed is one of these, and each is more than a shape.
FITTING = frozenset(
    {
        "button menu",
        "cell",
        "check box",
        "combo box",
        "label",
        "list",
        "list item",
        "menu item",
        "password text",
        "progress bar",
        "push button",
        "spin box",
        "table",
        "text",
    }
)
# No reader stops at these: what they scroll is gone through instead.
_LEFT_OUT = frozenset({"scroll bar"})
_WORD = re.compile(r"[^\W_]{2}")
_PICTURE = re.compile(r"[\w./-]+\.(svg|png)")
_TEXT_ROLES = frozenset({"text", "password text"})
_VALUE_ROLES = frozenset({"progress bar", "spin box"})
_DOING = {"push button": "Press", "check box": "Toggle", "combo box": "ShowMenu", "button menu": "ShowMenu"}


def faults_of(reader: ScreenReader, things: Iterable[Seen]) -> list[str]:
    """Return a line for each of these that does not explain itself, or cannot do what it is there for."""
    return [f"{seen.role} '{seen.name}' {fault}" for seen in things for fault in _faults(reader, seen)]


def _faults(reader: ScreenReader, seen: Seen) -> Iterator[str]:
    if seen.role in _LEFT_OUT:
        return
    faces = reader.faces(seen)
    actions = reader.actions(seen) if "Action" in faces else []
    if not seen.is_focusable and not actions:
        return
    if seen.role not in FITTING:
        yield "has no fitting role"
    yield from _faults_of_name(reader, seen)
    if seen.role in _TEXT_ROLES and "EditableText" not in faces:
        yield "is a field in which nothing can be written"
    if seen.role in _VALUE_ROLES and "Value" not in faces:
        yield "has no value"
    if seen.role == "check box" and not seen.is_checkable:
        yield "cannot be checked"
    wanted = _DOING.get(seen.role)
    if wanted and seen.is_enabled and wanted not in actions:
        yield f"cannot do '{wanted}'"


def _faults_of_name(reader: ScreenReader, seen: Seen) -> Iterator[str]:
    """Look at what is read out of it: its label where it has one, else its name."""
    said = reader.label(seen) or seen.name
    if not _WORD.search(said):
        yield "has no name that explains it"
    if seen.role != "cell" and _PICTURE.fullmatch(said):
        yield "is called by the file of a picture"
    if seen.role == "combo box" and not (said and seen.name):
        yield "does not say what is chosen"
