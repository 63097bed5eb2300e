"""Progress and the number of problems on the taskbar or dock: what every system's way of it promises."""

from typing import Protocol

from PySide6.QtGui import QGuiApplication

from layers_desktop.transfer.outlook import Outlook


class Taskbar(Protocol):
    """The program's entry on the taskbar or dock."""

    def show(self, outlook: Outlook) -> None:
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

    def show(self, outlook: Outlook) -> None:
        """Show the number of problems."""
        set_badge(outlook.problems)

    def close(self) -> None:
        """Show no number."""
        set_badge(0)
