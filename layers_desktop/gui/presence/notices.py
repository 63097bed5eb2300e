"""Notifications of the desktop: what every system's way of showing them promises."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification; a later one takes its place.

    Attributes:
        title, text: Plain text.
        opened: Called when the notification itself is clicked.
        button: What its button says, and what pressing it does; None for no button.
        has_sound: Whether it shall be heard.
    """

    title: str
    text: str
    opened: Callable[[], None]
    button: tuple[str, Callable[[], None]] | None = None
    has_sound: bool = False


class Notices(Protocol):
    """Shows notifications."""

    def show(self, notice: Notice) -> None:
        """Show this; returns at once."""

    def close(self) -> None:
        """Show and hear nothing more."""
