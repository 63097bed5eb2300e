"""Settings as data: what each is called, what it is now, what it was at first, and what changes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

Deed = tuple[str, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class BoolSetting:
    """A setting that is on or off; `change` takes the new value and applies it.

    Attributes:
        obstacle: Why it cannot be changed here, told in place of the explanation; empty where it can.
    """

    text: str
    value: bool
    default: bool
    change: Callable[[bool], None]
    explanation: str = ""
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class IntSetting:
    """A setting that is a whole number from `least` to `most`."""

    text: str
    value: int
    default: int
    change: Callable[[int], None]
    least: int
    most: int
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceSetting:
    """A setting that is one of several values, each with its name."""

    text: str
    value: str
    default: str
    change: Callable[[str], None]
    choices: tuple[tuple[str, str], ...]
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class TextSetting:
    """A setting that is a text.

    Attributes:
        is_hidden: Whether it is a secret: no screen and no screen reader shows it.
        hint: Stands in the field while that is empty.
    """

    text: str
    value: str
    default: str
    change: Callable[[str], None]
    explanation: str = ""
    is_hidden: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PreviewSetting:
    """What the settings of its page lead to: `sample` is asked anew after each change."""

    text: str
    sample: Callable[[], str]


@dataclass(frozen=True, slots=True)
class ActionsSetting:
    """Buttons that do something at once.

    Attributes:
        buttons: Gives each button's text and what it does, as things stand.
        listen: Is given what must be called when the buttons, or what is said, change; gives what stops that.
        said: Gives what came of it; empty for nothing.
    """

    text: str
    buttons: Callable[[], Sequence[Deed]]
    explanation: str = ""
    listen: Callable[[Callable[[], None]], Callable[[], None]] = lambda _changed: lambda: None
    said: Callable[[], str] = lambda: ""


Setting = BoolSetting | IntSetting | ChoiceSetting | TextSetting | PreviewSetting | ActionsSetting


@dataclass(frozen=True, slots=True)
class PageSpec:
    """The settings that belong together.

    Attributes:
        own: Makes what stands on the page instead, where there is more to it than settings.
        own_words: What that is found by.
    """

    title: str
    settings: Sequence[Setting] = ()
    own: Callable[[], QWidget] | None = None
    own_words: str = ""


class Listeners:
    """Tells those that listen, until they stop: a window that was closed listens no more."""

    def __init__(self) -> None:
        self._told: dict[object, Callable[[], None]] = {}

    def __len__(self) -> int:
        return len(self._told)

    def add(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call this from now on; return what stops that."""
        listener = object()
        self._told[listener] = changed
        return partial(self._remove, listener)

    def tell(self) -> None:
        """Call everyone who listens."""
        for changed in list(self._told.values()):
            changed()

    def _remove(self, listener: object) -> None:
        self._told.pop(listener, None)
