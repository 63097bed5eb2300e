"""What the program needs of every operating system, and what stands in where a system has none of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QGuiApplication

from layers_desktop.gui.system.status import OverallStatus


@dataclass(frozen=True, slots=True)
class DesktopNotification:
    """A notification; a later one replaces it.

    Attributes:
        title, text: Plain text.
        on_click: Called when the notification itself is clicked.
        button: The text of its button and what a click calls; None for no button.
        plays_sound: Whether a sound is played.
    """

    title: str
    text: str
    on_click: Callable[[], None]
    button: tuple[str, Callable[[], None]] | None = None
    plays_sound: bool = False


class DesktopNotifier(Protocol):
    """Shows notifications."""

    def show(self, notice: DesktopNotification) -> None:
        """Show the notification; returns at once."""

    def close(self) -> None:
        """Show nothing more and report no more clicks."""


class AwakeListener(Protocol):
    """Called when the computer begins or ceases to be kept awake."""

    def __call__(self, *, is_awake: bool) -> None:
        """Take the new state."""


class SleepLock(Protocol):
    """A lock on the system's sleep, which ends with the process at the latest."""

    def hold(self) -> None:
        """Ask for the lock; the listener is called once it is granted."""

    def release(self) -> None:
        """Let the computer sleep again."""


class NoSleepLock:
    """Stands in where the system has no known way to keep the computer awake."""

    def hold(self) -> None:
        """Do nothing: no listener is called."""

    def release(self) -> None:
        """Do nothing."""


class Taskbar(Protocol):
    """The program's entry on the taskbar or dock."""

    def show(self, status: OverallStatus) -> None:
        """Show the status; returns at once, also where there is no taskbar."""

    def close(self) -> None:
        """Show no status any more."""


def set_badge(number: int) -> None:
    """Show a number on the program's icon; 0 removes it."""
    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        application.setBadgeNumber(number)


class DockBadge:
    """The dock of macOS: a badge with the number of problems, no progress. Not tried on a Mac."""

    def show(self, status: OverallStatus) -> None:
        """Show the number of problems."""
        set_badge(status.problems)

    def close(self) -> None:
        """Remove the badge."""
        set_badge(0)
