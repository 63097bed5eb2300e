"""Settings as data: what each is called, what it is now, what it was at first, and what changes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import SignalInstance
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
    disabled_reason: str = ""


@dataclass(frozen=True, slots=True)
class IntSetting:
    """A setting that is a whole number from `least` to `most`."""

    text: str
    value: int
    default: int
    change: Callable[[int], None]
    minimum: int
    maximum: int
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
    is_secret: bool = False
    placeholder: str = ""


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
        changed: Emitted when the buttons or the result changed; None where neither does.
        result: Returns what the last action led to, as a sentence; empty for nothing.
    """

    text: str
    buttons: Callable[[], Sequence[Deed]]
    explanation: str = ""
    changed: SignalInstance | None = None
    result: Callable[[], str] = lambda: ""


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
    create_content: Callable[[], QWidget] | None = None
    search_words: str = ""
