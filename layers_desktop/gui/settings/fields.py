"""Settings as data: the text, value and default of each, and the function that applies a change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

Deed = tuple[str, Callable[[], None]]
# A button's text, and what asks for a text over a widget and hands on what was chosen.
Chooser = tuple[str, Callable[[QWidget, Callable[[str], None]], None]]


def always() -> bool:
    """Say that a setting has an effect whatever the others are."""
    return True


@dataclass(frozen=True, slots=True)
class BoolSetting:
    """A setting that is on or off.

    Attributes:
        change: Applies the new value.
        disabled_reason: Why it cannot be changed, shown in place of the explanation; empty where it can.
        is_used: Whether it has an effect as the other settings of its page are; if not, it is disabled.
    """

    text: str
    value: bool
    default: bool
    change: Callable[[bool], None]
    explanation: str = ""
    disabled_reason: str = ""
    is_used: Callable[[], bool] = always


@dataclass(frozen=True, slots=True)
class IntSetting:
    """A setting that is an integer between `minimum` and `maximum`, both included; see BoolSetting."""

    text: str
    value: int
    default: int
    change: Callable[[int], None]
    minimum: int
    maximum: int
    explanation: str = ""
    is_used: Callable[[], bool] = always


@dataclass(frozen=True, slots=True)
class ChoiceSetting:
    """A setting with several values; `choices` holds each value with its name; see BoolSetting."""

    text: str
    value: str
    default: str
    change: Callable[[str], None]
    choices: tuple[tuple[str, str], ...]
    explanation: str = ""
    is_used: Callable[[], bool] = always


@dataclass(frozen=True, slots=True)
class TextSetting:
    """A setting that is a text; see BoolSetting.

    Attributes:
        chooser: A button beside the field that offers texts to choose; None for none.
        is_secret: Whether its text is hidden, as a password is.
        placeholder: Shown in the field while it is empty.
    """

    text: str
    value: str
    default: str
    change: Callable[[str], None]
    explanation: str = ""
    is_secret: bool = False
    placeholder: str = ""
    is_used: Callable[[], bool] = always
    chooser: Chooser | None = None


@dataclass(frozen=True, slots=True)
class PreviewSetting:
    """A read-only text; `sample` is called again after each change on its page.

    Attributes:
        is_boxed: Whether it stands in a box, as what a program is given to read.
    """

    text: str
    sample: Callable[[], str]
    is_boxed: bool = True


@dataclass(frozen=True, slots=True)
class ActionsSetting:
    """Buttons that act at once.

    Attributes:
        buttons: Returns the buttons as they are now.
        changed: Emitted when the buttons or the result changed; None where neither does.
        result: Returns what the last action led to, as a sentence; empty for nothing.
        is_shown: Whether there is anything to do as the other settings of its page are; if not, it is hidden.
    """

    text: str
    buttons: Callable[[], Sequence[Deed]]
    explanation: str = ""
    changed: SignalInstance | None = None
    result: Callable[[], str] = lambda: ""
    is_shown: Callable[[], bool] = always


Setting = BoolSetting | IntSetting | ChoiceSetting | TextSetting | PreviewSetting | ActionsSetting


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page of the settings dialog.

    Attributes:
        create_content: Creates a widget that is shown below the settings; None for none.
        search_words: The words by which that widget is found.
    """

    title: str
    settings: Sequence[Setting] = ()
    create_content: Callable[[], QWidget] | None = None
    search_words: str = ""
