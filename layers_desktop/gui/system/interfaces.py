"""Notifications of the desktop: what every system's way of showing them promises."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QGuiApplication

from layers_desktop.gui.system.status import OverallStatus


@dataclass(frozen=True, slots=True)
class DesktopNotification:
    """One notification; a later one takes its place.

    Attributes:
        title, text: Plain text.
        opened: Called when the notification itself is clicked.
        button: What its button says, and what pressing it does; None for no button.
        has_sound: Whether it shall be heard.
    """

    title: str
    text: str
    on_click: Callable[[], None]
    button: tuple[str, Callable[[], None]] | None = None
    plays_sound: bool = False


class DesktopNotifier(Protocol):
    """Shows notifications."""

    def show(self, notice: DesktopNotification) -> None:
        """Show this; returns at once."""

    def close(self) -> None:
        """Show and hear nothing more."""


class AwakeListener(Protocol):
    """Who learns whether the computer is being kept awake."""

    def __call__(self, *, is_awake: bool) -> None:
        """Take note of it."""


class SleepLock(Protocol):
    """One lock on the system's sleep; it ends with the program, whatever happens to that."""

    def hold(self) -> None:
        """Ask for the lock; whether and when it is had is told."""

    def release(self) -> None:
        """Let the computer sleep again."""


class NoSleepLock:
    """Where nothing is known that keeps the computer awake."""

    def hold(self) -> None:
        """Do nothing; nobody is told that the computer stays awake."""

    def release(self) -> None:
        """Do nothing."""


class Taskbar(Protocol):
    """The program's entry on the taskbar or dock."""

    def show(self, status: OverallStatus) -> None:
        """Show this; returns at once, and where there is no taskbar nothing happens."""

    def close(self) -> None:
        """Show nothing any more."""


def set_badge(number: int) -> None:
    """Put this number on the program's icon; 0 is none."""
    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        application.setBadgeNumber(number)


class DockBadge:
    """The dock of macOS: it has a badge for the problems, and no place for progress. Untried here."""

    def show(self, status: OverallStatus) -> None:
        """Show the number of problems."""
        set_badge(status.problems)

    def close(self) -> None:
        """Show no number."""
        set_badge(0)
