"""Settings that are fields of the preferences: read from them, and changed in them at once."""

from collections.abc import Callable
from typing import Any

from layers_desktop.app.choices import DEFAULTS, Choices
from layers_desktop.gui.settings.fields import OnOff


def changing(choices: Choices, name: str) -> Callable[[Any], None]:
    """Return what chooses a value for the field of this name."""
    return lambda value: choices.choose(**{name: value})


def on_off(choices: Choices, name: str, text: str, explanation: str = "") -> OnOff:
    """Return the field of this name as a switch."""
    value, default = getattr(choices.now, name), getattr(DEFAULTS, name)
    return OnOff(text, value, default, changing(choices, name), explanation)
